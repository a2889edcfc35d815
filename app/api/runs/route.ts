import { z } from "zod";
import { vpcId } from "#lib/core/intent";
import { handler } from "#lib/server/guard";
import { runStatus } from "#lib/server/run-input";
import { listRuns } from "#lib/server/runs";

/** The newest runs first, of one VPC or one status if asked for. */
export const GET = handler(
  {
    permission: "read",
    input: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      vpc: vpcId.optional(),
      status: runStatus.optional(),
    }),
  },
  ({ limit, vpc, status }) => listRuns({ limit, ...(vpc ? { vpcId: vpc } : {}), ...(status ? { status } : {}) }),
);
