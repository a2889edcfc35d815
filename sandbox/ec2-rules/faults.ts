/** Faults on request: what goes wrong between a client and EC2, at a call that a test names. */
import { refusals } from "#lib/core/network/ec2-rules";
import { Refused, refuse } from "./protocol/refuse";

export type Fault = {
  /** Of which action; "*" for all. */
  action: string;
  /** How many calls pass first. */
  after?: number;
  /** How many calls are then hit; all without it. */
  times?: number;
  /** Hit only this share of them, 0 to 1, drawn with `seed`. */
  share?: number;
  seed?: number;
} & (
  | { kind: "error"; code: string; message: string; status?: number }
  | { kind: "deny" }
  | { kind: "throttle" }
  /** The connection breaks: before the call has an effect, or after it. */
  | { kind: "drop"; when: "before" | "after" }
  | { kind: "delay"; ms: number }
);

/** The connection is to be cut without a response. */
export class Dropped extends Error {
  override readonly name = "Dropped";
}

export type Faults = {
  add: (fault: Fault) => void;
  clear: () => void;
  /** Lets the faults of this call happen: called before it, gives what is to be done after it. */
  strike: (action: string) => Promise<() => void>;
};

export function createFaults(wait: (ms: number) => Promise<void>): Faults {
  let planned: { fault: Fault; seen: number; hits: number; draw: () => number }[] = [];
  const hit = (action: string): Fault[] =>
    planned.flatMap((entry) => {
      const { fault } = entry;
      if (fault.action !== "*" && fault.action !== action) return [];
      entry.seen += 1;
      if (entry.seen <= (fault.after ?? 0) || entry.hits >= (fault.times ?? Number.POSITIVE_INFINITY)) return [];
      if (fault.share !== undefined && entry.draw() >= fault.share) return [];
      entry.hits += 1;
      return [fault];
    });
  return {
    add: (fault) => void planned.push({ fault, seen: 0, hits: 0, draw: numbers(fault.seed ?? 1) }),
    clear() {
      planned = [];
    },
    async strike(action) {
      const faults = hit(action);
      for (const fault of faults) {
        if (fault.kind === "delay") await wait(fault.ms);
        else if (fault.kind === "throttle") refuse(refusals.throttled);
        else if (fault.kind === "deny") refuse(refusals.unauthorized, { operation: action });
        else if (fault.kind === "error") throw new Refused(fault.code, fault.message, fault.status ?? 400);
        else if (fault.when === "before") throw new Dropped();
      }
      return () => {
        if (faults.some((fault) => fault.kind === "drop" && fault.when === "after")) throw new Dropped();
      };
    },
  };
}

/** Numbers from 0 to 1 that a seed repeats. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
