import { BLOCK_REASONS } from "#lib/core/format/labels";
import { networkAclOf } from "#lib/core/network/network-acl";
import { subnetKind } from "#lib/core/network/routes/subnet-kind";
import type { RouteTable, Subnet } from "#lib/core/network/snapshot";
import { counted } from "#lib/core/text/phrases";
import { type Cell, type Face, face, type Item, inBoth, lasting, TIERS, type Tier } from "../scene";
import type { DiagramView } from "../shape";
import { endpointCards } from "./endpoint-cards";
import type { Target } from "./rules";
import { nameOf, type Story } from "./story";
import { workloadSummary } from "./subnet-workloads";
import { workloadCards } from "./workloads";

/** Above this many boxes in the picture, subnets of a zone are drawn as one. */
const MOST_CELLS = 12;

/** A subnet's default route, as text. */
function defaultRouteOf(table: RouteTable | undefined): string {
  const kind = subnetKind(table);
  if (kind !== "private") return kind;
  const target = table?.routes.find(({ active, destination }) => active && destination === "0.0.0.0/0")?.target;
  return target === "nat-gateway" ? "via NAT" : target ? `via ${target.replaceAll("-", " ")}` : "private";
}

function cards(story: Story, id: string, subnets: readonly Subnet[], all: readonly Target[]): Item[] {
  return [...workloadCards(story, id, subnets, all), ...endpointCards(story, id, subnets, all)];
}

/** The network ACL at the edge of subnets: always of those where something happens, of others only if it is not the default one. */
function aclItem(story: Story, id: string, subnets: readonly Subnet[], busy: boolean): Item | null {
  const acls = [...new Set(subnets.flatMap((subnet) => networkAclOf(story.before, subnet.id) ?? []))];
  const [acl, another] = acls;
  if (!acl || (!busy && acls.every(({ isDefault }) => isDefault))) return null;
  const here = new Set<string>(subnets.map((subnet) => subnet.id));
  const rows = story.reachability.filter(({ subnetId }) => here.has(subnetId));
  const faceIn = (view: DiagramView): Face => {
    const found = new Set(rows.flatMap(({ blockedBy }) => blockedBy[view]));
    const own = (["client-nacl-out", "client-nacl-in"] as const).filter((reason) => found.has(reason));
    const stops = own.length > 0 || (view === "after" && acls.some((one) => story.blockingAcls.has(one)));
    const note = own.length > 0 ? own.map((reason) => BLOCK_REASONS[reason]).join("; ") : "";
    const name = acl.isDefault && !acl.tags.Name ? "Default network ACL" : `Network ACL ${nameOf(acl)}`;
    const label = another ? counted(acls.length, "network ACL") : name;
    return face(
      label,
      stops ? "blocks" : "",
      stops ? "blocked" : "existing",
      [acl.id, note].filter(Boolean).join(": "),
    );
  };
  return { id: `${id}/acl`, kind: "network-acl", faces: inBoth(faceIn), changes: [], children: [] };
}

function oneSubnet(story: Story, subnet: Subnet, all: readonly Target[]): Cell {
  const table = story.routeTableOf(subnet.id);
  const children = cards(story, subnet.id, [subnet], all);
  const others = story.interfacesIn(subnet.id).length;
  const about = [
    subnet.cidr ?? subnet.ipv6Cidrs[0],
    defaultRouteOf(table),
    children.length === 0 && others > 0 ? workloadSummary(story.interfacesIn(subnet.id)) : "",
  ];
  return {
    item: {
      id: subnet.id,
      kind: "subnet",
      faces: lasting(face(nameOf(subnet), about.filter(Boolean).join(" · "), "existing", subnet.id), []),
      changes: [],
      children,
    },
    acl: aclItem(story, subnet.id, [subnet], children.length > 0),
    tier: subnetKind(table),
    zone: subnet.availabilityZone,
    subnets: [subnet],
  };
}

/** Several subnets of a zone as one box. */
function severalSubnets(
  story: Story,
  id: string,
  subnets: Subnet[],
  label: string,
  all: readonly Target[] | null,
): Cell {
  const tiers = subnets.map(({ id }): Tier => subnetKind(story.routeTableOf(id)));
  const about = TIERS.map((tier) => ({ tier, count: tiers.filter((one) => one === tier).length }))
    .filter(({ count }) => count > 0)
    .map(({ tier, count }) => `${count} ${tier}`)
    .join(" · ");
  const note = subnets.map(nameOf).join(", ");
  return {
    item: {
      id,
      kind: "subnet",
      faces: lasting(face(label, about, "existing", note), []),
      changes: [],
      children: all ? cards(story, id, subnets, all) : [],
    },
    acl: all ? aclItem(story, id, subnets, true) : null,
    tier: all ? (TIERS.find((tier) => tiers.includes(tier) && tier !== "public") ?? "public") : "more",
    zone: subnets[0]?.availabilityZone ?? "",
    subnets,
  };
}

const byAddress = (a: Subnet, b: Subnet): number =>
  (a.cidr ?? "").localeCompare(b.cidr ?? "", "en", { numeric: true }) || (a.id < b.id ? -1 : 1);

/** The subnets of a zone as boxes. Those in which nothing of the plan happens become one; without a plan, where there are many. */
export function cellsByZone(story: Story, all: readonly Target[]): Map<string, Cell[]> {
  const zones = new Map<string, Subnet[]>();
  for (const subnet of [...story.before.subnets].sort(byAddress)) {
    zones.set(subnet.availabilityZone, [...(zones.get(subnet.availabilityZone) ?? []), subnet]);
  }
  const ordered = [...zones].sort(([a], [b]) => (a < b ? -1 : 1));
  const single = ordered.map(
    ([zone, subnets]) => [zone, subnets.map((subnet) => oneSubnet(story, subnet, all))] as const,
  );
  if (!story.plan && story.before.subnets.length <= MOST_CELLS) return new Map(single);

  const busy = (cell: Cell) => cell.item.children.length > 0;
  const crowded = single.reduce((sum, [, cells]) => sum + cells.filter(busy).length, 0) > MOST_CELLS;
  return new Map(
    single.map(([zone, cells]) => {
      const used = cells.filter(busy);
      const rest = cells.filter((cell) => !busy(cell));
      const shown =
        crowded && used.length > 1
          ? [
              severalSubnets(
                story,
                `${zone}/used`,
                used.flatMap((cell) => cell.subnets),
                counted(used.length, "subnet"),
                all,
              ),
            ]
          : used;
      if (rest.length < 2) return [zone, [...shown, ...rest]];
      const label = `${rest.length} ${shown.length > 0 ? "more subnets" : "subnets"}`;
      return [
        zone,
        [
          ...shown,
          severalSubnets(
            story,
            `${zone}/rest`,
            rest.flatMap((cell) => cell.subnets),
            label,
            null,
          ),
        ],
      ];
    }),
  );
}
