/** Starts, reads, lists and stops runs, from the web process and the command line. Nothing is carried out here. */
import type { PermissionResult } from "#lib/core/iam/permissions";
import { aboutOf } from "#lib/core/run/names";
import type { RollbackAnswer, RollbackQuestion } from "#lib/core/run/rollback-plan";
import {
  RUN_KINDS,
  type Run,
  type RunChoices,
  type RunPage,
  type RunPageRequest,
  type RunRequest,
} from "#lib/core/run/run";
import { type EngineClient, engineClient } from "./engine/client";
import { runOf } from "./history/history";
import { listRuns, rolledBackBy, runChoices } from "./history/list";
import type { PermissionQuestion } from "./permissions/question";
import { type RunAttributes, toStored } from "./step/stored";
import { isFailedRecovery } from "./step/stored-run";
import {
  newRunId,
  PERMISSION_WORKFLOW,
  partitionOf,
  QUESTION_QUEUE,
  ROLLBACK_PLAN_WORKFLOW,
  RUN_QUEUE,
  RUN_VERSION,
  type VpcKey,
} from "./workflows";

export type RunClient = {
  /**
   * Enqueues a run, under a new id unless one is given. `busy`: the run that is under way, or waiting, on the same VPC; then
   * nothing was started.
   */
  startRun(request: RunRequest, runId?: string): Promise<{ runId: string } | { busy: string }>;
  /** The run that is under way, or waiting, on a VPC. */
  openRun(vpc: VpcKey): Promise<string | null>;
  /** Those of the ids that this database has no run of, apart from a recovery that failed. */
  unknownRuns(ids: readonly string[]): Promise<string[]>;
  /** null: there is no such run. */
  readRun(id: string): Promise<Run | null>;
  /** One page, the newest first. */
  listRuns(request: RunPageRequest): Promise<RunPage>;
  /** What lists of runs can be narrowed to. */
  runChoices(): Promise<RunChoices>;
  /** Whether a worker is running that carries out what is started here. */
  workerServes(): Promise<boolean>;
  /** Asks a run to stop before its next call; nothing is asked of one that has `ended`, or is `unknown`. */
  stopRun(id: string): Promise<"asked" | "ended" | "unknown">;
  /** Has a worker ask whether a plan's calls would be allowed; null when none does within the time, in milliseconds. */
  askPermissions(question: PermissionQuestion, waitMs: number): Promise<PermissionResult[] | null>;
  /** Has a worker find out what a rollback would do; null when none does within the time, in milliseconds. */
  askRollbackPlan(question: RollbackQuestion, waitMs: number): Promise<RollbackAnswer | null>;
  close(): Promise<void>;
};

/** Connects at the first use. Every function throws soon while the database is away. */
export function runClient(databaseUrl: string): RunClient {
  const engine = engineClient(databaseUrl, RUN_VERSION);
  return {
    async startRun(request, runId = newRunId()) {
      if (request.recovery) await forgetFailedRecovery(engine, runId);
      const id = await engine.enqueue(
        {
          id: runId,
          workflow: request.kind,
          queue: RUN_QUEUE,
          partition: partitionOf(request),
          actor: request.actor,
          attributes: attributesOf(request),
        },
        toStored(request),
      );
      return id === runId ? { runId } : { busy: id };
    },

    openRun: ({ accountId, region, vpcId }) => engine.openWith(RUN_QUEUE, { accountId, region, vpcId }),

    async unknownRuns(ids) {
      const known = new Set((await engine.rows(ids)).filter((row) => !isFailedRecovery(row)).map(({ id }) => id));
      return ids.filter((id) => !known.has(id));
    },

    async readRun(id) {
      const record = await engine.record(id);
      if (!record) return null;
      // Only a run that has ended can have been rolled back.
      const rollbacks = record.endedAt === null ? null : await rolledBackBy(engine, [id]);
      return runOf(record, rollbacks?.get(id) ?? null);
    },

    listRuns: (request) => listRuns(engine, request),
    runChoices: () => runChoices(engine),
    workerServes: () => engine.serves(),
    stopRun: (id) => engine.requestStop(id, RUN_KINDS),

    async askPermissions(question, waitMs) {
      const options = { workflow: PERMISSION_WORKFLOW, queue: QUESTION_QUEUE, actor: question.actor };
      const asked = await engine.ask(options, question, waitMs);
      return asked && (asked.output as PermissionResult[]);
    },

    async askRollbackPlan({ run, request }, waitMs) {
      const options = { workflow: ROLLBACK_PLAN_WORKFLOW, queue: QUESTION_QUEUE, actor: request.actor };
      const asked = await engine.ask(options, { run, request }, waitMs);
      return asked && (asked.output as RollbackAnswer);
    },

    close: () => engine.close(),
  };
}

/** An id belongs to one run: without this, a retry would be impossible. */
async function forgetFailedRecovery(engine: EngineClient, runId: string): Promise<void> {
  const [earlier] = await engine.rows([runId]);
  if (earlier && isFailedRecovery(earlier)) await engine.delete(runId);
}

function attributesOf({ of, plan, names, accountId, actor, recovery }: RunRequest): RunAttributes {
  const { vpcId, region, changes } = plan;
  const operations = [...new Set(changes.map(({ operation }) => operation))];
  const about = names ? { about: aboutOf(plan, names) } : {};
  const adopted = recovery ? { adopted: true as const } : {};
  return { of: of ?? null, vpcId, region, accountId, actor, changes: changes.length, operations, ...about, ...adopted };
}
