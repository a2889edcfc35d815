import type { Snapshot } from "#lib/core/network";
import type { BlockReason, Plan, Verdict } from "#lib/core/plan-format";
import { visible } from "./inert";
import { blockReasons, listed } from "./words";

export type ReachSentence = { view: "before" | "after"; verdict: Verdict; text: string };

const LEADS: Record<Verdict, string> = {
  private: "reach",
  public: "reach over public addresses",
  partial: "reach only partly",
  none: "cannot reach",
};

/** Names of a group and of a subnet: the group's name or the Name tag, else the id. */
export function namesIn(snapshot: Pick<Snapshot, "securityGroups" | "subnets">) {
  return {
    group: (id: string) => visible(snapshot.securityGroups.find((group) => group.id === id)?.name ?? id),
    subnet: (id: string) => visible(snapshot.subnets.find((subnet) => subnet.id === id)?.tags.Name || id),
  };
}

/**
 * Why workloads do not reach services privately, before and after: one sentence for each group, verdict and set of reasons,
 * with the services and subnets that it holds for.
 */
export function reachSentences({ reachability }: Pick<Plan, "reachability">, snapshot: Snapshot): ReachSentence[] {
  const names = namesIn(snapshot);
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
    const who = `${names.group(group)} in ${listed([...subnets].map(names.subnet).sort(), 4)}`;
    const because = reasons.length > 0 ? `, because ${blockReasons(reasons).join("; ")}` : "";
    return { view, verdict, text: `${who}: ${LEADS[verdict]} ${listed([...services], 6)}${because}.` };
  });
}
