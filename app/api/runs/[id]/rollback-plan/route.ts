import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { runId } from "#lib/server/services/run-input";
import { rollbackPlanOf } from "#lib/server/services/runs";

/** What rolling a run back would do in the account as it is at this moment. */
export const GET = handler({ permission: "read", input: z.object({ id: runId }) }, ({ id }, granted) =>
  rollbackPlanOf(id, granted),
);
