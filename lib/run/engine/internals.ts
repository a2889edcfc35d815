/**
 * What Postern needs of DBOS and its public API (5.3) does not offer. `contract.test.ts` fails plainly when an upgrade changes any
 * of this, or of what `queries.ts` relies on.
 */
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import { migrateSystemDatabase } from "@dbos-inc/dbos-sdk/internal/system_database";
import { GlobalLogger } from "@dbos-inc/dbos-sdk/internal/telemetry/logs";
import { dbRetryConfig } from "@dbos-inc/dbos-sdk/internal/utils";

/** The public API recovers a process's own workflows, at launch; those of other executors need the paid conductor. */
export async function recoverWorkflowsOf(executorId: string): Promise<void> {
  if (!DBOSExecutor.globalInstance) throw new Error("Workflows can be recovered only where the engine runs.");
  await DBOSExecutor.globalInstance.recoverPendingWorkflows([executorId]);
}

/** No option bounds the pause before a failed write is tried again, which grows to a minute and more. */
export function setLongestRetryPause(seconds: number): void {
  dbRetryConfig.maxBackoffSec = seconds;
}

/** `DBOS.migrate` does the same and logs to standard output, where the command line prints its result. */
export async function migrateEngineTables(databaseUrl: string): Promise<void> {
  await migrateSystemDatabase(databaseUrl, new GlobalLogger(undefined, { logLevel: "error" }));
}
