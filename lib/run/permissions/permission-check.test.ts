import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrate } from "#lib/database/migrate";
import { type RunClient, runClient } from "#lib/run/client";
import { type TestDatabase, testDatabase } from "#lib/run/testing/database";
import { applyRequest, nowhere, scene } from "#lib/run/testing/scenario";

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
  const { snapshot, intent } = scene();
  const { changes } = applyRequest(snapshot, intent).plan;
  expect(await client.askPermissions({ target: nowhere, actor: randomUUID(), changes }, 300)).toBeNull();
  const pool = new pg.Client({ connectionString: database.url });
  await pool.connect();
  const { rows } = await pool.query("SELECT workflow_uuid FROM dbos.workflow_status");
  await pool.end();
  expect(rows).toEqual([]);
});
