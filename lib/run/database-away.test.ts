import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LoopbackServer } from "#lib/aws/testing/loopback";
import { plan } from "#lib/core/plan";
import type { Run } from "#lib/core/run/run";
import { startNode, type TestProcess } from "#lib/process/testing/child-process";
import { migrate } from "#lib/run/engine/migrate";
import { tables } from "#lib/run/engine/testing/stored";
import { type OwnServer, ownServer } from "../../bin/testing/database";
import { type RunClient, runClient } from "./client";
import { type FakeAccount, fakeAccount } from "./testing/fake-account";
import { endOf } from "./testing/harness";
import { serveAccount } from "./testing/remote-account";
import { applyRequest, nowhere, scenario } from "./testing/scenario";

let database: OwnServer;
let client: RunClient;
let account: FakeAccount;
let server: LoopbackServer;
let worker: TestProcess | null = null;
/** What happens at the next effect of an operation, before its response. */
const happens = new Map<string, () => Promise<void>>();

/** As the supervisor does: a worker that ends is started again. */
function keepWorker(): void {
  const file = new URL("./testing/worker-process.ts", import.meta.url).pathname;
  const started = startNode([file], { ...process.env, DATABASE_URL: database.url });
  worker = started;
  void started.ended.then(() => {
    if (worker === started) keepWorker();
  });
}

beforeAll(async () => {
  database = await ownServer();
  await migrate(database.url);
  client = runClient(database.url);
  server = await serveAccount(
    () => account.gateway,
    async (operation) => {
      const event = happens.get(operation);
      happens.delete(operation);
      await event?.();
    },
  );
  keepWorker();
}, 30_000);

afterAll(async () => {
  const last = worker;
  worker = null;
  await last?.stop();
  await client?.close();
  await server?.stop();
  await database?.remove();
});

const { snapshot, intent } = scenario({ services: ["ecs", "logs"] });

beforeEach(() => {
  account = fakeAccount(snapshot);
});

async function start(): Promise<string> {
  const request = applyRequest(snapshot, intent);
  const started = await client.startRun({ ...request, target: { ...nowhere, endpointUrl: server.url } });
  if ("busy" in started) throw new Error(`${started.busy} is going on`);
  return started.runId;
}

/** The run once it has ended; reads again when a connection breaks meanwhile. */
async function ended(id: string): Promise<Run> {
  try {
    return await endOf(client, id);
  } catch (error) {
    if (!/terminat|ECONN/.test(String(error))) throw error;
    return ended(id);
  }
}

/** Every effect has been recorded before, nothing appears twice, nothing is missing. */
function expectWhole(run: Run): void {
  expect(run).toMatchObject({ status: "succeeded", error: null });
  const recorded = run.steps.flatMap(({ operation, calls }) => calls.map((call) => ({ ...call, operation })));
  for (const { operation, input, startedAt } of account.calls) {
    const before = recorded.filter((one) => one.operation === operation && Date.parse(one.startedAt) <= startedAt);
    expect(before.map((one) => one.input)).toContainEqual(input);
  }
  const now = account.snapshot();
  expect(plan(now, intent).changes).toEqual([]);
  expect(now.endpoints).toHaveLength(2);
  expect(now.securityGroups).toHaveLength(snapshot.securityGroups.length + 1);
}

describe("a run whose database", () => {
  it.each(["SIGINT", "SIGQUIT"] as const)("stops in the middle (%s) continues when it is back", async (signal) => {
    let known = 0;
    happens.set("CreateVpcEndpoint", async () => {
      await database.end(signal);
      known = account.calls.length;
      // Longer than it would take to send more.
      await sleep(500);
    });
    const id = await start();
    while (known === 0) await sleep(20);
    await sleep(1_000);
    // At most those calls that had been recorded when it ended.
    expect(account.calls.filter(({ operation }) => operation === "ModifyVpcEndpoint")).toEqual([]);
    await database.start();
    expectWhole(await ended(id));
  });

  it("breaks its connections and continues at once", async () => {
    happens.set("CreateSecurityGroup", async () => {
      await asAdmin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()");
    });
    expectWhole(await ended(await start()));
  });

  it("has a full disk sends nothing, and continues when there is room", async () => {
    await fill(tables.streams);
    const id = await start();
    await sleep(1_500);
    expect(account.calls).toEqual([]);
    await makeRoom(tables.streams);
    expectWhole(await ended(id));
  });

  it("gets full during a call records its result when there is room", async () => {
    happens.set("CreateSecurityGroup", () => fill(tables.results));
    const id = await start();
    while (account.calls.length === 0) await sleep(20);
    await sleep(1_500);
    // What depends on the group has not started.
    expect(account.calls.filter(({ operation }) => operation === "CreateVpcEndpoint")).toEqual([]);
    await makeRoom(tables.results);
    const run = await ended(id);
    expectWhole(run);
    const group = run.steps.find(({ operation }) => operation === "CreateSecurityGroup");
    expect(group).toMatchObject({ attempt: 1, alreadyDone: false, requestId: expect.stringMatching(/^req-/) });
  });
});

/** The error of PostgreSQL on a full disk: 53100 disk_full. */
async function fill(table: string): Promise<void> {
  await asAdmin(`
    CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER no_room BEFORE INSERT ON ${table} EXECUTE FUNCTION no_room()`);
}

const makeRoom = (table: string) => asAdmin(`DROP TRIGGER no_room ON ${table}`);

async function asAdmin(sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}
