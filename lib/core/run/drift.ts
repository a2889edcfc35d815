import type { Finding, Operation, ReachabilityRow } from "#lib/core/format/plan-format";
import type { NameExpectation } from "./expectations";

/** What a run's intent asks for over the account as it is now. */
export type Drift =
  | {
      kind: "read";
      /** When the account was read. ISO 8601, UTC. */
      at: string;
      /** What would have to be done for the account to be as the intent says. */
      changes: { id: string; operation: Operation; title: string; reason: string }[];
      /** What blocks planning it. */
      errors: Pick<Finding, "code" | "summary">[];
      /** Paths that are not as the run's plan expects. */
      paths: ReachabilityRow[];
      /** The same of names. */
      names: NameExpectation[];
    }
  /** Postern's credentials lead to this account, which is not the run's. */
  | { kind: "other-account"; accountId: string };

/** Whether the account is still as the run left it, as far as its plan expects anything. */
export function isAsApplied(drift: Drift): boolean {
  if (drift.kind !== "read") return false;
  const { changes, errors, paths, names } = drift;
  return [changes, errors, paths, names].every((list) => list.length === 0);
}
