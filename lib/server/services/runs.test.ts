import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "#lib/database/pool";
import { migrate } from "#lib/run/engine/migrate";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import { runs, stopRun } from "./runs";

let own: TestDatabase;

beforeAll(async () => {
  own = await testDatabase();
  process.env.DATABASE_URL = own.url;
  await migrate(own.url);
});

afterAll(async () => {
  await (await runs()).close();
  await database().end();
  await own.drop();
});

it("reports that a run to be stopped does not exist", async () => {
  await expect(stopRun("run-00000000000000000")).rejects.toMatchObject({
    failure: { code: "not-found", sentence: "There is no such run." },
  });
  expect((await database().query("SELECT FROM postern.stop_requests")).rowCount).toBe(0);
});
