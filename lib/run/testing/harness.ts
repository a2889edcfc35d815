/** A worker and a client on a database of their own, and accounts in memory in the place of AWS. */
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { afterAll, beforeAll } from "vitest";
import type { WriteGateway } from "#lib/aws/gateway";
import type { Run, RunRequest } from "#lib/core/run/run";
import { type RunClient, runClient } from "../client";
import { launchWorker } from "../worker";
import { type TestDatabase, testDatabase } from "./database";
import { hurried } from "./scenario";

export type Harness = {
  client: RunClient;
  /** Has the worker carry a request out on an account and waits for the end. */
  carryOut(gateway: WriteGateway, request: RunRequest): Promise<Run>;
  /** The same without waiting. */
  start(gateway: WriteGateway, request: RunRequest): Promise<string>;
  ended(runId: string): Promise<Run>;
  stop(): Promise<void>;
};

async function harness(databaseUrl: string): Promise<Harness> {
  const accounts = new Map<string, WriteGateway>();
  const client = runClient(databaseUrl);
  const worker = await launchWorker({
    databaseUrl,
    settings: hurried,
    log: pino({ level: process.env.POSTERN_LOG_LEVEL || "silent" }),
    gatewayFor: ({ endpointUrl }) => {
      const account = accounts.get(endpointUrl ?? "");
      if (!account) throw new Error("no account to work on");
      return account;
    },
  });
  const start: Harness["start"] = async (gateway, request) => {
    const endpointUrl = `memory:${accounts.size}`;
    accounts.set(endpointUrl, gateway);
    const started = await client.startRun({ ...request, target: { ...request.target, endpointUrl } });
    if ("busy" in started) throw new Error(`${started.busy} is going on`);
    return started.runId;
  };
  const ended = (runId: string) => endOf(client, runId);
  return {
    client,
    start,
    ended,
    carryOut: async (gateway, request) => ended(await start(gateway, request)),
    async stop() {
      await worker.stop();
      await client.close();
    },
  };
}

/** A worker and a client on a new database, for all tests of a file. `migrate`: makes the database ready. */
export function harnessOfFile(
  migrate: (databaseUrl: string) => Promise<unknown>,
): Omit<Harness, "stop"> & { readonly databaseUrl: string } {
  let opened: { database: TestDatabase; runs: Harness } | undefined;
  beforeAll(async () => {
    const database = await testDatabase();
    await migrate(database.url);
    opened = { database, runs: await harness(database.url) };
  });
  afterAll(async () => {
    await opened?.runs.stop();
    await opened?.database.drop();
  });
  const there = () => {
    if (opened) return opened;
    throw new Error("Only tests and their hooks have it.");
  };
  return {
    get client() {
      return there().runs.client;
    },
    get databaseUrl() {
      return there().database.url;
    },
    start: (gateway, request) => there().runs.start(gateway, request),
    ended: (runId) => there().runs.ended(runId),
    carryOut: (gateway, request) => there().runs.carryOut(gateway, request),
  };
}

/** The run once it has ended. */
export async function endOf(client: RunClient, runId: string): Promise<Run> {
  for (;;) {
    const run = await client.readRun(runId);
    if (run && run.status !== "queued" && run.status !== "running") return run;
    await sleep(20);
  }
}
