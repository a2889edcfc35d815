import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { runId } from "#lib/server/services/run-input";
import { readRun } from "#lib/server/services/runs";

/** One run with all its steps. */
export const GET = handler({ permission: "read", input: z.object({ id: runId }) }, ({ id }) => readRun(id));
