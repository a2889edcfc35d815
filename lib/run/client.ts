/** Starting, reading and stopping runs, from the web process and the command line. Nothing is executed here. */
import { DBOSClient } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import type { PermissionAnswer } from "#lib/core/iam/permissions";
import type { Run, RunChoices, RunPage, RunPageRequest, RunRequest } from "#lib/core/run/run";
import { isFailedAdoption, type RunAttributes, runOf } from "./history/history";
import { listRuns, runChoices, takenBack } from "./history/list";
import { askPermissions, type PermissionQuestion } from "./permissions/permission-check";
import { APPLICATION, newRunId, type Place, partitionOf, placeKey, QUEUE, RUN_VERSION, WORKFLOWS } from "./queue";
import { readEvents, requestStop, stopRequested } from "./step/journal";

export type RunClient = {
  /**
   * Enqueues a run, under a new id unless one is given. `busy`: the run that is going on, or waiting, on the same VPC; then
   * nothing was started.
   */
  startRun(request: RunRequest, runId?: string): Promise<{ runId: string } | { busy: string }>;
  /** The run that is going on, or waiting, on a VPC. */
  runAtWork(place: Place): Promise<string | null>;
  /** Those of the ids that this database has no run of, but for an adoption that failed. */
  unknownRuns(ids: readonly string[]): Promise<string[]>;
  /** null: there is no such run. */
  readRun(id: string): Promise<Run | null>;
  /** One page, the newest first. */
  listRuns(request: RunPageRequest): Promise<RunPage>;
  /** What lists of runs can be narrowed to. */
  runChoices(): Promise<RunChoices>;
  /** Asks a run to stop before its next call. */
  stopRun(id: string): Promise<void>;
  /** Has a worker ask whether a plan's calls would be allowed; null when none answers within the time, in milliseconds. */
  askPermissions(question: PermissionQuestion, waitMs: number): Promise<PermissionAnswer[] | null>;
  close(): Promise<void>;
};

/** Connects at the first use. While the database is away DBOS tries again and again, so look first whether it is there. */
export function runClient(databaseUrl: string): RunClient {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 5, connectionTimeoutMillis: 5_000, keepAlive: true });
  // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
  pool.on("error", () => {});
  let connecting: Promise<DBOSClient> | undefined;
  const connected = () => {
    connecting ??= connect(databaseUrl, pool).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };

  return {
    async startRun(request, runId = newRunId()) {
      const dbos = await connected();
      const partition = partitionOf(request);
      if (request.adopted) await forgetFailedAdoption(dbos, runId);
      const handle = await dbos.enqueue(
        {
          queueName: QUEUE,
          workflowName: WORKFLOWS[request.kind],
          workflowID: runId,
          appVersion: RUN_VERSION,
          queuePartitionKey: partition,
          deduplicationID: partition,
          duplicationPolicy: "return-existing",
          authenticatedUser: request.actor,
          attributes: attributesOf(request),
        },
        request,
      );
      return handle.workflowID === runId ? { runId } : { busy: handle.workflowID };
    },

    async runAtWork(place) {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT workflow_uuid AS id FROM dbos.workflow_status
         WHERE queue_name = $1 AND queue_partition_key = $2 AND status IN ('PENDING', 'ENQUEUED', 'DELAYED')
         ORDER BY status DESC, created_at LIMIT 1`,
        [QUEUE, placeKey(place)],
      );
      return rows[0]?.id ?? null;
    },

    async unknownRuns(ids) {
      if (ids.length === 0) return [];
      const runs = await (await connected()).listWorkflows({ workflowIDs: [...ids], loadInput: false });
      const known = new Set(runs.filter((run) => !isFailedAdoption(run)).map(({ workflowID }) => workflowID));
      return ids.filter((id) => !known.has(id));
    },

    async readRun(id) {
      const dbos = await connected();
      const status = await dbos.getWorkflow(id);
      if (!status) return null;
      const [steps, events, stopping, undone] = await Promise.all([
        dbos.listWorkflowSteps(id),
        readEvents(pool, id),
        stopRequested(pool, id),
        takenBack(dbos, pool, [id]),
      ]);
      return runOf({
        status,
        steps: steps ?? [],
        events,
        stopRequested: stopping,
        takenBackBy: undone.get(id) ?? null,
      });
    },

    listRuns: async (request) => listRuns(await connected(), pool, request),

    async runChoices() {
      await connected();
      return runChoices(pool);
    },

    stopRun: (id) => requestStop(pool, id),

    askPermissions: async (question, waitMs) => askPermissions(await connected(), question, waitMs),

    async close() {
      await (await connecting?.catch(() => undefined))?.destroy();
      await pool.end();
    },
  };
}

function connect(systemDatabaseUrl: string, systemDatabasePool: pg.Pool): Promise<DBOSClient> {
  return DBOSClient.create({ systemDatabaseUrl, systemDatabasePool, applicationName: APPLICATION, logger: silent });
}

/** An id is of one run: without this, nobody could try again. */
async function forgetFailedAdoption(dbos: DBOSClient, runId: string): Promise<void> {
  const earlier = await dbos.getWorkflow(runId);
  if (earlier && isFailedAdoption(earlier)) await dbos.deleteWorkflow(runId);
}

/** What goes wrong is thrown to the caller, who logs it. */
const silent = { info() {}, debug() {}, warn() {}, error() {} };

function attributesOf({ of, plan, accountId, actor, adopted }: RunRequest): RunAttributes {
  const { vpcId, region, changes } = plan;
  const operations = [...new Set(changes.map(({ operation }) => operation))];
  return { of: of ?? null, vpcId, region, accountId, actor, changes: changes.length, operations, adopted };
}
