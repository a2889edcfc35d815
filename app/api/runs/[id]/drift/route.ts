import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { driftOfRun } from "#lib/server/services/drift";
import { runId } from "#lib/server/services/run-input";

/** What a run's intent asks for over the account as it is at this moment. */
export const GET = handler({ permission: "read", input: z.object({ id: runId }) }, ({ id }) => driftOfRun(id));
