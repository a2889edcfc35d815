import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { runs } from "#lib/server/services/runs";

/** Whether a worker is there to carry runs out. */
export const GET = handler({ permission: "read", input: z.object({}) }, async () => ({
  serves: await runs().workerServes(),
}));
