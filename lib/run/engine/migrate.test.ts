import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import { migrate } from "./migrate";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await database?.drop();
});

it("concurrent and repeated migrations of a database succeed and keep its data", async () => {
  await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  await client.query(
    `INSERT INTO postern.drafts (id, account_id, region, title, data)
     VALUES (gen_random_uuid(), '111122223333', 'us-east-1', 'A draft', '{}')`,
  );
  await migrate(database.url);
  const drafts = await client.query("SELECT title, revision FROM postern.drafts");
  expect(drafts.rows).toEqual([{ title: "A draft", revision: 1 }]);
  expect((await client.query("SELECT FROM dbos.workflow_status")).rowCount).toBe(0);
});
