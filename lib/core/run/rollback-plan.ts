/** What a rollback would do, found out before it is started. */
import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import type { SecurityGroupId } from "#lib/core/network/snapshot";
import type { Names } from "./names";
import type { RunError, RunRequest } from "./run";

export type RollbackStep = {
  /** `undo-` and the change's id. */
  change: string;
  operation: string;
  reason: string;
  /** Ids of what the call is about. */
  resources: string[];
  /** `undo`: it will be done. `gone`: nothing is left to undo. `left`: others use it by now, so that it stays. */
  outlook: "undo" | "gone" | "left";
  /** Why it stays; null otherwise. */
  note: string | null;
};

/** What becomes of a workload's access to services, where it gets worse or leaves the private paths. */
export type AccessLoss = {
  /** null: interfaces without a group. */
  group: SecurityGroupId | null;
  services: string[];
  becomes: Exclude<Verdict, "private">;
  reasons: BlockReason[];
};

/** `names`: clients may still use the private addresses. `endpoints`, `group`: EC2 takes its time to delete them. */
export type RollbackWait = { kind: "names" | "endpoints" | "group"; atMostMs: number };

export type RollbackPlan = {
  /** The run that is rolled back. */
  run: string;
  accountId: string;
  region: string;
  steps: RollbackStep[];
  losses: AccessLoss[];
  /** Endpoints without private DNS are deleted: who calls them by their own DNS names is not known. */
  ownNames: boolean;
  waits: RollbackWait[];
  names: Names;
};

/** What a worker is asked: what rolling this run back would do. The request is the rollback's. */
export type RollbackQuestion = { run: string; request: RunRequest };

/** An error: nothing can be rolled back, or what there is cannot be read. */
export type RollbackAnswer = { planned: RollbackPlan } | { error: RunError };
