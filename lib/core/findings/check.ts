import type { Desired } from "../desired";
import type { Intent } from "../intent";
import type { Snapshot } from "../network";
import type { Change, Cost, Finding, ReachabilityRow } from "../plan-format";
import type { RequestedService } from "../service";

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
