import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { regions } from "#lib/server/services/reads";

/** Codes of the Regions enabled for the account. */
export const GET = handler({ permission: "read", input: z.object({}) }, regions);
