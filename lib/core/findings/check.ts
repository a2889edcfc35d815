import type { Change, Cost, Finding, ReachabilityRow } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { RequestedService } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { Desired } from "#lib/core/planning/desired-state";

/** The input of a check. */
export type Facts = {
  intent: Intent;
  before: Snapshot;
  /** The account with the changes applied. */
  after: Snapshot;
  services: RequestedService[];
  desired: Desired;
  changes: Change[];
  reachability: ReachabilityRow[];
  cost: Cost;
};

/** One check of a plan. Returns a finding for each occurrence; an empty list where there is none. */
export type Check = (facts: Facts) => Finding[];
