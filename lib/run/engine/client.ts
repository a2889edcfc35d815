/** Enqueues, reads and lists workflows from processes that carry none out. */
import { setTimeout as sleep } from "node:timers/promises";
import { DBOSClient } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import { APPLICATION } from "./application";
import { isAlive } from "./locks";
import { type Cursor, type PageRequest, pageOf, returnedWith, storedRecord, valuesOf } from "./queries";
import { OPEN, rowOf, type WorkflowRow } from "./rows";
import { requestStop, type StopRequest } from "./stop-requests";

type Enqueued = {
  workflow: string;
  queue: string;
  /** In whose name. */
  actor: string;
};

type Identified = Enqueued & {
  id: string;
  /** The part of the queue in which no other workflow may be open. */
  partition: string;
  /** What lists are narrowed by. */
  attributes: Record<string, unknown>;
};

/** A workflow with everything that it has recorded. */
export type WorkflowRecord = WorkflowRow & {
  steps: { name: string; output: unknown; endedAt: number | null }[];
  /** Entries of each stream, the oldest first. */
  streams: Map<string, unknown[]>;
  stopRequested: boolean;
};

/** While the database is away every function throws soon. */
export type EngineClient = {
  /** Id of the enqueued workflow, or of the one that is open in the same partition: then nothing is enqueued. */
  enqueue(options: Identified, input: unknown): Promise<string>;
  /**
   * Has a worker carry a short workflow out and waits for what it returns; null when that takes longer than `waitMs`. What no worker
   * has started by then is withdrawn. Nothing of it is kept.
   */
  ask(options: Enqueued, input: unknown, waitMs: number): Promise<{ output: unknown } | null>;
  /** Id of the workflow that runs, or waits, in a queue with these attributes. */
  openWith(queue: string, attributes: Record<string, unknown>): Promise<string | null>;
  /** The rows of these ids, in no order, without their inputs. */
  rows(ids: readonly string[]): Promise<WorkflowRow[]>;
  /** null: there is no such workflow. */
  record(id: string): Promise<WorkflowRecord | null>;
  page(request: PageRequest): Promise<Cursor[]>;
  /** Workflows that returned and have one of these values in an attribute, without their inputs. */
  returnedWith(workflow: string, attribute: string, values: readonly string[]): Promise<WorkflowRow[]>;
  /** The values that an attribute has, sorted, at most 500. */
  valuesOf(workflows: readonly string[], attribute: string): Promise<string[]>;
  requestStop(id: string, workflows: readonly string[]): Promise<StopRequest>;
  /** Whether a worker of this version is alive. */
  serves(): Promise<boolean>;
  delete(id: string): Promise<void>;
  close(): Promise<void>;
};

/** Connects at the first use. `version`: of the workers that are to carry out what is enqueued. */
export function engineClient(databaseUrl: string, version: string): EngineClient {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 5,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    keepAlive: true,
  });
  // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
  pool.on("error", () => {});
  let created: Promise<DBOSClient> | undefined;
  const engine = () => {
    // The pool bounds how long a statement takes, so that no listing needs a transaction for that.
    created ??= DBOSClient.create({
      systemDatabaseUrl: databaseUrl,
      systemDatabasePool: pool,
      applicationName: APPLICATION,
      observabilityQueryTimeoutMs: 0,
      logger: silent,
    });
    return created;
  };
  /** The engine tries again and again while the database is away; this throws. */
  const reachable = async () => {
    await pool.query("SELECT 1");
    return engine();
  };
  const enqueueOptions = ({ workflow, queue, actor }: Enqueued) => ({
    queueName: queue,
    workflowName: workflow,
    appVersion: version,
    authenticatedUser: actor,
  });
  const rows = async (ids: readonly string[]) => {
    if (ids.length === 0) return [];
    const found = await (await engine()).listWorkflows({ workflowIDs: [...ids], loadInput: false });
    return found.map(rowOf);
  };

  return {
    async enqueue({ id, partition, attributes, ...options }, input) {
      const client = await reachable();
      const identity = { workflowID: id, queuePartitionKey: partition, deduplicationID: partition, attributes };
      const { workflowID } = await client.enqueue(
        { ...enqueueOptions(options), ...identity, duplicationPolicy: "return-existing" },
        input,
      );
      return workflowID;
    },

    async ask(options, input, waitMs) {
      const client = await reachable();
      const { workflowID } = await client.enqueue(enqueueOptions(options), input);
      for (const until = Date.now() + waitMs; ; await sleep(100)) {
        const asked = await client.getWorkflow(workflowID);
        const state = asked && rowOf(asked).state;
        const ended = state === "returned" || state === "threw";
        const late = Date.now() > until;
        if (ended || (late && state === "enqueued")) await client.deleteWorkflow(workflowID);
        if (state === "returned") return { output: asked?.output };
        if (ended || late) return null;
      }
    },

    async openWith(queue, attributes) {
      const client = await reachable();
      const filter = { queueName: queue, attributes, status: OPEN, loadInput: false, loadOutput: false };
      const open = (await client.listWorkflows(filter)).map(rowOf);
      return (open.find(({ state }) => state === "running") ?? open[0])?.id ?? null;
    },

    async rows(ids) {
      await reachable();
      return rows(ids);
    },

    async record(id) {
      // The statement that fails at once comes first.
      let stored = await storedRecord(pool, id);
      const client = await engine();
      const status = await client.getWorkflow(id);
      if (!status) return null;
      const row = rowOf(status);
      // It may have ended in between, and then this is read for the last time.
      if (row.endedAt !== null) stored = await storedRecord(pool, id);
      const steps = stored.steps.map(({ name, output, serialization, endedAt }) => ({
        name,
        output: parsed(client, output, serialization),
        endedAt,
      }));
      return { ...row, ...stored, steps };
    },

    page: (request) => pageOf(pool, request),
    returnedWith: async (...criteria) => rows(await returnedWith(pool, ...criteria)),
    valuesOf: (...criteria) => valuesOf(pool, ...criteria),
    requestStop: (...criteria) => requestStop(pool, ...criteria),
    serves: () => isAlive(pool, version),

    async delete(id) {
      await (await reachable()).deleteWorkflow(id);
    },

    async close() {
      await (await created)?.destroy();
      await pool.end();
    },
  };
}

/** A step's result. What cannot be read stays text, which is no result that anybody knows. */
function parsed({ serializer }: DBOSClient, text: string | null, serialization: string | null): unknown {
  if (text === null) return null;
  try {
    return serialization === "portable_json" ? JSON.parse(text) : serializer.parse(text);
  } catch {
    return text;
  }
}

/** What goes wrong is thrown to the caller, who logs it. */
const silent = { info() {}, debug() {}, warn() {}, error() {} };
