/** A worker and a client on a database of their own, and accounts in memory in the place of AWS. */
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import type { WriteGateway } from "#lib/aws/gateway";
import { type RunClient, runClient } from "../client";
import type { Run, RunRequest } from "../run";
import { launchWorker } from "../worker";
import { hurried } from "./scene";

export type Harness = {
  client: RunClient;
  /** Has the worker carry a request out on an account and waits for the end. */
  carryOut(gateway: WriteGateway, request: RunRequest): Promise<Run>;
  /** The same without waiting. */
  start(gateway: WriteGateway, request: RunRequest): Promise<string>;
  ended(runId: string): Promise<Run>;
  stop(): Promise<void>;
};

export async function harness(databaseUrl: string): Promise<Harness> {
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

/** The run once it has ended. */
export async function endOf(client: RunClient, runId: string): Promise<Run> {
  for (;;) {
    const run = await client.readRun(runId);
    if (run && run.status !== "queued" && run.status !== "running") return run;
    await sleep(20);
  }
}
