/** A worker and a client on a database of their own, and accounts in memory instead of AWS. */
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { afterAll, beforeAll } from "vitest";
import type { WriteGateway } from "#lib/aws/gateway";
import type { Run, RunRequest } from "#lib/core/run/run";
import { type RunClient, runClient } from "../client";
import { migrate } from "../engine/migrate";
import { launchWorker } from "../worker";
import { fastSettings } from "./scenario";

export type Harness = {
  client: RunClient;
  /** Starts a request on an account and waits for its end. */
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
    settings: fastSettings,
    log: pino({ level: process.env.POSTERN_LOG_LEVEL || "silent" }),
    gatewayFor: ({ endpointUrl }) => {
      const account = accounts.get(endpointUrl ?? "");
      if (!account) throw new Error("no such account");
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

type TestDatabase = { url: string; drop(): Promise<void> };

/** A worker and a client on a new database, for all tests of a file. */
export function harnessOfFile(
  testDatabase: () => Promise<TestDatabase>,
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
  const open = () => {
    if (opened) return opened;
    throw new Error("Only tests and their hooks have a database.");
  };
  return {
    get client() {
      return open().runs.client;
    },
    get databaseUrl() {
      return open().database.url;
    },
    start: (gateway, request) => open().runs.start(gateway, request),
    ended: (runId) => open().runs.ended(runId),
    carryOut: (gateway, request) => open().runs.carryOut(gateway, request),
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
