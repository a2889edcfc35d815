import type { NetworkInterface, SecurityGroupId, Subnet } from "#lib/core/network";
import type { ReachabilityRow, Verdict } from "#lib/core/plan-format";
import { shortName } from "#lib/core/service";
import { BLOCK_REASONS, listed, VERDICTS } from "../words";
import { inhabitants } from "./inhabitants";
import { type Passage, type Target, wayOut, wayOutTo } from "./rules";
import { type Face, face, type Item } from "./scene";
import type { DiagramView } from "./shape";
import { endpoints, groupName, type Story } from "./story";

/** Worst first. */
const ORDER: Verdict[] = ["none", "partial", "public", "private"];

const servicesOf = (rows: readonly ReachabilityRow[]): string[] => [...new Set(rows.map((row) => row.service))].sort();

/** What the reachability rows of one workload come to, in one line; the note tells all of it. */
function verdict(rows: readonly ReachabilityRow[], view: DiagramView): Face | null {
  const groups = ORDER.map((verdict) => ({ verdict, of: rows.filter((row) => row[view] === verdict) })).filter(
    ({ of }) => of.length > 0,
  );
  const worst = groups[0];
  if (!worst) return null;
  const note = groups.map(({ verdict, of }) => {
    const reasons =
      verdict === "private" ? [] : of.flatMap((row) => row.blockedBy[view].map((one) => BLOCK_REASONS[one]));
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

const outFace = (passage: Passage, to: string, state: Face["state"]): Face =>
  passage
    ? face(`out ${passage.ports}`, `to ${passage.peer}`, state, `Lets HTTPS out to ${to}.`)
    : face("out: no rule", `to ${to}`, "blocked", `No rule of the workload's group lets HTTPS out to ${to}.`);

/** The rules that let a workload out: to each group of endpoints, and to each gateway endpoint's prefix list. */
function outRules(story: Story, id: string, client: SecurityGroupId, all: readonly Target[]): Item[] {
  const wanted = [...story.services.values()].flatMap(({ name, type }) => (type === "Gateway" ? name : []));
  const gateways = endpoints(story, "Gateway").filter(({ is }) => wanted.includes(is.serviceName));
  const lists = story.after.prefixLists.flatMap((list) => {
    const of = gateways.filter(({ is }) => is.serviceName === list.name);
    return of.length > 0 ? [{ list, there: of.some(({ was }) => was) }] : [];
  });
  const rules = [
    ...all.map((target) => ({
      key: target.key,
      to: target.label,
      there: target.there,
      before: wayOut(story, "before", client, target),
      after: wayOut(story, "after", client, target),
    })),
    ...lists.map(({ list, there }) => ({
      key: list.id,
      to: `the ${shortName(list.name, story.after.region)} prefix list`,
      there,
      before: wayOutTo(story, "before", client, list),
      after: wayOutTo(story, "after", client, list),
    })),
  ];
  const same = (a: Passage, b: Passage) => a && b && a.ports === b.ports && a.peer === b.peer;
  const distinct = rules.filter(
    (rule, i) => !rules.slice(0, i).some((other) => same(other.before, rule.before) && same(other.after, rule.after)),
  );
  return distinct.map(({ key, to, there, before, after }) => {
    const added = !before && after !== null;
    return {
      id: `${id}/out/${key}`,
      kind: "rule",
      faces: {
        before: before || there ? outFace(before, to, "existing") : null,
        after: outFace(after, to, added ? "added" : "existing"),
      },
      changes: added ? story.changesOf(`egress:${client}`) : [],
      children: [],
    };
  });
}

/** A client group's interfaces in some subnets, with its rules and what it can reach. */
export function clientCard(
  story: Story,
  cell: string,
  subnets: readonly Subnet[],
  client: SecurityGroupId,
  interfaces: readonly NetworkInterface[],
  all: readonly Target[],
): Item {
  const id = `${cell}/${client}`;
  const here = new Set<string>(subnets.map((subnet) => subnet.id));
  const rows = story.plan?.reachability.filter((row) => row.securityGroupId === client && here.has(row.subnetId)) ?? [];
  const verdicts = { before: verdict(rows, "before"), after: verdict(rows, "after") };
  const what = interfaces.length > 0 ? inhabitants(interfaces) : "nothing runs here yet";
  const self = face(groupName(story, client), what, "existing", client);
  const rules = outRules(story, id, client, all);
  return {
    id,
    kind: "workload",
    faces: { before: self, after: self },
    changes: rules.flatMap((rule) => rule.changes),
    children:
      rows.length > 0
        ? [{ id: `${id}/verdict`, kind: "verdict", faces: verdicts, changes: [], children: [] }, ...rules]
        : rules,
  };
}

/** Interfaces of a group that the plan cuts off. */
export function victimCard(
  story: Story,
  cell: string,
  group: SecurityGroupId,
  interfaces: readonly NetworkInterface[],
): Item {
  const id = `${cell}/${group}`;
  const name = groupName(story, group);
  const finding = story.plan?.findings.find(({ code }) => code === "blast-radius");
  const lost = face("loses access", "", "blocked", finding?.detail ?? "");
  return {
    id,
    kind: "workload",
    faces: {
      before: face(name, inhabitants(interfaces), "existing", group),
      after: face(name, inhabitants(interfaces), "blocked", group),
    },
    changes: [],
    children: [
      { id: `${id}/verdict`, kind: "verdict", faces: { before: null, after: lost }, changes: [], children: [] },
    ],
  };
}
