import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type TestDatabase, testDatabase } from "../../bin/testing/database";
import { type RunClient, runClient } from "./client";
import { migrate } from "./engine/migrate";
import { applyRequest, scenario } from "./testing/scenario";

let database: TestDatabase;
let client: RunClient;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  client = runClient(database.url);
});

afterAll(async () => {
  await client?.close();
  await database?.drop();
});

/** How many statements a task sends to the database, transactions included. */
async function statements(task: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    await task();
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}

it("reading a run that is open takes two statements, so a page that polls every second costs no more", async () => {
  const { snapshot, intent } = scenario();
  const started = await client.startRun(applyRequest(snapshot, intent));
  const id = "runId" in started ? started.runId : "";
  expect((await client.readRun(id))?.status).toBe("queued");
  expect(await statements(() => client.readRun(id))).toBe(2);
});

it("an unreachable database is noticed soon, by every call", async () => {
  const { snapshot, intent } = scenario();
  const away = runClient("postgresql://nobody@127.0.0.1:1/nothing");
  const asked = [
    away.startRun(applyRequest(snapshot, intent)),
    away.startRun(applyRequest(snapshot, intent, { recovery: true }), "run-00000000000000001"),
    away.openRun({ accountId: "111122223333", region: "us-east-1", vpcId: "vpc-1" }),
    away.unknownRuns(["run-00000000000000001"]),
    away.readRun("run-00000000000000001"),
    away.listRuns({ limit: 1 }),
    away.runChoices(),
    away.stopRun("run-00000000000000001"),
    away.askPermissions({ target: applyRequest(snapshot, intent).target, actor: "somebody", changes: [] }, 1_000),
  ];
  for (const one of await Promise.allSettled(asked)) {
    expect(one).toMatchObject({ status: "rejected", reason: { code: "ECONNREFUSED" } });
  }
  await away.close();
});
