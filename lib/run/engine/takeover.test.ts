import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoopbackServer } from "#lib/aws/testing/loopback";
import { plan } from "#lib/core/plan";
import type { RunRequest } from "#lib/core/run/run";
import { startNode, type TestProcess } from "#lib/process/testing/child-process";
import { type RunClient, runClient } from "#lib/run/client";
import { type FakeAccount, fakeAccount } from "#lib/run/testing/fake-account";
import { endOf } from "#lib/run/testing/harness";
import { serveAccount } from "#lib/run/testing/remote-account";
import { applyRequest, nowhere, scenario } from "#lib/run/testing/scenario";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import { acquireLease, isAlive } from "./locks";
import { migrate } from "./migrate";
import { storedWorkflows } from "./testing/stored";

let database: TestDatabase;
let client: RunClient;
let account: FakeAccount;
let server: LoopbackServer;
const workers = new Map<number, TestProcess>();
/** Operations at whose next effect the worker that asked for it is killed. */
const deadly = new Set<string>();
let kills = 0;

async function startWorker(): Promise<void> {
  const file = new URL("../testing/worker-process.ts", import.meta.url).pathname;
  const worker = startNode([file], { ...process.env, DATABASE_URL: database.url });
  await worker.written(/^ready$/m);
  workers.set(worker.pid, worker);
}

async function killAt(operation: string, pid: number): Promise<void> {
  if (!deadly.delete(operation)) return;
  const worker = workers.get(pid);
  if (!worker) return;
  kills += 1;
  workers.delete(pid);
  await worker.stop("SIGKILL");
  void startWorker();
}

async function stopWorkers(): Promise<void> {
  const children = [...workers.values()];
  workers.clear();
  await Promise.all(children.map((child) => child.stop()));
}

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  client = runClient(database.url);
  server = await serveAccount(() => account.gateway, killAt);
  await Promise.all([startWorker(), startWorker()]);
});

afterAll(async () => {
  await stopWorkers();
  await server?.stop();
  await client?.close();
  await database?.drop();
});

async function start(request: RunRequest): Promise<string> {
  const started = await client.startRun({ ...request, target: { ...nowhere, endpointUrl: server.url } });
  if ("busy" in started) throw new Error(`${started.busy} is going on`);
  return started.runId;
}

/** Three workers are started one after another, each as slow as the machine. */
const KILLS = { timeout: 120_000 };

describe("a worker that dies in the middle of a run", KILLS, () => {
  const { snapshot, intent } = scenario({ services: ["ecs", "logs"] });
  let applied: string;

  it("leaves it to another, which continues: nothing is missing or duplicated", async () => {
    account = fakeAccount(snapshot);
    for (const operation of ["CreateSecurityGroup", "CreateVpcEndpoint", "ModifyVpcEndpoint"]) deadly.add(operation);
    applied = await start(applyRequest(snapshot, intent));
    const run = await endOf(client, applied);
    expect(run).toMatchObject({ status: "succeeded", error: null });
    expect(kills).toBe(3);
    const now = account.snapshot();
    expect(plan(now, intent).changes).toEqual([]);
    expect(now.endpoints).toHaveLength(2);
    expect(now.securityGroups).toHaveLength(snapshot.securityGroups.length + 1);
    expect(run.steps.filter(({ alreadyDone }) => alreadyDone).length).toBeGreaterThan(0);
  });

  it("leaves a rollback so too: the account is as it was", async () => {
    kills = 0;
    const run = await client.readRun(applied);
    if (!run) throw new Error("no run to roll back");
    for (const operation of ["ModifyVpcEndpoint", "DeleteVpcEndpoints", "DeleteSecurityGroup"]) deadly.add(operation);
    const rollback = await endOf(client, await start({ ...run.request, kind: "rollback", of: applied }));
    expect(rollback).toMatchObject({ status: "succeeded", error: null });
    expect(kills).toBe(3);
    expect(account.snapshot()).toEqual(snapshot);
  });
});

describe("workers", () => {
  it("that are stopped leave their runs to the next", async () => {
    const { snapshot, intent } = scenario();
    account = fakeAccount(snapshot, { settleMs: 600 });
    const id = await start(applyRequest(snapshot, intent));
    while (account.calls.length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    await stopWorkers();
    expect((await client.readRun(id))?.status).toBe("running");
    await startWorker();
    expect((await endOf(client, id)).status).toBe("succeeded");
  });

  it("never share an executor id", async () => {
    const first = await acquireLease(database.url, "worker-one", "1");
    await expect(acquireLease(database.url, "worker-one", "1")).rejects.toThrow("Another worker");
    await first.release();
    const second = await acquireLease(database.url, "worker-one", "1");
    await second.release();
  });

  it("are seen to be alive from outside, by their version", async () => {
    const pool = new pg.Pool({ connectionString: database.url });
    expect(await client.workerServes()).toBe(true);
    expect(await isAlive(pool, "another version")).toBe(false);
    const lease = await acquireLease(database.url, "worker-three", "another version");
    expect(await isAlive(pool, "another version")).toBe(true);
    await lease.release();
    await expect.poll(() => isAlive(pool, "another version")).toBe(false);
    await pool.end();
  });

  it("notice when they lose the connection that keeps their runs theirs", async () => {
    const life = await acquireLease(database.url, "worker-two", "1");
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const { rows } = await life.client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await admin.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    await expect(life.lost).resolves.toBeUndefined();
    const next = await acquireLease(database.url, "worker-two", "1");
    await next.release();
    await admin.end();
  });

  it("close the runs of a version that no worker has any more", async () => {
    const { snapshot, intent } = scenario();
    account = fakeAccount(snapshot);
    await stopWorkers();
    const id = await start(applyRequest(snapshot, intent));
    const stored = await storedWorkflows(database.url);
    await stored.setVersion(id, "0");
    await stored.close();
    await startWorker();
    expect(await endOf(client, id)).toMatchObject({ status: "interrupted", error: { code: "Interrupted" } });
    expect(account.calls).toEqual([]);
    expect((await endOf(client, await start(applyRequest(snapshot, intent)))).status).toBe("succeeded");
  });
});
