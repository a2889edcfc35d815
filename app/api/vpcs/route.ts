import { z } from "zod";
import { regionCode } from "#lib/core/intent/intent";
import { handler } from "#lib/server/http/guard";
import { vpcs } from "#lib/server/services/reads";

/** The VPCs of a Region. */
export const GET = handler(
  { permission: "read", input: z.object({ region: regionCode, refresh: z.stringbool().default(false) }) },
  ({ region, refresh }) => vpcs(region, refresh),
);
