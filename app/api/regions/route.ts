import { z } from "zod";
import { handler } from "#lib/server/guard";
import { regions } from "#lib/server/reads";

/** Codes of the Regions enabled for the account. */
export const GET = handler({ permission: "read", input: z.object({}) }, regions);
