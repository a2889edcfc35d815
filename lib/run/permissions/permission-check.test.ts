import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunClient, runClient } from "#lib/run/client";
import { migrate } from "#lib/run/engine/migrate";
import { storedWorkflows } from "#lib/run/engine/testing/stored";
import { applyRequest, nowhere, scenario } from "#lib/run/testing/scenario";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";

let database: TestDatabase;
let client: RunClient;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  client = runClient(database.url);
}, 30_000);

afterAll(async () => {
  await client?.close();
  await database?.drop();
});

it("a question that no worker has taken in time is withdrawn", async () => {
  const { snapshot, intent } = scenario();
  const { changes } = applyRequest(snapshot, intent).plan;
  expect(await client.askPermissions({ target: nowhere, actor: randomUUID(), changes }, 300)).toBeNull();
  const stored = await storedWorkflows(database.url);
  expect(await stored.ids()).toEqual([]);
  await stored.close();
});
