import { z } from "zod";
import { driftOfRun } from "#lib/server/drift";
import { handler } from "#lib/server/guard";
import { runId } from "#lib/server/run-input";

/** What a run's intent asks for over the account as it is at this moment. */
export const GET = handler({ permission: "read", input: z.object({ id: runId }) }, ({ id }) => driftOfRun(id));
