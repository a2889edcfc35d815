import { shortName } from "#lib/core/network/services/service";
import type { Route, RouteTable, RouteTargetKind, VpcEndpoint } from "#lib/core/network/snapshot";
import { counted } from "#lib/core/text/phrases";
import { type Cell, face, type Item, type Link, lasting } from "../scene";
import type { DiagramView } from "../shape";
import { endpoints, nameOf, type Story } from "./story";

/** Above this, route tables are drawn as one, and gateways of a kind as one. */
const MOST_TABLES = 8;

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
/** `exits`: the gateways that lead out of the VPC. */
export type Routing = { routeTables: Item[]; gateways: Item[]; links: Link[]; exits: string[] };
/** Route tables drawn as one box. */
type Group = { id: string; tables: RouteTable[] };

const defaultRoutes = (tables: readonly RouteTable[]): Route[] =>
  tables.flatMap(({ routes }) =>
    routes.filter(({ destination, target }) => destination === "0.0.0.0/0" && target !== "none"),
  );

const times = (count: number): string => (count > 1 ? ` (${count})` : "");

/** A row for each kind of target of the default routes. */
function routeRows({ id, tables }: Group): Item[] {
  const routes = defaultRoutes(tables);
  return [...new Set(routes.map(({ target }) => target))].map((target): Item => {
    const own = routes.filter((route) => route.target === target);
    const active = own.some((route) => route.active);
    const note = active ? "" : "blackhole";
    const self = face("0.0.0.0/0", `→ ${GATEWAYS[target]}${times(own.length)}`, active ? "existing" : "blocked", note);
    return { id: `${id}/${target}`, kind: "route", faces: lasting(self, []), changes: [], children: [] };
  });
}

/** A row for each gateway endpoint with a route in these tables. */
function listRows(story: Story, { id, tables }: Group, pairs: readonly Pair[]): Item[] {
  return pairs.flatMap(({ was, is }): Item[] => {
    const own = new Set<string>(tables.map((table) => table.id));
    const count = { before: was?.routeTableIds.filter((table) => own.has(table)).length ?? 0, after: 0 };
    count.after = is.routeTableIds.filter((table) => own.has(table)).length;
    if (count.after === 0) return [];
    const label = `${shortName(is.serviceName, story.after.region)} prefix list`;
    const self = (view: DiagramView) => face(label, `→ endpoint${times(count[view])}`, "existing", is.serviceName);
    const grown = count.after > count.before;
    const state = !grown ? "existing" : count.before > 0 ? "changed" : "added";
    return [
      {
        id: `${id}/${is.id}`,
        kind: "route",
        faces: { before: count.before > 0 ? self("before") : null, after: { ...self("after"), state } },
        changes: grown ? story.changesOf(is.id) : [],
        children: [],
      },
    ];
  });
}

function tableItem(story: Story, group: Group, pairs: readonly Pair[]): Item {
  const { id, tables } = group;
  const [first] = tables;
  const ids = new Set(tables.map((table) => table.id));
  const used = story.before.subnets.filter((subnet) => ids.has(story.routeTableOf(subnet.id)?.id ?? "rtb-"));
  const label = first && tables.length === 1 ? nameOf(first) : counted(tables.length, "route table");
  const about = `${first?.main && tables.length === 1 ? "main · " : ""}${counted(used.length, "subnet")}`;
  const note = tables.length === 1 ? id : "";
  const self = face(label, about, "existing", note);
  const children = [...routeRows(group), ...listRows(story, group, pairs)];
  return { id, kind: "route-table", faces: lasting(self, []), changes: [], children };
}

function link(id: string, kind: Link["kind"], source: Item, target: Item, label: string): Link {
  const both = (view: DiagramView) => {
    const [from, to] = [source.faces[view], target.faces[view]];
    if (!from || !to) return null;
    const blocked = from.state === "blocked" ? "blocked" : "existing";
    return face(label, "", from.state === "added" || to.state === "added" ? "added" : blocked);
  };
  const faces = { before: both("before"), after: both("after") };
  return { id, kind, source: source.id, target: target.id, faces, changes: source.changes };
}

