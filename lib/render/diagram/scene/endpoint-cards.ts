import { privateDnsWord } from "#lib/core/format/labels";
import { shortName } from "#lib/core/network/services/service";
import type { SecurityGroupId, Subnet, VpcEndpoint } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import { type Face, face, type Item, inBoth } from "../scene";
import type { DiagramView } from "../shape";
import { type AllowingRule, groupsLabel, ingressRule, type Target, targetKey } from "./rules";
import { endpoints, type Story } from "./story";

/** Rules of endpoints' groups drawn one by one. */
const MOST_RULES = 8;

const FAILED = new Set(["failed", "rejected", "expired", "partial"]);

/** Addresses of an endpoint's interfaces in these subnets. */
function addressesIn({ after }: Story, endpoint: VpcEndpoint, subnets: readonly Subnet[]): string[] {
  const own = new Set(endpoint.networkInterfaceIds);
  const here = new Set(subnets.map((subnet) => subnet.id));
  return after.networkInterfaces
    .filter((one) => own.has(one.id) && here.has(one.subnetId))
    .flatMap((one) => one.addresses[0]?.address ?? one.ipv6Addresses[0] ?? []);
}

function interfaceRow(
  story: Story,
  cell: string,
  subnets: readonly Subnet[],
  { was, is }: { was: VpcEndpoint | null; is: VpcEndpoint },
): Item {
  const here = new Set(subnets.map((subnet) => subnet.id));
  const there = was?.subnetIds.some((id) => here.has(id)) ? was : null;
  const changes = story.changesOf(is.id);
  const row = (endpoint: VpcEndpoint, addresses: string[], state: Face["state"]): Face => {
    const dns = `private DNS ${privateDnsWord(endpoint)}`;
    const usable = !FAILED.has(endpoint.state);
    return face(
      shortName(endpoint.serviceName, story.after.region),
      usable ? (addresses.length > 0 ? listed(addresses, 2) : "new address") : endpoint.state,
      usable ? state : "blocked",
      there ? `${endpoint.id}, ${endpoint.state}, ${dns}` : `new network interface, ${dns}`,
    );
  };
  return {
    id: `${cell}/${is.id}`,
    kind: "endpoint-interface",
    faces: {
      before: there && row(there, addressesIn(story, there, subnets), "existing"),
      after: row(is, addressesIn(story, is, subnets), there ? (changes.length > 0 ? "changed" : "existing") : "added"),
    },
    changes,
    children: [],
  };
}

/** Ingress: a row for each client; clients that one rule allows together share a row. */
export function inRules(story: Story, id: string, target: Target): Item[] {
  const changes = target.groups.after.flatMap((group) => story.changesOf(`ingress:${group}`));
  const rows = new Map<string, Item>();
  for (const client of story.clients) {
    const before = target.there ? ingressRule(story, "before", client, target) : null;
    const after = ingressRule(story, "after", client, target);
    const name = groupsLabel(story, [client]);
    const inFace = (passage: AllowingRule, state: Face["state"]): Face =>
      passage
        ? face(`in ${passage.ports}`, `from ${passage.peer}`, state, "Allows ingress.")
        : face("in: no rule", `from ${name}`, "blocked", `No rule of ${target.label} allows ingress from ${name}.`);
    const added = !before && after !== null;
    const shared = before && after && before.peer === after.peer ? `${after.ports} ${after.peer}` : client;
    rows.set(shared, {
      id: `${id}/in/${shared}`,
      kind: "rule",
      faces: {
        before: target.there ? inFace(before, "existing") : null,
        after: inFace(after, added ? "added" : "existing"),
      },
      changes: added ? changes : [],
      children: [],
    });
  }
  return firstOf([...rows.values()], `${id}/in/more`);
}

/** The first of many rules, those that are missing before others, and a row that counts the rest. */
function firstOf(rules: readonly Item[], id: string): Item[] {
  if (rules.length <= MOST_RULES) return [...rules];
  const isBlocked = ({ faces }: Item) => faces.after?.state === "blocked";
  const ordered = [...rules.filter(isBlocked), ...rules.filter((rule) => !isBlocked(rule))];
  const rest = ordered.slice(MOST_RULES - 1);
  const worst = rest.some(isBlocked)
    ? "blocked"
    : (rest.find(({ changes }) => changes.length > 0)?.faces.after?.state ?? "existing");
  const more = (view: DiagramView): Face | null => {
    const count = rest.filter(({ faces }) => faces[view]).length;
    return count > 0 ? face("in:", `${count} more groups`, view === "after" ? worst : "existing") : null;
  };
  const changes = [...new Set(rest.flatMap((rule) => rule.changes))];
  return [...ordered.slice(0, MOST_RULES - 1), { id, kind: "rule", faces: inBoth(more), changes, children: [] }];
}

type Members = { groups: SecurityGroupId[]; earlier: Set<SecurityGroupId>; interfaces: Item[]; changes: string[] };

/** The endpoints in some subnets by the groups they carry after the plan. */
function byGroups(story: Story, cell: string, subnets: readonly Subnet[]): [key: string, Members][] {
  const here = new Set(subnets.map((subnet) => subnet.id));
  const cards = new Map<string, Members>();
  for (const pair of endpoints(story, "Interface")) {
    if (!pair.is.subnetIds.some((id) => here.has(id))) continue;
    const key = targetKey(pair.is);
    const card = cards.get(key) ?? {
      groups: [...pair.is.securityGroupIds].sort(),
      earlier: new Set(),
      interfaces: [],
      changes: [],
    };
    card.interfaces.push(interfaceRow(story, cell, subnets, pair));
    for (const group of pair.was?.securityGroupIds ?? []) card.earlier.add(group);
    card.changes.push(...story.changesOf(pair.is.id));
    cards.set(key, card);
  }
  return [...cards].sort(([a], [b]) => (a < b ? -1 : 1));
}

function cardFaces(story: Story, { groups, earlier, interfaces }: Members): Item["faces"] {
  const note = "security group of VPC endpoints";
  const gained = groups.filter((group) => !earlier.has(group));
  const isNew = gained.some((group) => story.changesOf(group).length > 0) ? "new security group" : gained.join(", ");
  if (!interfaces.some(({ faces }) => faces.before)) {
    return { before: null, after: face(groupsLabel(story, groups), isNew, "added", note) };
  }
  const kept = [...earlier].sort();
  const before = face(groupsLabel(story, kept), kept.join(", "), "existing", note);
  if (gained.length === 0) return { before, after: before };
  const gains = `gains ${groupsLabel(story, gained)}`;
  return { before, after: face(groupsLabel(story, kept), gains, "changed", note) };
}

/** The endpoint interfaces in some subnets, a card for each set of groups they carry. */
export function endpointCards(story: Story, cell: string, subnets: readonly Subnet[], all: readonly Target[]): Item[] {
  return byGroups(story, cell, subnets).map(([key, members]) => {
    const id = `${cell}/endpoints/${key}`;
    const target = all.find((one) => one.key === key);
    const faces = cardFaces(story, members);
    const created = members.groups.flatMap((group) => story.changesOf(group));
    return {
      id,
      kind: "endpoint-group" as const,
      faces,
      changes: faces.after?.state === "changed" ? [...created, ...members.changes] : created,
      children: [...(target ? inRules(story, id, target) : []), ...members.interfaces],
    };
  });
}
