/** Accounts in memory behind HTTP: they outlive the workers that are killed, and the weather in between them is bad. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { isAwsError, type WriteGateway } from "#lib/aws/gateway";
import type { Snapshot } from "#lib/core/network/snapshot";
import { type FakeAccount, type FakeOptions, fakeAccount } from "#lib/run/testing/fake-account";
import { refuse } from "#lib/run/testing/fake-state";
import { type Boundary, callName } from "./boundary";
import type { Draw } from "./random";

/** Shares of the calls, 0 to 1. */
export type Faults = {
  /** Of calls and reads that are throttled. */
  throttled: number;
  /** Of mutating calls that get lost before they have an effect. */
  lostRequests: number;
  /** Of mutating calls whose answer gets lost. */
  lostAnswers: number;
  /** Each call and read takes up to this long. */
  delayMs: number;
  /** The answer of each distinct mutating call gets lost once; or each request, before its effect. */
  loseEachOnce?: "answer" | "request";
};

export const noFaults: Faults = { throttled: 0, lostRequests: 0, lostAnswers: 0, delayMs: 0 };

export type ChaosAccount = {
  url: string;
  fake: FakeAccount;
  faults: Faults;
  /** Number of faults that it has suffered. */
  faultCount: number;
  /** Things that each distinct creating call has made: more than one id is a duplicate. */
  created: Map<string, Set<string>>;
};

export type Accounts = {
  open(snapshot: Snapshot, options: FakeOptions, weather: Faults, draw: Draw): ChaosAccount;
  close(): Promise<void>;
};

type Message = { method: keyof WriteGateway; values: unknown[]; pid: number };

/** What the server asks at each boundary: whether the worker has been killed there. */
type AtBoundary = (boundary: Boundary, pid: number) => Promise<boolean>;

/** After its sender was killed, a request that had arrived may still have its effect, this much later. */
const LATE_MS = 400;

class Cut extends Error {
  override readonly name = "Cut";
}

/** Serves accounts on loopback. */
export async function serveAccounts(atBoundary: AtBoundary): Promise<Accounts> {
  const accounts = new Map<string, { account: ChaosAccount; draw: Draw; lost: Set<string> }>();

  async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = accounts.get(request.url ?? "");
    if (!entry) throw new Cut();
    const { account, draw, lost } = entry;
    const { method, values, pid } = JSON.parse(await text(request)) as Message;
    const { faults: weather } = account;
    const ask = account.fake.gateway[method] as (...values: unknown[]) => Promise<unknown>;
    if (method === "rateLimitWait") return answer(response, { result: await ask(...values) });
    const fault = (share: number) => {
      const hit = draw() < share;
      if (hit) account.faultCount += 1;
      return hit;
    };
    await sleep(draw() * weather.delayMs);
    if (fault(weather.throttled)) throw refuse("throttled", "RequestLimitExceeded", "Request limit exceeded.");
    if (method !== "call") return answer(response, { result: await ask(...values) });

    const [operation, input] = values as [string, Record<string, unknown>];
    const key = callKey(operation, input);
    const name = callName(operation, input);
    const once = weather.loseEachOnce !== undefined && !lost.has(key);
    lost.add(key);
    if (once) account.faultCount += 1;
    if ((once && weather.loseEachOnce === "request") || fault(weather.lostRequests)) throw new Cut();
    if (await atBoundary({ account: account.url, point: "arrived", name }, pid)) {
      if (draw() < 0.5) throw new Cut();
      await sleep(draw() * LATE_MS);
    }
    const result = (await ask(...values)) as { output: Record<string, unknown> };
    for (const id of idsIn(result.output)) account.created.set(key, (account.created.get(key) ?? new Set()).add(id));
    await atBoundary({ account: account.url, point: "effect", name }, pid);
    if ((once && weather.loseEachOnce === "answer") || fault(weather.lostAnswers)) throw new Cut();
    answer(response, { result });
  }

  const server = createServer((request, response) => {
    answerTo(request, response).catch((error: unknown) => {
      if (isAwsError(error)) return answer(response, { error: { ...error, message: error.message } });
      if (!(error instanceof Cut)) console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    open(snapshot, options, weather, draw) {
      const path = `/${accounts.size + 1}`;
      const url = `http://127.0.0.1:${port}${path}`;
      const account: ChaosAccount = {
        url,
        fake: fakeAccount(snapshot, options),
        faults: weather,
        faultCount: 0,
        created: new Map(),
      };
      accounts.set(path, { account, draw, lost: new Set() });
      return account;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, body: unknown): void {
  response.end(JSON.stringify(body));
}

/** The same for each repetition of a call. */
function callKey(operation: string, input: Record<string, unknown>): string {
  const { ClientToken: _, ...rest } = input;
  return `${operation} ${JSON.stringify(rest)}`;
}

function idsIn(output: Record<string, unknown>): string[] {
  const { GroupId, VpcEndpoint, SecurityGroupRules } = output as {
    GroupId?: string;
    VpcEndpoint?: { VpcEndpointId: string };
    SecurityGroupRules?: { SecurityGroupRuleId: string }[];
  };
  const rules = (SecurityGroupRules ?? []).map(({ SecurityGroupRuleId }) => SecurityGroupRuleId).sort();
  return [
    ...(GroupId ? [GroupId] : []),
    ...(VpcEndpoint ? [VpcEndpoint.VpcEndpointId] : []),
    ...(rules.length > 0 ? [rules.join()] : []),
  ];
}
