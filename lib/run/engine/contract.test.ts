import { StatusString } from "@dbos-inc/dbos-sdk";
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import { dbRetryConfig } from "@dbos-inc/dbos-sdk/internal/utils";
import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import { type EngineClient, engineClient } from "./client";
import { setLongestRetryPause } from "./internals";
import { migrate } from "./migrate";
import { OPEN, statusesOf } from "./rows";
import { watchWrites } from "./testing/watch-writes";
import { startEngine, type Worker } from "./worker";
import { isEngineError, runStep, storedResults, storedWorkflow, workflowId, writeStream } from "./workflow";

/** What a workflow records: values that each stored form has to keep as they are. */
const value = { text: "ü ${x}", list: [1, null, { deep: true }], nothing: null };

let database: TestDatabase;
let worker: Worker;
let client: EngineClient;
const writes: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  client = engineClient(database.url, "7");
  worker = await startEngine({
    databaseUrl: database.url,
    executorId: "contract",
    version: "7",
    log: pino({ level: "silent" }),
    queues: { jobs: { partitionConcurrency: 1 } },
    workflows: () => ({
      record: {
        recoveries: 3,
        async run(input: unknown) {
          const first = await runStep("one", async () => {
            await writeStream("notes", { state: "a" });
            await writeStream("notes", { state: "b" });
            return value;
          });
          await runStep("two", async () => null);
          return { first, input, id: workflowId() };
        },
      },
      fail: {
        recoveries: 3,
        run: () => Promise.reject(new Error("it fails")),
      },
      inspect: {
        recoveries: 3,
        run: (of: string) =>
          runStep("inspect", async () => ({
            row: await storedWorkflow(of),
            one: (await storedResults(of)).get("one"),
            none: await storedWorkflow("no-such-workflow"),
          })),
      },
    }),
  });
  watchWrites({
    before: async ({ workflow, kind, name, value }) => {
      writes.push(`${workflow} ${kind} ${name} ${JSON.stringify(value)}`);
    },
    committed: async ({ workflow, name }) => {
      writes.push(`${workflow} committed ${name}`);
    },
  });
});

afterAll(async () => {
  await worker?.stop();
  await client?.close();
  await database?.drop();
});

async function ended(workflow: string, id: string, input: unknown, attributes: Record<string, unknown> = {}) {
  const options = { workflow, id, queue: "jobs", partition: id, actor: "somebody", attributes };
  expect(await client.enqueue(options, input)).toBe(id);
  await expect.poll(async () => (await client.record(id))?.endedAt, { timeout: 10_000 }).toBeTypeOf("number");
  const record = await client.record(id);
  if (!record) throw new Error("no record");
  return record;
}

describe("after an upgrade the engine's internals", () => {
  it("can still recover the workflows of another executor", () => {
    expect(DBOSExecutor.globalInstance?.recoverPendingWorkflows).toBeTypeOf("function");
  });

  it("still bound the pause before a failed write is tried again", () => {
    expect(dbRetryConfig).toEqual({ initialBackoffSec: expect.any(Number), maxBackoffSec: 3 });
    setLongestRetryPause(3);
  });

  it("still have the columns that our statements name", async () => {
    const { rows } = await query(
      `SELECT table_name || '.' || column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_schema = 'dbos'`,
    );
    const columns = new Map(rows.map(({ name, type }) => [name, type]));
    const used = {
      "workflow_status.workflow_uuid": "text",
      "workflow_status.name": "text",
      "workflow_status.status": "text",
      "workflow_status.attributes": "jsonb",
      "workflow_status.created_at": "bigint",
      "operation_outputs.workflow_uuid": "text",
      "operation_outputs.function_id": "integer",
      "operation_outputs.function_name": "text",
      "operation_outputs.output": "text",
      "operation_outputs.serialization": "text",
      "operation_outputs.completed_at_epoch_ms": "bigint",
      "streams.workflow_uuid": "text",
      "streams.key": "text",
      "streams.value": "text",
      "streams.offset": "integer",
      "streams.serialization": "text",
    };
    expect(Object.fromEntries(Object.keys(used).map((name) => [name, columns.get(name)]))).toEqual(used);
  });

  it("still know these statuses and no others", () => {
    const known = ["enqueued", "running", "returned", "threw", "closed"] as const;
    expect(statusesOf(known).sort()).toEqual(Object.values(StatusString).sort());
    expect([...OPEN].sort()).toEqual(["DELAYED", "ENQUEUED", "PENDING"]);
  });
});

