import { z } from "zod";
import { handler } from "#lib/server/guard";
import { runId } from "#lib/server/run-input";
import { readRun } from "#lib/server/runs";

/** One run with all its steps. */
export const GET = handler({ permission: "read", input: z.object({ id: runId }) }, ({ id }) => readRun(id));
