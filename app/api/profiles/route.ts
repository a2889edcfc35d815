import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { profileChoices } from "#lib/server/services/place";

/** The profiles of the AWS config files that can be chosen, or why none can. */
export const GET = handler({ permission: "read", input: z.object({}) }, () => profileChoices());