describe("what a workflow records", () => {
  it("is read back with one statement as it was written", async () => {
    const record = await ended("record", "workflow-1", { a: 1 }, { color: "red" });
    expect(record).toMatchObject({
      id: "workflow-1",
      workflow: "record",
      state: "returned",
      attributes: { color: "red" },
      input: { a: 1 },
      output: { first: value, input: { a: 1 }, id: "workflow-1" },
      stopRequested: false,
    });
    expect(record.steps).toEqual([
      { name: "one", output: value, endedAt: expect.any(Number) },
      { name: "two", output: null, endedAt: expect.any(Number) },
    ]);
    expect(record.streams).toEqual(new Map([["notes", [{ state: "a" }, { state: "b" }]]]));
  });

  it("is visible to observers of its writes", () => {
    expect(writes.filter((line) => line.startsWith("workflow-1 "))).toEqual([
      'workflow-1 entry notes {"state":"a"}',
      'workflow-1 entry notes {"state":"b"}',
      "workflow-1 result one null",
      "workflow-1 committed one",
      "workflow-1 result two null",
      "workflow-1 committed two",
    ]);
  });

  it("is visible to another workflow", async () => {
    const { output } = await ended("inspect", "workflow-2", "workflow-1");
    expect(output).toMatchObject({ row: { id: "workflow-1", state: "returned" }, one: value, none: null });
  });

  it("is found by its attributes and its text, and its requests to stop", async () => {
    expect(await client.requestStop("workflow-1", ["record"])).toBe("ended");
    expect(await client.requestStop("workflow-0", ["record"])).toBe("unknown");
    expect((await client.record("workflow-1"))?.stopRequested).toBe(false);
    expect(await client.openWith("jobs", { color: "red" })).toBeNull();
    expect(await client.valuesOf(["record"], "color")).toEqual(["red"]);
    expect((await client.returnedWith("record", "color", ["blue", "red"])).map(({ id }) => id)).toEqual(["workflow-1"]);
    const page = { workflows: ["record"], attributes: {}, states: null, after: null, limit: 9 };
    const search = { partOf: ["color"], wholeOf: [], records: true };
    for (const [text, found] of [
      ["re", 1],
      ['"state":"b"', 1],
      ["deep", 1],
      ["green", 0],
    ] as const) {
      expect(await client.page({ ...page, search: { ...search, text } })).toHaveLength(found);
    }
  });
});

it("a workflow that throws has ended, with its error", async () => {
  const record = await ended("fail", "workflow-3", null);
  expect(record).toMatchObject({ state: "threw", error: { message: "it fails" } });
  expect(isEngineError(record.error)).toBe(false);
});

it("a workflow in the same partition is returned instead of a second one", async () => {
  const options = {
    workflow: "unknown",
    queue: "jobs",
    partition: "p",
    actor: "somebody",
    attributes: { color: "blue" },
  };
  await client.enqueue({ ...options, id: "workflow-4", queue: "no-worker" }, null);
  expect(await client.enqueue({ ...options, id: "workflow-5", queue: "no-worker" }, null)).toBe("workflow-4");
  expect(await client.openWith("no-worker", { color: "blue" })).toBe("workflow-4");
  await client.delete("workflow-4");
  expect(await client.record("workflow-4")).toBeNull();
});

async function query(sql: string): Promise<{ rows: { name: string; type: string }[] }> {
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  try {
    return await admin.query(sql);
  } finally {
    await admin.end();
  }
}
