import type { NetworkInterface, SecurityGroupId, Subnet } from "#lib/core/network/snapshot";
import { type Face, face, type Item } from "../scene";
import { outRules } from "./out-rules";
import type { Target } from "./rules";
import { groupName, type Story } from "./story";
import { workloadSummary } from "./subnet-workloads";
import { verdict } from "./verdict";

/** Workloads drawn one by one in a box; the rest of them as one. */
const MOST_CLIENTS = 6;
const MOST_OTHERS = 3;

type ScriptContext = { story: Story; id: string; subnets: readonly Subnet[]; interfaces: readonly NetworkInterface[] };

const verdictRow = (id: string, faces: Item["faces"]): Item => ({
  id: `${id}/verdict`,
  kind: "verdict",
  faces,
  changes: [],
  children: [],
});

function rowsOf({ story, subnets }: ScriptContext, clients: readonly SecurityGroupId[]) {
  const here = new Set<string>(subnets.map(({ id }) => id));
  const some = new Set<string>(clients);
  return story.reachability.filter((row) => some.has(row.securityGroupId) && here.has(row.subnetId));
}

/** Interfaces of client groups, with what they can reach and, of a single group, its egress rules. */
function clientCard(place: ScriptContext, clients: readonly SecurityGroupId[], all: readonly Target[]): Item {
  const { story, interfaces } = place;
  const [only, another] = clients;
  const single = only && !another ? only : null;
  const id = `${place.id}/${single ?? "more-clients"}`;
  const of = interfaces.filter((one) => one.securityGroupIds.some((group) => clients.includes(group)));
  const rows = rowsOf(place, clients);
  const what = of.length > 0 ? workloadSummary(of) : "nothing runs here yet";
  const label = single ? groupName(story, single) : `${clients.length} more groups`;
  const self = face(label, what, "existing", clients.join(", "));
  const verdicts = { before: verdict(rows, "before"), after: verdict(rows, "after") };
  const rules = single ? outRules(story, id, single, all) : [];
  return {
    id,
    kind: "workload",
    faces: { before: self, after: self },
    changes: single
      ? rules.flatMap((rule) => rule.changes)
      : clients.flatMap((client) => story.changesOf(`egress:${client}`)),
    children: rows.length > 0 ? [verdictRow(id, verdicts), ...rules] : rules,
  };
}

/** Interfaces of other groups that lose access by the plan. */
function affectedCard(
  { story, id: place }: ScriptContext,
  groups: readonly SecurityGroupId[],
  of: readonly NetworkInterface[],
): Item {
  const [only, another] = groups;
  const single = only && !another ? only : null;
  const id = `${place}/${single ?? "more-cut-off"}`;
  const label = single ? groupName(story, single) : `${groups.length} more groups`;
  const self = (state: Face["state"]) => face(label, workloadSummary(of), state, groups.slice(0, 20).join(", "));
  const lost = face("loses access", "", "blocked", story.lossesOf(of));
  return {
    id,
    kind: "workload",
    faces: { before: self("existing"), after: self("blocked") },
    changes: [],
    children: [verdictRow(id, { before: null, after: lost })],
  };
}

/** The first few one by one, the others together. */
function portions<T>(list: readonly T[], most: number): T[][] {
  if (list.length <= most) return list.map((one) => [one]);
  return [...list.slice(0, most - 1).map((one) => [one]), list.slice(most - 1)];
}

function affectedCards(place: ScriptContext): Item[] {
  const { story, interfaces } = place;
  const byGroup = new Map<SecurityGroupId, NetworkInterface[]>();
  for (const one of interfaces) {
    const [group] = one.securityGroupIds;
    if (!group || !story.cutOff.has(one.id) || one.securityGroupIds.some((id) => story.clients.includes(id))) continue;
    byGroup.set(group, [...(byGroup.get(group) ?? []), one]);
  }
  return portions([...byGroup.keys()].sort(), MOST_OTHERS).map((groups) =>
    affectedCard(
      place,
      groups,
      groups.flatMap((group) => byGroup.get(group) ?? []),
    ),
  );
}

/** The workloads in some subnets: the plan's clients and who loses access by it; without a plan those cut off and the largest groups. */
export function workloadCards(story: Story, id: string, subnets: readonly Subnet[], all: readonly Target[]): Item[] {
  const interfaces = subnets.flatMap((subnet) => story.interfacesIn(subnet.id));
  const place: ScriptContext = { story, id, subnets, interfaces };
  const counts = new Map<SecurityGroupId, number>();
  for (const group of interfaces.flatMap((one) => one.securityGroupIds))
    counts.set(group, (counts.get(group) ?? 0) + 1);
  if (!story.plan) {
    const largest = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([group]) => group);
    const checked = new Set(story.clients);
    const cutOff = new Set<string>(
      rowsOf(place, story.clients)
        .filter(({ after }) => after === "none" || after === "partial")
        .map(({ securityGroupId }) => securityGroupId),
    );
    const rank = (group: SecurityGroupId) => (cutOff.has(group) ? 0 : checked.has(group) ? 1 : 2);
    const worstFirst = largest.toSorted((a, b) => rank(a) - rank(b));
    return portions(worstFirst, checked.size > 0 ? MOST_CLIENTS : MOST_OTHERS).map((groups) =>
      clientCard(place, groups, groups.every((group) => checked.has(group)) ? all : []),
    );
  }
  const candidates = new Set(story.plan.intent.subnetIds);
  const expected = subnets.some((subnet) => candidates.has(subnet.id));
  const clients = story.clients.filter(
    (client) => counts.has(client) || (expected && story.clientsWithoutInterfaces.has(client)),
  );
  return [...portions(clients, MOST_CLIENTS).map((some) => clientCard(place, some, all)), ...affectedCards(place)];
}
