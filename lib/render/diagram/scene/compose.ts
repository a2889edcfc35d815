import { BLOCK_REASONS, NETWORK_ACL_REASONS } from "#lib/core/format/labels";
import { portsInWords } from "#lib/core/network/ports";
import { type Cell, type Face, face, type Item, type Link, lasting, type Scene } from "../scene";
import type { DiagramView } from "../shape";
import { cellsByZone } from "./cells";
import { outside, PRIVATE_LINK } from "./outside";
import { routing } from "./routing";
import { egressRule, ingressRule, type Target, targets } from "./rules";
import { nameOf, type Story } from "./story";

/** Within a subnet, then its zone, then the nearest zone: where a workload's arrow to some endpoints is drawn. */
function nearest(from: Cell, key: string, cells: readonly Cell[], zones: readonly string[]): Item | null {
  const zoneOf = (cell: Cell) => zones.indexOf(cell.zone);
  const distance = (cell: Cell) => (cell === from ? -1 : Math.abs(zoneOf(cell) - zoneOf(from)));
  const having = cells.flatMap((cell) => {
    const card = cell.item.children.find(({ id }) => id === `${cell.item.id}/endpoints/${key}`);
    return card ? [{ cell, card }] : [];
  });
  return having.sort((a, b) => distance(a.cell) - distance(b.cell) || zoneOf(a.cell) - zoneOf(b.cell))[0]?.card ?? null;
}

function ruleLink(story: Story, cell: Cell, client: Item, target: Target, card: Item): Link {
  const group = client.id.slice(cell.item.id.length + 1) as `sg-${string}`;
  const subnets = new Set<string>(cell.subnets.map(({ id }) => id));
  const ports = `tcp ${portsInWords(target.ports)}`;
  const faceIn = (view: DiagramView): Face | null => {
    if (!card.faces[view]) return null;
    const out = egressRule(story, view, group, target);
    const into = ingressRule(story, view, group, target);
    const reasons = story.reachability.flatMap((row) =>
      row.securityGroupId === group && subnets.has(row.subnetId) ? row.blockedBy[view] : [],
    );
    const acl = NETWORK_ACL_REASONS.filter((reason) => reasons.includes(reason)).map((reason) => BLOCK_REASONS[reason]);
    const blocked = [
      out ? [] : BLOCK_REASONS["client-egress"],
      into ? [] : BLOCK_REASONS["endpoint-ingress"],
      acl,
    ].flat();
    if (blocked.length > 0) return face(ports, "", "blocked", blocked.join("; "));
    const ruleAdded = !egressRule(story, "before", group, target) || !ingressRule(story, "before", group, target);
    const added = view === "after" && (ruleAdded || card.faces.after?.state === "added");
    return face(ports, "", added ? "added" : "existing");
  };
  const changes = [
    ...client.changes,
    ...card.children.filter(({ kind }) => kind === "rule").flatMap((rule) => rule.changes),
  ];
  return {
    id: `${client.id}→${card.id}`,
    kind: "rule",
    source: client.id,
    target: card.id,
    faces: { before: faceIn("before"), after: faceIn("after") },
    changes: [...new Set([...changes, ...card.changes])],
  };
}

function vpcItem({ before, after, changesOf }: Story, vpc: NonNullable<Story["before"]["vpc"]>): Item {
  const attribute = (
    kind: "enable-dns-support" | "enable-dns-hostnames",
    name: string,
    was: boolean,
    is: boolean,
  ): Item => {
    const changes = changesOf(kind);
    const say = (on: boolean) => face(name, on ? "on" : "off");
    return {
      id: kind,
      kind: "attribute",
      faces: { before: say(was), after: { ...say(is), state: changes.length > 0 ? "changed" : "existing" } },
      changes,
      children: [],
    };
  };
  const is = after.vpc ?? vpc;
  return {
    id: "vpc",
    kind: "vpc",
    faces: lasting(face(nameOf(vpc), `${vpc.cidrs.join(", ")} · ${before.accountId}`, "existing", vpc.id), []),
    changes: [],
    children: [
      attribute("enable-dns-support", "DNS resolution", vpc.enableDnsSupport, is.enableDnsSupport),
      attribute("enable-dns-hostnames", "DNS hostnames", vpc.enableDnsHostnames, is.enableDnsHostnames),
    ],
  };
}

/** Everything that the picture shows; null when there is no VPC. */
export function compose(story: Story): Scene | null {
  const { vpc } = story.before;
  if (!vpc) return null;
  const all = targets(story);
  const byZone = cellsByZone(story, all);
  const zones = [...byZone.keys()];
  const cells = [...byZone.values()].flat();
  const zoneIds = new Map(story.before.subnets.map((subnet) => [subnet.availabilityZone, subnet.availabilityZoneId]));

  const crowded = cells.some(({ tier, subnets }) => tier === "more" || subnets.length > 1);
  const routed = routing(story, crowded ? cells.filter(({ item }) => item.children.length > 0) : cells);
  const outer = outside(story, routed.exits);

  const arrows = cells.flatMap((cell) =>
    cell.item.children.flatMap((card) =>
      all.flatMap((target) => {
        if (!story.clients.some((client) => card.id === `${cell.item.id}/${client}`)) return [];
        const to = nearest(cell, target.key, cells, zones);
        return to ? [ruleLink(story, cell, card, target, to)] : [];
      }),
    ),
  );
  const trunks = cells.flatMap(({ item }) =>
    item.children
      .filter(({ kind }) => kind === "endpoint-group")
      .map((card): Link => {
        const own = card.children.filter(({ kind }) => kind === "endpoint-interface");
        const before = own.some(({ faces }) => faces.before);
        return {
          id: `${card.id}/${PRIVATE_LINK}`,
          kind: "private-link",
          source: card.id,
          target: PRIVATE_LINK,
          faces: {
            before: before ? face("PrivateLink") : null,
            after: face("PrivateLink", "", before ? "existing" : "added"),
          },
          changes: own.flatMap(({ changes }) => changes),
        };
      }),
  );
  return {
    vpc: vpcItem(story, vpc),
    zones: [...byZone].map(([zone, own]) => {
      const self = face(zone, zoneIds.get(zone) ?? "");
      return {
        item: { id: `zone/${zone}`, kind: "zone", faces: lasting(self, []), changes: [], children: [] },
        cells: own,
      };
    }),
    routeTables: routed.routeTables,
    gateways: routed.gateways,
    services: outer.services,
    links: [...routed.links, ...arrows, ...trunks, ...outer.links],
  };
}
