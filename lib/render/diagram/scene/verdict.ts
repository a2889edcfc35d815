import { blockReasons, VERDICTS } from "#lib/core/format/labels";
import type { ReachabilityRow, Verdict } from "#lib/core/format/plan-format";
import { listed } from "#lib/core/text/phrases";
import { type Face, face } from "../scene";
import type { DiagramView } from "../shape";

/** Worst first. */
const ORDER: Verdict[] = ["none", "partial", "unknown", "public", "private"];

const servicesOf = (rows: readonly ReachabilityRow[]): string[] => [...new Set(rows.map((row) => row.service))].sort();

/** The reachability rows of one workload in one line; the note has all of them. */
export function verdict(rows: readonly ReachabilityRow[], view: DiagramView): Face | null {
  const groups = ORDER.map((verdict) => ({ verdict, of: rows.filter((row) => row[view] === verdict) })).filter(
    ({ of }) => of.length > 0,
  );
  const worst = groups[0];
  if (!worst) return null;
  const note = groups.map(({ verdict, of }) => {
    const reasons = verdict === "private" ? [] : of.flatMap((row) => blockReasons(row.blockedBy[view]));
    const because = reasons.length > 0 ? ` (${[...new Set(reasons)].join("; ")})` : "";
    return `${VERDICTS[verdict]}: ${listed(servicesOf(of))}${because}`;
  });
  const names = servicesOf(worst.of);
  const blocked = worst.verdict === "none" || worst.verdict === "partial";
  const gained = view === "after" && worst.of.some((row) => row.before !== row.after);
  return face(
    `${VERDICTS[worst.verdict]}:`,
    groups.length === 1 && names.length > 2 ? `all ${names.length} services` : listed(names, 3),
    blocked ? "blocked" : worst.verdict === "private" && gained ? "added" : "existing",
    note.join(". "),
  );
}
