/**
 * An account in memory, for tests of runs: it keeps state as EC2 does and takes time as EC2 does, so that a run on it can be
 * interrupted, disturbed and compared with its earlier state. Errors come as the gateway's callers see them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { AwsErrorKind, CallResult, WriteGateway } from "#lib/aws/gateway";
import type { Snapshot } from "#lib/core/network/snapshot";
import { operations } from "./fake-operations";
import { type FakeState, refuse } from "./fake-state";

/** Disturbs the n-th call (from 1) of an operation; `every`: that one and all later ones. */
type Fault = {
  operation: string;
  call: number;
  every?: boolean;
  /** "lost": the call has its effect, its response is lost. Otherwise it has none. */
  fails: "lost" | { kind: AwsErrorKind; code: string; message: string };
};

export type FakeOptions = {
  /** Until an endpoint is available after a create or modify, and deleted after a delete. */
  settleMs?: number;
  /** While EC2 does not know what it has just created. */
  unknownMs?: number;
  /** Reads show the account as it was some time ago, up to this; each read another time. */
  staleMs?: number;
  /** Interfaces of a deleted endpoint, which keep its groups in use, stay for this long after it. */
  lingerMs?: number;
  /** How long each call takes. */
  callMs?: number;
};

type FakeCall = { operation: string; input: Record<string, unknown>; startedAt: number; endedAt: number };

export type FakeAccount = {
  gateway: WriteGateway;
  /** Mutations that had an effect, in the order in which they started. */
  calls: FakeCall[];
  faults: Fault[];
  /** The account as a person who waits long enough sees it. */
  snapshot(): Snapshot;
  /** A change by somebody else. */
  change(edit: (snapshot: Snapshot) => void): void;
};

export function fakeAccount(start: Snapshot, options: FakeOptions = {}): FakeAccount {
  const { settleMs = 20, unknownMs = 0, staleMs = 0, lingerMs = 0, callMs = 0 } = options;
  const state: FakeState = {
    snapshot: structuredClone(start),
    rules: new Map(),
    tokens: new Map(),
    unsettled: new Map(),
    createdAt: new Map(),
    settleMs,
    unknownMs,
    lingerMs,
    count: 0,
  };
  const calls: FakeCall[] = [];
  const faults: Fault[] = [];
  const counted = new Map<string, number>();
  const past = history(state, staleMs);

  const faultAt = (operation: string): Fault | undefined => {
    const call = (counted.get(operation) ?? 0) + 1;
    counted.set(operation, call);
    return faults.find((f) => f.operation === operation && (f.every ? call >= f.call : call === f.call));
  };

  async function call(operation: keyof typeof operations, input: Record<string, unknown>): Promise<CallResult> {
    const fails = faultAt(operation)?.fails;
    if (fails && fails !== "lost") throw refuse(fails.kind, fails.code, fails.message, operation);
    const sent: FakeCall = { operation, input, startedAt: Date.now(), endedAt: 0 };
    if (settleDue(state)) past.record();
    const output = operations[operation](state, input as never);
    past.record();
    calls.push(sent);
    await sleep(callMs);
    sent.endedAt = Date.now();
    if (fails === "lost") throw refuse("unreachable", "ECONNRESET", "socket hang up", operation);
    return { output: structuredClone(output), requestId: `req-${calls.length}` };
  }

  const visible = (id: string) => Date.now() - (state.createdAt.get(id) ?? 0) >= unknownMs;

  const gateway: WriteGateway = {
    identity: async () => ({ accountId: start.accountId, arn: "arn:aws:iam::111122223333:user/test", alias: null }),
    regions: async () => [start.region],
    vpcs: async () => [],
    async snapshot() {
      const seen = structuredClone(past.view().snapshot);
      seen.endpoints = seen.endpoints.filter(({ id }) => visible(id));
      seen.securityGroups = seen.securityGroups.filter(({ id }) => visible(id));
      return seen;
    },
    async endpoints(ids) {
      return structuredClone(past.view().snapshot.endpoints.filter(({ id }) => ids.includes(id) && visible(id)));
    },
    async tagged(type, tags) {
      const has = (own: Readonly<Record<string, string>>) => Object.entries(tags).every(([k, v]) => own[k] === v);
      const { snapshot, rules } = past.view();
      const all = {
        "vpc-endpoint": snapshot.endpoints,
        "security-group": snapshot.securityGroups,
        "security-group-rule": [...rules].map(([id, rule]) => ({ id, tags: rule.tags })),
      }[type];
      return all.filter((one) => visible(one.id) && has(one.tags)).map(({ id }) => id);
    },
    rateLimitWait: async () => 0,
    call,
  };

  return {
    gateway,
    calls,
    faults,
    snapshot() {
      while (state.unsettled.size > 0) {
        for (const due of state.unsettled.values()) due.at = 0;
        settleDue(state);
      }
      past.record();
      return structuredClone(state.snapshot);
    },
    change(edit) {
      edit(state.snapshot);
      past.record();
    },
  };
}

type View = Pick<FakeState, "snapshot" | "rules">;

/** What reads see: the account as it is or, when they lag, as it was at a moment of the last `staleMs`. */
function history(state: FakeState, staleMs: number): { record(): void; view(): View } {
  const copy = (): View & { at: number } => {
    const { snapshot, rules } = state;
    return { at: Date.now(), snapshot: structuredClone(snapshot), rules: new Map(rules) };
  };
  let versions = staleMs > 0 ? [copy()] : [];
  const record = () => {
    if (staleMs === 0) return;
    const needed = versions.findLastIndex(({ at }) => at <= Date.now() - staleMs);
    versions = [...versions.slice(Math.max(0, needed)), copy()];
  };
  return {
    record,
    view() {
      if (settleDue(state)) record();
      const moment = Date.now() - Math.random() * staleMs;
      return versions.findLast(({ at }) => at <= moment) ?? versions[0] ?? state;
    },
  };
}

/** Applies effects that are due; true: there were some. */
function settleDue(state: FakeState): boolean {
  let happened = false;
  for (const [id, { at, then }] of [...state.unsettled]) {
    if (Date.now() < at) continue;
    state.unsettled.delete(id);
    then();
    happened = true;
  }
  return happened;
}
