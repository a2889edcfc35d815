import { randomUUID } from "node:crypto";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { dbRetryConfig } from "@dbos-inc/dbos-sdk/internal/utils";
import pg from "pg";
import type { Logger } from "pino";
import { applyWorkflow } from "./apply/apply";
import { gate } from "./engine/gate";
import { lifeline } from "./engine/locks";
import { closeExtinctRuns, takeOverRuns } from "./engine/takeover";
import { PERMISSION_QUEUE, PERMISSION_WORKFLOW, permissionWorkflow } from "./permissions/permission-check";
import { APPLICATION, QUEUE, RUN_VERSION, WORKFLOWS } from "./queue";
import { rollbackWorkflow } from "./rollback/rollback";
import type { RunDeps } from "./step/context";
import { type RunSettings, runSettings } from "./step/settings";

export type WorkerOptions = {
  /** The database must have been migrated. */
  databaseUrl: string;
  gatewayFor: RunDeps["gatewayFor"];
  log: Logger;
  /** By default a new one each time. */
  executorId?: string;
  settings?: RunSettings;
};

export type Worker = {
  /** Lets calls that are under way finish; what is left of its runs another worker takes over. */
  stop(): Promise<void>;
  /** Resolves when the connection that keeps this worker's runs its own is lost: then it must not go on. */
  lost: Promise<void>;
};

/** A death is noticed within this time. */
const WATCH_MS = 1_000;

/** While the database takes nothing in, as on a full disk, a run tries to write at least this often. DBOS's own bound is 60 s. */
const MOST_SECONDS_BETWEEN_WRITES = 3;

/** Calls get this long to finish at a stop. */
const STOP_MS = 10_000;

/** A run may be taken over as often as it takes. */
const TAKE_OVERS = 1_000_000;

/** Executes runs until it is stopped. One to a process: DBOS is global. */
export async function launchWorker({
  databaseUrl,
  gatewayFor,
  log,
  executorId = `worker-${randomUUID()}`,
  settings = runSettings(),
}: WorkerOptions): Promise<Worker> {
  const life = await lifeline(databaseUrl, executorId, RUN_VERSION);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 15, idle_in_transaction_session_timeout: 60_000 });
  pool.on("error", (error) => log.warn({ err: error }, "a database connection broke"));
  dbRetryConfig.maxBackoffSec = MOST_SECONDS_BETWEEN_WRITES;
  const exit = gate();
  const deps: RunDeps = { gatewayFor, pool, settings, gate: exit };

  DBOS.setConfig({
    name: APPLICATION,
    systemDatabaseUrl: databaseUrl,
    systemDatabasePool: pool,
    executorID: executorId,
    applicationVersion: RUN_VERSION,
    runMigrations: false,
    logger: dbosLogger(log),
  });
  DBOS.registerWorkflow(applyWorkflow(deps), { name: WORKFLOWS.apply, maxRecoveryAttempts: TAKE_OVERS });
  DBOS.registerWorkflow(rollbackWorkflow(deps), { name: WORKFLOWS.rollback, maxRecoveryAttempts: TAKE_OVERS });
  DBOS.registerWorkflow(permissionWorkflow(deps), { name: PERMISSION_WORKFLOW, maxRecoveryAttempts: 3 });
  await DBOS.launch();
  await DBOS.registerQueue(QUEUE, {
    partitionConcurrency: 1,
    minPollingIntervalMs: 100,
    onConflict: "always_update",
  });
  await DBOS.registerQueue(PERMISSION_QUEUE, {
    workerConcurrency: 4,
    minPollingIntervalMs: 100,
    onConflict: "always_update",
  });
  log.info({ executorId, version: RUN_VERSION }, "worker serves");

  const watch = repeatedly(
    WATCH_MS,
    async () => {
      await life.heartbeat();
      await takeOverRuns(life.client, executorId);
      await closeExtinctRuns(life.client);
    },
    (error) => log.warn({ err: error }, "could not look for runs of dead workers"),
  );

  return {
    lost: life.lost,
    async stop() {
      await watch.stop();
      await exit.close(STOP_MS);
      // Long enough to record what has just come back; a run that goes on for longer is left to the next worker.
      await DBOS.shutdown({ deregister: true, workflowCompletionTimeoutMS: 250 });
      await pool.end();
      await life.end();
    },
  };
}

/** Does a task again and again, with a pause in between, until it is stopped. */
function repeatedly(pauseMs: number, task: () => Promise<void>, onError: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let current = Promise.resolve();
  const turn = () => {
    current = task()
      .catch(onError)
      .then(() => {
        if (!stopped) timer = setTimeout(turn, pauseMs);
      });
  };
  turn();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}

/** DBOS tells much that matters only to somebody who looks for a fault in it. */
function dbosLogger(log: Logger) {
  const of = log.child({ from: "dbos" });
  return {
    info: (entry: unknown) => of.debug(String(entry)),
    debug: (entry: unknown) => of.trace(String(entry)),
    warn: (entry: unknown) => of.warn(String(entry)),
    error: (entry: unknown, metadata?: { stack?: string }) => of.error({ stack: metadata?.stack }, String(entry)),
  };
}
