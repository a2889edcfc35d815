import { z } from "zod";
import { regionCode, vpcId } from "#lib/core/intent/intent";
import { handler } from "#lib/server/http/guard";
import { snapshotOf } from "#lib/server/services/reads";

const ids = z
  .string()
  .max(20_000)
  .default("")
  .transform((text) => text.split(",").filter(Boolean))
  .pipe(z.array(z.string().regex(/^[a-z]+-[0-9a-f]{8,17}$/)).max(700));

/** A VPC's snapshot, which the browser plans over; `named` are ids chosen earlier, that may no longer exist or be elsewhere. */
export const GET = handler(
  {
    permission: "read",
    input: z.object({ region: regionCode, vpc: vpcId, named: ids, refresh: z.stringbool().default(false) }),
  },
  ({ region, vpc, named, refresh }) => snapshotOf(region, vpc, { named, refresh }),
);
