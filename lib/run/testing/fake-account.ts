/**
 * An account in memory, for tests of runs: it keeps state as EC2 does and takes time as EC2 does, so that a run on it can be
 * interrupted, disturbed and compared with what was there before. Errors come as the gateway's callers see them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { AwsErrorKind, CallResult, WriteGateway } from "#lib/aws/gateway";
import type { Snapshot } from "#lib/core/network";
import { operations } from "./fake-operations";
import { type FakeState, refuse } from "./fake-state";

/** Disturbs the n-th call (from 1) of an operation; `every`: that one and all later ones. */
type Fault = {
  operation: string;
  call: number;
  every?: boolean;
  /** "lost": the call has its effect, its answer is lost. Otherwise it has none. */
  fails: "lost" | { kind: AwsErrorKind; code: string; message: string };
};

type FakeOptions = {
  /** Until an endpoint is available after a create or modify, and gone after a delete. */
  settleMs?: number;
  /** While EC2 does not know what it has just made. */
  unknownMs?: number;
  /** How long each call takes. */
  callMs?: number;
};

type FakeCall = { operation: string; input: Record<string, unknown>; startedAt: number; endedAt: number };

export type FakeAccount = {
  gateway: WriteGateway;
  /** Mutations that had an effect, in the order in which they began. */
  calls: FakeCall[];
  faults: Fault[];
  /** The account as a person who waits long enough sees it. */
  snapshot(): Snapshot;
  /** A change by somebody else's hand. */
  change(edit: (snapshot: Snapshot) => void): void;
};

export function fakeAccount(start: Snapshot, options: FakeOptions = {}): FakeAccount {
  const { settleMs = 20, unknownMs = 0, callMs = 0 } = options;
  const state: FakeState = {
    snapshot: structuredClone(start),
    rules: new Map(),
    tokens: new Map(),
    unsettled: new Map(),
    madeAt: new Map(),
    settleMs,
    unknownMs,
    count: 0,
  };
  const calls: FakeCall[] = [];
  const faults: Fault[] = [];
  const counted = new Map<string, number>();

  const faultAt = (operation: string): Fault | undefined => {
    const call = (counted.get(operation) ?? 0) + 1;
    counted.set(operation, call);
    return faults.find((f) => f.operation === operation && (f.every ? call >= f.call : call === f.call));
  };

  async function call(operation: keyof typeof operations, input: Record<string, unknown>): Promise<CallResult> {
    const fails = faultAt(operation)?.fails;
    if (fails && fails !== "lost") throw refuse(fails.kind, fails.code, fails.message, operation);
    const made: FakeCall = { operation, input, startedAt: Date.now(), endedAt: 0 };
    settleDue(state);
    const output = operations[operation](state, input as never);
    calls.push(made);
    await sleep(callMs);
    made.endedAt = Date.now();
    if (fails === "lost") throw refuse("unreachable", "ECONNRESET", "socket hang up", operation);
    return { output: structuredClone(output), requestId: `req-${calls.length}`, attempts: 1 };
  }

  const visible = (id: string) => Date.now() - (state.madeAt.get(id) ?? 0) >= unknownMs;

  const gateway: WriteGateway = {
    identity: async () => ({ accountId: start.accountId, arn: "arn:aws:iam::111122223333:user/test", alias: null }),
    regions: async () => [start.region],
    vpcs: async () => [],
    async snapshot() {
      settleDue(state);
      const seen = structuredClone(state.snapshot);
      seen.endpoints = seen.endpoints.filter(({ id }) => visible(id));
      seen.securityGroups = seen.securityGroups.filter(({ id }) => visible(id));
      return seen;
    },
    async endpoints(ids) {
      settleDue(state);
      return structuredClone(state.snapshot.endpoints.filter(({ id }) => ids.includes(id) && visible(id)));
    },
    async tagged(type, tags) {
      const has = (own: Readonly<Record<string, string>>) => Object.entries(tags).every(([k, v]) => own[k] === v);
      const all = {
        "vpc-endpoint": state.snapshot.endpoints,
        "security-group": state.snapshot.securityGroups,
        "security-group-rule": [...state.rules].map(([id, rule]) => ({ id, tags: rule.tags })),
      }[type];
      return all.filter((one) => visible(one.id) && has(one.tags)).map(({ id }) => id);
    },
    call,
  };

  return {
    gateway,
    calls,
    faults,
    snapshot() {
      for (const due of state.unsettled.values()) due.at = 0;
      settleDue(state);
      return structuredClone(state.snapshot);
    },
    change: (edit) => edit(state.snapshot),
  };
}

/** Lets happen what its time has come for. */
function settleDue(state: FakeState): void {
  for (const [id, { at, then }] of state.unsettled) {
    if (Date.now() < at) continue;
    state.unsettled.delete(id);
    then();
  }
}
