/** The tables of a change request: what is the same of several services is said once. */
import { costLines } from "#lib/core/cost/cost";
import { blockReasons, VERDICTS } from "#lib/core/format/labels";
import type { Change, ChangeKind, DnsRow, Plan, ReachabilityRow } from "#lib/core/format/plan-format";
import { NAMED_ID } from "#lib/core/network/resource-names";
import { shortName } from "#lib/core/network/services/service";
import type { Names } from "#lib/core/run/names";
import { listed } from "#lib/core/text/phrases";
import { changeTitle } from "../words/change-title";
import { resolutionWords } from "../words/resolution";
import { portsOfRow } from "../words/row-ports";
import { namedResources } from "../words/run-title";
import { code, inline, table } from "./escape";

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 4 });

export const usd = (amount: number): string => dollars.format(amount);

/** "shop-tasks `sg-…`": the name where there is one, and the id. */
export const nameAndId = (id: string, names: Names): string =>
  Object.hasOwn(names, id) ? `${inline(names[id] ?? "")} ${code(id)}` : code(id);

/** The text with names before the ids in parentheses; a name that it has already is not repeated. Not escaped. */
export const withNames = (text: string, names: Names): string =>
  text.replace(NAMED_ID, (id) =>
    Object.hasOwn(names, id) && !text.includes(names[id] ?? "") ? `${names[id]} (${id})` : id,
  );

/** Items of which the key is the same, together, in the order of their first. */
function together<T>(items: readonly T[], key: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const PHASES: readonly { title: string; kinds: readonly ChangeKind[] }[] = [
  { title: "DNS attributes of the VPC", kinds: ["enable-dns-support", "enable-dns-hostnames"] },
  { title: "Security groups and rules", kinds: ["create-security-group", "authorize-egress", "authorize-ingress"] },
  { title: "Endpoints", kinds: ["create-endpoint", "modify-endpoint"] },
  { title: "Cutover: names lead to the endpoints", kinds: ["enable-private-dns"] },
];

/** The calls by phase, numbered in the order in which they are sent. */
export function changesByPhase(plan: Plan, names: Names): string[] {
  const resources = namedResources({ plan, names });
  const numbered = plan.changes.map((change, at) => ({ change, number: at + 1 }));
  const row = ({ change, number }: { change: Change; number: number }) => [
    String(number),
    inline(changeTitle(change, resources)),
    code(change.operation),
    inline(withNames(change.reason, names)),
    code(change.id),
  ];
  return PHASES.flatMap(({ title, kinds }) => {
    const own = numbered.filter(({ change }) => kinds.includes(change.kind));
    return own.length > 0 ? [`### ${title}`, table(["#", "Change", "Call", "Why", "Id"], own.map(row))] : [];
  });
}

/** What names resolve to; those that stay are counted. */
export function dnsTable({ dns }: Plan): string[] {
  const words = (by: string) =>
    resolutionWords(by) ?? (by.startsWith("vpce-") ? code(by) : `the new endpoint (${code(by)})`);
  const moved = dns.filter(({ before, after }) => before !== after);
  const row = ({ name, before, after }: DnsRow) => [code(name), words(before), words(after)];
  return [
    ...(moved.length > 0 ? [table(["Name", "Today", "Afterwards"], moved.map(row))] : []),
    ...(moved.length < dns.length ? [`${dns.length - moved.length} of ${dns.length} names resolve as before.`] : []),
  ];
}

/** Who reaches what: a row for each workload, verdict and cause, with the services and subnets that it holds for. */
export function reachabilityTable({ reachability }: Plan, names: Names): string {
  const keyOf = (row: ReachabilityRow) =>
    [row.securityGroupId, row.before, row.after, ...row.blockedBy.after, "", ...portsOfRow(row)].join();
  const rows = together(reachability, keyOf).map((same) => {
    const [first] = same;
    return [
      nameAndId(first.securityGroupId, names),
      unique(same.map(({ subnetId }) => subnetId))
        .map((id) => nameAndId(id, names))
        .join(", "),
      unique(same.map(({ service }) => service))
        .map(code)
        .join(", "),
      inline(portsOfRow(first).join(", ")),
      VERDICTS[first.before],
      VERDICTS[first.after],
      inline(listed(blockReasons(first.blockedBy.after))) || "–",
    ];
  });
  return table(["Workload", "Subnets", "Services", "TCP ports", "Today", "Afterwards", "Blocked by"], rows);
}

/** A month's cost by endpoint. */
export function costTable(plan: Plan): string[] {
  const lines = together(costLines(plan), ({ endpoint }) => endpoint).map((same) => [
    code(shortName(same[0].endpoint, plan.region)),
    String(same.length),
    usd(same.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)),
  ]);
  return lines.length > 0 ? [table(["Endpoint", "Availability Zones", "A month"], lines)] : [];
}
