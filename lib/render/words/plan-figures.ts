/** What stands below a plan's figures. */
import type { Plan, ReachabilityRow } from "#lib/core/format/plan-format";
import { isBlocked } from "#lib/core/format/severity";
import { counted } from "#lib/core/text/phrases";

/** About the number of changes. `incomplete`: something is still missing, so that an empty plan says nothing. */
export function changesWords(plan: Pick<Plan, "changes" | "findings" | "intent">, incomplete: boolean): string {
  if (plan.changes.length > 0) {
    return counted(plan.changes.filter(({ kind }) => kind === "create-endpoint").length, "new endpoint");
  }
  if (incomplete) return "not all is chosen yet";
  return isBlocked(plan) ? "blocked" : "all exist already";
}

const PARTLY = "in part: not from every address, or not on every port";

/** How many paths are private afterwards, and how many in part, which is not the same as none. */
export function pathsWords(reachability: readonly Pick<ReachabilityRow, "before" | "after">[]): {
  value: string;
  about: string;
} {
  if (reachability.length === 0) return { value: "–", about: "no workload chosen" };
  const count = (view: "before" | "after", verdict: string) =>
    reachability.filter((row) => row[view] === verdict).length;
  const partly = count("after", "partial");
  const before = `before: ${count("before", "private")}; workload × subnet × service`;
  return {
    value: `${count("after", "private")} of ${reachability.length}`,
    about: partly > 0 ? `${partly} more ${PARTLY}; ${before}` : before,
  };
}
