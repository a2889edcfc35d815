/** The cards of workloads: the plan's clients, and those that lose access. */
import { blockReasons, VERDICTS } from "#lib/core/format/labels";
import type { ReachabilityRow, Verdict } from "#lib/core/format/plan-format";
import type { SecurityGroupId } from "#lib/core/network/snapshot";
import { counted, listed } from "#lib/core/text/phrases";
import { inBoth } from "../diagram/scene";
import { outRules } from "../diagram/scene/out-rules";
import { groupName } from "../diagram/scene/story";
import { workloadSummary } from "../diagram/scene/subnet-workloads";
import type { DiagramView } from "../diagram/shape";
import type { Loss } from "../words/outcome";
import { muted, type Parts, ruleLine, subnetNames } from "./parts";
import type { PathCard, PathFace, PathLine } from "./picture";

/** Workloads drawn one by one; the rest of them as one card. */
const MOST_WORKLOADS = 10;

const ORDER: Verdict[] = ["none", "partial", "unknown", "public"];

/** What a group does not reach privately, a line for each verdict and one for its reasons. */
function verdictLines(rows: readonly ReachabilityRow[], view: DiagramView): PathLine[] {
  return ORDER.flatMap((verdict) => {
    const of = rows.filter((row) => row[view] === verdict);
    if (of.length === 0) return [];
    const services = [...new Set(of.map(({ service }) => service))].sort();
    const isBlocked = verdict === "none" || verdict === "partial";
    const reasons =
      verdict === "public" ? [] : blockReasons([...new Set(of.flatMap((row) => row.blockedBy[view]))].sort());
    return [
      { text: `${VERDICTS[verdict]}: ${listed(services, 4)}`, state: isBlocked ? "blocked" : "existing", changes: [] },
      ...reasons.slice(0, 1).map(muted),
    ] satisfies PathLine[];
  });
}

/** "5 private", "3 of 5 private". */
function privateCount(rows: readonly ReachabilityRow[], view: DiagramView): string {
  const services = [...new Set(rows.map(({ service }) => service))];
  const count = services.filter((service) => rows.every((row) => row.service !== service || row[view] === "private"));
  return count.length === services.length ? `${count.length} private` : `${count.length} of ${services.length} private`;
}

export function clientCard({ plan, story, all }: Parts, group: SecurityGroupId): PathCard {
  const rows = plan.reachability.filter((row) => row.securityGroupId === group);
  const interfaces = story.before.networkInterfaces.filter((one) => one.securityGroupIds.includes(group));
  const where = subnetNames(story, [...new Set(rows.map(({ subnetId }) => subnetId))]);
  const what = interfaces.length > 0 ? workloadSummary(interfaces) : "nothing runs yet";
  const rules = outRules(story, `paths/${group}`, group, all);
  const face = (view: DiagramView): PathFace => {
    const lines = verdictLines(rows, view);
    const isBlocked = lines.some(({ state }) => state === "blocked");
    const gained = rows.some((row) => row.after === "private" && row.before !== "private");
    return {
      state: isBlocked ? "blocked" : view === "after" && gained ? "added" : "existing",
      title: groupName(story, group),
      aside: privateCount(rows, view),
      lines: [muted(`${what} · ${where}`), ...lines, ...rules.flatMap((rule) => ruleLine(rule, view))],
      note: group,
    };
  };
  return {
    id: `workload/${group}`,
    column: "workloads",
    parent: null,
    faces: inBoth(face),
    changes: [...new Set(rules.flatMap(({ changes }) => changes))],
  };
}

export const lossId = ({ group }: Loss): string => `loss/${group ?? "none"}`;

export function lossCard({ story }: Parts, loss: Loss): PathCard {
  const { group, interfaces, services, reasons } = loss;
  const ids = new Set<string>(interfaces.map(({ networkInterfaceId }) => networkInterfaceId));
  const of = story.before.networkInterfaces.filter(({ id }) => ids.has(id));
  const where = muted(
    `${workloadSummary(of)} · ${subnetNames(story, [...new Set(of.map(({ subnetId }) => subnetId))])}`,
  );
  const title = group ? groupName(story, group) : "No security group";
  const because = blockReasons(reasons);
  return {
    id: lossId(loss),
    column: "workloads",
    parent: null,
    faces: {
      before: { state: "existing", title, aside: `reaches ${services.length}`, lines: [where], note: group ?? "" },
      after: {
        state: "blocked",
        title,
        aside: `loses ${services.length}`,
        lines: [
          where,
          { text: `loses ${listed(services, 5)}`, state: "blocked", changes: [] },
          ...because.slice(0, 1).map(muted),
        ],
        note: [group ?? "", ...because.slice(1)].filter(Boolean).join("; "),
      },
    },
    changes: [],
  };
}

/** The rest of a long list, in one card. */
export function moreCard(id: string, count: number, state: PathFace["state"]): PathCard {
  const title = counted(count, "more security group");
  const face = { state, title, aside: "", lines: [], note: "" };
  return {
    id,
    column: "workloads",
    parent: null,
    faces: { before: { ...face, state: "existing" }, after: face },
    changes: [],
  };
}

/** The first of a long list one by one, the rest counted. */
export function shortened<T>(
  items: readonly T[],
  card: (item: T) => PathCard,
  more: (count: number) => PathCard,
): PathCard[] {
  if (items.length <= MOST_WORKLOADS) return items.map(card);
  const shown = items.slice(0, MOST_WORKLOADS - 1);
  return [...shown.map(card), more(items.length - shown.length)];
}
