import type { Route, RouteTable, RouteTargetKind, VpcEndpoint } from "#lib/core/network";
import { shortName } from "#lib/core/service";
import { counted } from "../words";
import { type Cell, face, type Item, type Link, lasting } from "./scene";
import { endpoints, nameOf, type Story } from "./story";

const GATEWAYS: Record<RouteTargetKind, string> = {
  local: "Local",
  "nat-gateway": "NAT gateway",
  "internet-gateway": "Internet gateway",
  "egress-only-internet-gateway": "Egress-only gateway",
  "transit-gateway": "Transit gateway",
  "vpn-gateway": "VPN gateway",
  instance: "NAT instance",
  "network-interface": "Network interface",
  "vpc-endpoint": "Firewall endpoint",
  "vpc-peering": "VPC peering",
  "carrier-gateway": "Carrier gateway",
  "local-gateway": "Local gateway",
  "core-network": "Core network",
  none: "Nowhere",
};

type Pair = { was: VpcEndpoint | null; is: VpcEndpoint };
export type Routing = { routeTables: Item[]; gateways: Item[]; links: Link[]; exits: string[] };

const gatewayId = (route: Route): string => `gateway/${route.targetId ?? route.target}`;

const defaultRoutes = (table: RouteTable): Route[] =>
  table.routes.filter(({ destination, target }) => destination === "0.0.0.0/0" && target !== "none");

function tableItem(story: Story, table: RouteTable, pairs: readonly Pair[], subnetCount: number): Item {
  const id = table.id;
  const ways = defaultRoutes(table).map((route): Item => {
    const self = face(
      route.destination,
      `→ ${GATEWAYS[route.target]}`,
      route.active ? "existing" : "blocked",
      route.active ? (route.targetId ?? "") : "blackhole",
    );
    return { id: `${id}/${route.destination}`, kind: "route", faces: lasting(self, []), changes: [], children: [] };
  });
  const lists = pairs.map(({ was, is }): Item => {
    const there = was?.routeTableIds.includes(id) ?? false;
    const name = shortName(is.serviceName, story.after.region);
    const self = face(`${name} prefix list`, "→ gateway endpoint", "existing", is.serviceName);
    return {
      id: `${id}/${is.id}`,
      kind: "route",
      faces: { before: there ? self : null, after: { ...self, state: there ? "existing" : "added" } },
      changes: there ? [] : story.changesOf(is.id),
      children: [],
    };
  });
  const about = `${table.main ? "main · " : ""}${counted(subnetCount, "subnet")}`;
  return {
    id,
    kind: "route-table",
    faces: lasting(face(nameOf(table), about, "existing", id), []),
    changes: [],
    children: [...ways, ...lists],
  };
}

function link(id: string, kind: Link["kind"], source: Item, target: Item, label: string): Link {
  const both = (view: "before" | "after") => {
    const [from, to] = [source.faces[view], target.faces[view]];
    if (!from || !to) return null;
    const state =
      from.state === "added" || to.state === "added" ? "added" : from.state === "blocked" ? "blocked" : "existing";
    return face(label, "", state);
  };
  return {
    id,
    kind,
    source: source.id,
    target: target.id,
    faces: { before: both("before"), after: both("after") },
    changes: source.changes,
  };
}

/** The NAT gateway's interface tells in which subnet it stands, and so through which gateway it goes on. */
function natGateway(story: Story, route: Route) {
  const own = story.before.networkInterfaces.find(
    (one) => one.interfaceType === "nat_gateway" && route.targetId !== null && one.description.includes(route.targetId),
  );
  const subnet = story.before.subnets.find(({ id }) => id === own?.subnetId);
  const onward = subnet && story.routeTableOf(subnet.id)?.routes.find(({ target }) => target === "internet-gateway");
  return { where: subnet ? `in ${nameOf(subnet)}` : "", onward };
}

/** Route tables of the subnets shown, the gateways that their default routes lead to, and gateway endpoints. */
export function routing(story: Story, cells: readonly Cell[]): Routing {
  const pairs = endpoints(story, "Gateway");
  const links: Link[] = [];
  const tables = new Map<string, Item>();
  const gateways = new Map<string, Item>();
  const exits = new Set<string>();

  const gateway = (route: Route): Item => {
    const id = gatewayId(route);
    const known = gateways.get(id);
    if (known) return known;
    const nat = route.target === "nat-gateway" ? natGateway(story, route) : null;
    const self = face(GATEWAYS[route.target], nat?.where || (route.targetId ?? ""), "existing", route.targetId ?? "");
    const item: Item = { id, kind: "gateway", faces: lasting(self, []), changes: [], children: [] };
    gateways.set(id, item);
    if (nat?.onward) links.push(link(`${id}/onward`, "route", item, gateway(nat.onward), "0.0.0.0/0"));
    else exits.add(id);
    return item;
  };
  const endpointItems = pairs.map(({ was, is }): Item => {
    const name = shortName(is.serviceName, story.after.region);
    const self = face(
      `${name} gateway`,
      was ? is.id : "new endpoint",
      "existing",
      counted(is.routeTableIds.length, "route table"),
    );
    const changes = story.changesOf(is.id);
    const state = was ? (changes.length > 0 ? "changed" : "existing") : "added";
    return {
      id: is.id,
      kind: "gateway-endpoint",
      faces: { before: was && self, after: { ...self, state } },
      changes,
      children: [],
    };
  });

  for (const cell of cells) {
    for (const table of new Set(cell.subnets.flatMap(({ id }) => story.routeTableOf(id) ?? []))) {
      const known = tables.get(table.id);
      const inUse = pairs.filter(({ was, is }) =>
        [...is.routeTableIds, ...(was?.routeTableIds ?? [])].includes(table.id),
      );
      const count = story.before.subnets.filter(({ id }) => story.routeTableOf(id)?.id === table.id).length;
      const item = known ?? tableItem(story, table, inUse, count);
      tables.set(table.id, item);
      links.push(link(`${cell.item.id}/${table.id}`, "association", cell.item, item, "uses"));
      if (known) continue;
      for (const route of defaultRoutes(table)) {
        const row = item.children.find(({ id }) => id === `${table.id}/${route.destination}`);
        if (row) links.push(link(`${row.id}/to`, "route", row, gateway(route), route.destination));
      }
      for (const endpoint of endpointItems) {
        const row = item.children.find(({ id }) => id === `${table.id}/${endpoint.id}`);
        if (row) links.push(link(`${row.id}/to`, "route", row, endpoint, "prefix list"));
      }
    }
  }
  return {
    routeTables: [...tables.values()],
    gateways: [...gateways.values(), ...endpointItems],
    links,
    exits: [...exits],
  };
}
