/** A process's part of the engine: carries workflows out until it is stopped. */
import { DBOS } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import type { Logger } from "pino";
import { APPLICATION } from "./application";
import { type Gate, gate } from "./gate";
import { setLongestRetryPause } from "./internals";
import { acquireLease } from "./locks";
import { repeatedly } from "./repeatedly";
import { takeOver } from "./takeover";

type Workflow = {
  // Each workflow has an input of its own, and the engine hands it through.
  run: (input: never) => Promise<unknown>;
  /** How often it may be recovered from dead workers. */
  recoveries: number;
};

/** Bounds of how many workflows of a queue run at once: in a partition, or in a worker. */
type Queue = { partitionConcurrency: number } | { workerConcurrency: number };

type EngineOptions = {
  /** The database must have been migrated. */
  databaseUrl: string;
  executorId: string;
  /** Workflows of other versions are not carried out; those of versions that no worker has any more are closed. */
  version: string;
  /** By name. */
  workflows: (tools: EngineTools) => Record<string, Workflow>;
  /** By name. */
  queues: Record<string, Queue>;
  log: Logger;
};

/** What workflows get: connections to the database, and the gate that all they do to the outside goes through. */
type EngineTools = { pool: pg.Pool; gate: Gate };

export type Worker = {
  /** Waits for calls in flight; another worker takes over the rest of its workflows. */
  stop(): Promise<void>;
  /** Resolves when the connection that holds this worker's locks is lost: then it must not continue. */
  lost: Promise<void>;
};

/** A death is noticed within this time. */
const WATCH_MS = 1_000;

/** While the database cannot be written, as on a full disk, a workflow tries to write at least this often. */
const LONGEST_RETRY_PAUSE_S = 3;

/** Calls get this long to finish at a stop. */
const STOP_MS = 10_000;

/** One to a process: the engine is global. */
export async function startEngine(options: EngineOptions): Promise<Worker> {
  const { databaseUrl, executorId, version, log } = options;
  const lease = await acquireLease(databaseUrl, executorId, version);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 15, idle_in_transaction_session_timeout: 60_000 });
  pool.on("error", (error) => log.warn({ err: error }, "a database connection broke"));
  setLongestRetryPause(LONGEST_RETRY_PAUSE_S);
  const exit = gate();

  DBOS.setConfig({
    name: APPLICATION,
    systemDatabaseUrl: databaseUrl,
    systemDatabasePool: pool,
    executorID: executorId,
    applicationVersion: version,
    runMigrations: false,
    logger: engineLogger(log),
  });
  for (const [name, { run, recoveries }] of Object.entries(options.workflows({ pool, gate: exit }))) {
    DBOS.registerWorkflow(run, { name, maxRecoveryAttempts: recoveries });
  }
  await DBOS.launch();
  for (const [name, queue] of Object.entries(options.queues)) {
    await DBOS.registerQueue(name, { ...queue, minPollingIntervalMs: 100, onConflict: "always_update" });
  }
  log.info({ executorId, version }, "worker serves");

  const heartbeat = repeatedly(WATCH_MS, lease.heartbeat, () => {});
  // Apart from the heartbeat: the engine tries its reads again until the database is back, however long that takes.
  const watch = repeatedly(
    WATCH_MS,
    () => takeOver(lease, executorId, version),
    (error) => log.warn({ err: error }, "could not look for workflows of dead workers"),
  );

  return {
    lost: lease.lost,
    async stop() {
      await Promise.race([Promise.all([heartbeat.stop(), watch.stop()]), lease.lost]);
      await exit.close(STOP_MS);
      // Long enough to record what has just come back; a workflow that goes on for longer is left to the next worker.
      await DBOS.shutdown({ deregister: true, workflowCompletionTimeoutMS: 250 });
      await pool.end();
      await lease.release();
    },
  };
}

/** DBOS logs much that matters only when debugging DBOS itself. */
function engineLogger(log: Logger) {
  const engine = log.child({ from: "dbos" });
  return {
    info: (entry: unknown) => engine.debug(String(entry)),
    debug: (entry: unknown) => engine.trace(String(entry)),
    warn: (entry: unknown) => engine.warn(String(entry)),
    error: (entry: unknown, metadata?: { stack?: string }) => engine.error({ stack: metadata?.stack }, String(entry)),
  };
}
