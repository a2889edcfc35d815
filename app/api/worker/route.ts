import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { workerServes } from "#lib/server/services/runs";

/** Whether a worker is running to carry runs out. */
export const GET = handler({ permission: "read", input: z.object({}) }, async () => ({ serves: await workerServes() }));
