import { blockReasons } from "#lib/core/format/labels";
import type { BlockReason, Plan, Verdict } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { memoize } from "#lib/core/text/memoize";
import { listed } from "#lib/core/text/phrases";
import { nameIn } from "./names";

export type ReachSentence = { view: "before" | "after"; verdict: Verdict; text: string };

const LEADS: Record<Verdict, string> = {
  private: "reach",
  public: "reach over public addresses",
  partial: "reach only partly",
  none: "cannot reach",
  unknown: "may or may not reach",
};

type Reached = { group: string; services: Set<string>; subnets: Set<string> };

type Cause = { view: "before" | "after"; verdict: Verdict; reasons: BlockReason[]; who: Map<string, Reached> };

/**
 * Why workloads do not reach services privately, before and after: one entry for each verdict and cause, with the groups, subnets and
 * services that it holds for.
 */
export function reachSentences({ reachability }: Pick<Plan, "reachability">, snapshot: Snapshot): ReachSentence[] {
  const nameOf = nameIn(snapshot);
  const causes = new Map<string, Cause>();
  for (const view of ["after", "before"] as const) {
    for (const row of reachability) {
      const verdict = row[view];
      if (verdict === "private") continue;
      const reasons = row.blockedBy[view];
      const key = [view, verdict, ...reasons.toSorted()].join();
      const cause = memoize(causes, key, (): Cause => ({ view, verdict, reasons, who: new Map() }));
      const group = row.securityGroupId;
      const reached = memoize(cause.who, group, (): Reached => ({ group, services: new Set(), subnets: new Set() }));
      reached.services.add(row.service);
      reached.subnets.add(row.subnetId);
    }
  }
  return [...causes.values()].map(({ view, verdict, reasons, who }) => ({
    view,
    verdict,
    text: `${together([...who.values()], nameOf)
      .map(({ groups, subnets, services }) => `${groups} in ${subnets}: ${LEADS[verdict]} ${services}`)
      .join("; ")}${reasons.length > 0 ? `, because ${blockReasons(reasons).join("; ")}` : ""}.`,
  }));
}

/** Groups of the same services and subnets, together. */
function together(who: readonly Reached[], nameOf: (id: string) => string) {
  const same = new Map<string, { groups: string[]; subnets: string; services: string }>();
  for (const { group, services, subnets } of who) {
    const entry = {
      groups: [],
      subnets: listed([...subnets].map(nameOf).sort(), 4),
      services: listed([...services], 6),
    };
    memoize(same, `${[...subnets].sort()} ${[...services].sort()}`, () => entry).groups.push(nameOf(group));
  }
  return [...same.values()].map(({ groups, ...rest }) => ({ ...rest, groups: listed(groups.sort(), 4) }));
}
