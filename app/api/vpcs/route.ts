import { z } from "zod";
import { regionCode } from "#lib/core/intent/intent";
import { handler } from "#lib/server/guard";
import { vpcs } from "#lib/server/reads";

/** The VPCs of a Region. */
export const GET = handler(
  { permission: "read", input: z.object({ region: regionCode, refresh: z.stringbool().default(false) }) },
  ({ region, refresh }) => vpcs(region, refresh),
);
