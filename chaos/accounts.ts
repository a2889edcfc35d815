/** Accounts in memory behind HTTP: they outlive the workers that are killed, and the calls between them suffer faults. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Snapshot } from "#lib/core/network/snapshot";
import { type FakeAccount, type FakeOptions, fakeAccount } from "#lib/run/testing/fake-account";
import { refuse } from "#lib/run/testing/fake-state";
import { answerOf, ConnectionLost, serveGateways } from "#lib/run/testing/remote-account";
import { type Boundary, callName } from "./boundary";
import type { Random } from "./random";

/** Shares of the calls, 0 to 1. */
export type Faults = {
  /** Of calls and reads that are throttled. */
  throttled: number;
  /** Of mutating calls that get lost before they have an effect. */
  lostRequests: number;
  /** Of mutating calls whose response gets lost. */
  lostResponses: number;
  /** Each call and read takes up to this long. */
  delayMs: number;
  /** The response of each distinct mutating call gets lost once; or each request, before its effect. */
  loseEachOnce?: "response" | "request";
};

export const noFaults: Faults = { throttled: 0, lostRequests: 0, lostResponses: 0, delayMs: 0 };

export type ChaosAccount = {
  url: string;
  fake: FakeAccount;
  faults: Faults;
  /** Number of faults that it has suffered. */
  faultCount: number;
  /** Ids that each distinct creating call has created: more than one is a duplicate. */
  created: Map<string, Set<string>>;
};

export type Accounts = {
  open(snapshot: Snapshot, options: FakeOptions, faults: Faults, random: Random): ChaosAccount;
  close(): Promise<void>;
};

/** Is called at each boundary: whether the worker has been killed there. */
type AtBoundary = (boundary: Boundary, pid: number) => Promise<boolean>;

/** After its sender was killed, a request that had arrived may still have its effect, this much later. */
const LATE_MS = 400;

/** Serves accounts on loopback. */
export async function serveAccounts(atBoundary: AtBoundary): Promise<Accounts> {
  const accounts = new Map<string, { account: ChaosAccount; random: Random; lost: Set<string> }>();

  const { url: server, stop } = await serveGateways(async (message, path) => {
    const entry = accounts.get(path);
    if (!entry) throw new ConnectionLost();
    const { account, random, lost } = entry;
    const { method, values, pid } = message;
    const { faults } = account;
    const ask = () => answerOf(account.fake.gateway, message);
    if (method === "rateLimitWait") return ask();
    const happens = (share: number) => {
      const hit = random() < share;
      if (hit) account.faultCount += 1;
      return hit;
    };
    await sleep(random() * faults.delayMs);
    if (happens(faults.throttled)) throw refuse("throttled", "RequestLimitExceeded", "Request limit exceeded.");
    if (method !== "call") return ask();

    const [operation, input] = values as [string, Record<string, unknown>];
    const key = callKey(operation, input);
    const name = callName(operation, input);
    const once = faults.loseEachOnce !== undefined && !lost.has(key);
    lost.add(key);
    if (once) account.faultCount += 1;
    if ((once && faults.loseEachOnce === "request") || happens(faults.lostRequests)) throw new ConnectionLost();
    if (await atBoundary({ account: account.url, point: "arrived", name }, pid)) {
      if (random() < 0.5) throw new ConnectionLost();
      await sleep(random() * LATE_MS);
    }
    const result = (await ask()) as { output: Record<string, unknown> };
    for (const id of idsIn(result.output)) account.created.set(key, (account.created.get(key) ?? new Set()).add(id));
    await atBoundary({ account: account.url, point: "effect", name }, pid);
    if ((once && faults.loseEachOnce === "response") || happens(faults.lostResponses)) throw new ConnectionLost();
    return result;
  });

  return {
    open(snapshot, options, faults, random) {
      const path = `/${accounts.size + 1}`;
      const url = `${server}${path}`;
      const account: ChaosAccount = {
        url,
        fake: fakeAccount(snapshot, options),
        faults,
        faultCount: 0,
        created: new Map(),
      };
      accounts.set(path, { account, random, lost: new Set() });
      return account;
    },
    close: stop,
  };
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
