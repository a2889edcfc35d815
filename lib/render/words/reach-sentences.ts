import { blockReasons } from "#lib/core/format/labels";
import type { BlockReason, Plan, Verdict } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
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

/**
 * Why workloads do not reach services privately, before and after: one sentence for each group, verdict and set of reasons,
 * with the services and subnets that it holds for.
 */
export function reachSentences({ reachability }: Pick<Plan, "reachability">, snapshot: Snapshot): ReachSentence[] {
  const nameOf = nameIn(snapshot);
  const found = new Map<
    string,
    {
      view: "before" | "after";
      verdict: Verdict;
      group: string;
      reasons: BlockReason[];
      services: Set<string>;
      subnets: Set<string>;
    }
  >();
  for (const view of ["after", "before"] as const) {
    for (const row of reachability) {
      const verdict = row[view];
      if (verdict === "private") continue;
      const reasons = row.blockedBy[view];
      const key = [view, verdict, row.securityGroupId, ...reasons].join();
      const known = found.get(key) ?? {
        view,
        verdict,
        group: row.securityGroupId,
        reasons,
        services: new Set(),
        subnets: new Set(),
      };
      known.services.add(row.service);
      known.subnets.add(row.subnetId);
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ view, verdict, group, reasons, services, subnets }) => {
    const who = `${nameOf(group)} in ${listed([...subnets].map(nameOf).sort(), 4)}`;
    const because = reasons.length > 0 ? `, because ${blockReasons(reasons).join("; ")}` : "";
    return { view, verdict, text: `${who}: ${LEADS[verdict]} ${listed([...services], 6)}${because}.` };
  });
}
