import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrate } from "#lib/run/engine/migrate";
import { storedWorkflows } from "#lib/run/engine/testing/stored";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import { type RunClient, runClient } from "../client";
import { recordOf, summaryDocument } from "./record";

type Stored = {
  tables: Record<string, { workflow_uuid: string; output?: string | null }[]>;
  documents: { id: string; [field: string]: unknown }[];
  list: object[];
};

/** Rows that version 0.1.0 has stored, and the documents that it has printed of them: an apply, its rollback, a recovered run. */
const { tables, documents, list } = JSON.parse(
  readFileSync(new URL("../engine/testing/stored-runs.json", import.meta.url), "utf8"),
) as Stored;

let database: TestDatabase;
let client: RunClient;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  const stored = await storedWorkflows(database.url);
  await stored.insert(tables);
  await stored.close();
  client = runClient(database.url);
});

afterAll(async () => {
  await client?.close();
  await database?.drop();
});

async function printed(id: string): Promise<string> {
  const run = await client.readRun(id);
  return JSON.stringify(run && recordOf(run), null, 1);
}

it("a run that an earlier version has stored is printed as that version printed it", async () => {
  expect(documents.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    "apply rolled-back",
    "rollback succeeded",
    "apply succeeded",
  ]);
  for (const document of documents) expect(await printed(document.id)).toBe(JSON.stringify(document, null, 1));
});

it("so is a list of such runs", async () => {
  const { runs } = await client.listRuns({ limit: 9 });
  expect(JSON.stringify(runs.map(summaryDocument), null, 1)).toBe(JSON.stringify(list, null, 1));
});

it("is read in the terms of the code: already done, expected, rolled back by", async () => {
  const [applied, back] = documents;
  const run = await client.readRun(applied?.id ?? "");
  expect(run?.rolledBackBy).toBe(back?.id);
  expect(run?.steps.filter(({ alreadyDone }) => alreadyDone)).toHaveLength(1);
  expect(run?.verification?.filter(({ ok, expected, found }) => !ok && expected !== found).length).toBeGreaterThan(0);
  expect((await client.readRun(documents[2]?.id ?? ""))?.request.recovery).toBe(true);
});