/** The subnet of a NAT gateway's interface gives the gateway that it uses itself. */
function natGateway(story: Story, { targetId }: Route): { where: string; onward: Route | undefined } {
  const own = story.before.networkInterfaces.find(
    (one) => one.interfaceType === "nat_gateway" && targetId !== null && one.description.includes(targetId),
  );
  const subnet = story.before.subnets.find(({ id }) => id === own?.subnetId);
  const onward = subnet && story.routeTableOf(subnet.id)?.routes.find(({ target }) => target === "internet-gateway");
  return { where: subnet ? `in ${nameOf(subnet)}` : "", onward };
}

/** The gateways that routes lead to, each created when it is first asked for. */
function gatewaysOf(story: Story, routes: readonly Route[], together: boolean) {
  const items = new Map<string, Item>();
  const links: Link[] = [];
  const exits = new Set<string>();
  const to = (route: Route): Item => {
    const id = `gateway/${together ? route.target : (route.targetId ?? route.target)}`;
    const known = items.get(id);
    if (known) return known;
    const alike = new Set(routes.filter(({ target }) => target === route.target).map(({ targetId }) => targetId)).size;
    const nat = route.target === "nat-gateway" ? natGateway(story, route) : null;
    const kind = GATEWAYS[route.target];
    const self =
      together && alike > 1
        ? face(counted(alike, kind))
        : face(kind, nat?.where || (route.targetId ?? ""), "existing", route.targetId ?? "");
    const item: Item = { id, kind: "gateway", faces: lasting(self, []), changes: [], children: [] };
    items.set(id, item);
    if (nat?.onward) links.push(link(`${id}/onward`, "route", item, to(nat.onward), "0.0.0.0/0"));
    else exits.add(id);
    return item;
  };
  return { to, items, links, exits };
}

function gatewayEndpoint(story: Story, { was, is }: Pair): Item {
  const changes = story.changesOf(is.id);
  const label = `${shortName(is.serviceName, story.after.region)} gateway`;
  const self = face(label, was ? is.id : "new endpoint", "existing", counted(is.routeTableIds.length, "route table"));
  const state = was ? (changes.length > 0 ? "changed" : "existing") : "added";
  const faces = { before: was && self, after: { ...self, state } as const };
  return { id: is.id, kind: "gateway-endpoint", faces, changes, children: [] };
}

/** Route tables of the subnets shown, the gateways that their default routes lead to, and gateway endpoints. */
export function routing(story: Story, cells: readonly Cell[]): Routing {
  const pairs = endpoints(story, "Gateway");
  const tablesOf = (cell: Cell) => [...new Set(cell.subnets.flatMap(({ id }) => story.routeTableOf(id) ?? []))];
  const tables = [...new Set(cells.flatMap(tablesOf))];
  const together = tables.length > MOST_TABLES;
  const groups: Group[] = together
    ? [{ id: "route-tables", tables }]
    : tables.map((table) => ({ id: table.id, tables: [table] }));

  const gateways = gatewaysOf(story, defaultRoutes(tables), together);
  const endpointItems = new Map(pairs.map((pair) => [pair.is.id, gatewayEndpoint(story, pair)]));
  const links: Link[] = [];
  const routeTables = groups.map((group) => {
    const item = tableItem(story, group, pairs);
    for (const cell of cells) {
      if (!tablesOf(cell).some((table) => group.tables.includes(table))) continue;
      links.push(link(`${cell.item.id}/${item.id}`, "association", cell.item, item, "uses"));
    }
    for (const row of item.children) {
      const own = defaultRoutes(group.tables).filter(({ target }) => row.id === `${item.id}/${target}`);
      const targets = new Set(own.map(gateways.to));
      for (const target of targets) links.push(link(`${row.id}/to/${target.id}`, "route", row, target, "0.0.0.0/0"));
      for (const [id, endpoint] of endpointItems) {
        if (row.id === `${item.id}/${id}`) links.push(link(`${row.id}/to`, "route", row, endpoint, "prefix list"));
      }
    }
    return item;
  });
  return {
    routeTables,
    gateways: [...gateways.items.values(), ...endpointItems.values()],
    links: [...links, ...gateways.links],
    exits: [...gateways.exits],
  };
}
