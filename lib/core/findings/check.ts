import type { Change, Cost, Finding, ReachabilityRow } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { RequestedService } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { Desired } from "#lib/core/planning/desired-state";

/** What a check may look at. */
export type Facts = {
  intent: Intent;
  before: Snapshot;
  /** The account with the changes made. */
  after: Snapshot;
  services: RequestedService[];
  desired: Desired;
  changes: Change[];
  reachability: ReachabilityRow[];
  cost: Cost;
};

/** One thing worth saying about a plan. Returns a finding for each place where it fires; silence is an empty list. */
export type Check = (facts: Facts) => Finding[];
