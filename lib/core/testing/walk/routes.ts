/** The route of one address. */
import type { Route, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { type Address, block, isIn } from "./address";

export type Routed = { route: Route } | "tie" | "nowhere";

export function tableOf(network: Snapshot, subnet: SubnetId) {
  return network.routeTables.find((t) => t.subnetIds.includes(subnet)) ?? network.routeTables.find((t) => t.main);
}

export function entriesOf(network: Snapshot, id: string): string[] {
  return network.prefixLists.find((list) => list.id === id)?.entries ?? [];
}

const isLocal = ({ target }: Route) => target === "local";
const isList = ({ destination }: Route) => destination.startsWith("pl-");

/** How long the prefix is by which a route holds an address; -1: it does not. */
function hold(network: Snapshot, route: Route, address: Address): number {
  const cidrs = isList(route) ? entriesOf(network, route.destination) : [route.destination];
  return Math.max(-1, ...cidrs.filter((cidr) => isIn(address, cidr)).map((cidr) => block(cidr).length));
}

/** The route that an address takes, of those listed and of the VPC's own local ones. */
export function routeFor(network: Snapshot, listed: readonly Route[], address: Address): Routed {
  const own = [...(network.vpc?.cidrs ?? []), ...(network.vpc?.ipv6Cidrs ?? [])]
    .filter((cidr) => !listed.some(({ destination }) => destination === cidr))
    .map((cidr): Route => ({ destination: cidr, target: "local", targetId: "local", active: true }));
  const holding = [...listed, ...own]
    .map((route) => ({ route, length: hold(network, route, address) }))
    .filter(({ length }) => length >= 0);
  const atHome = holding.some(({ route }) => isLocal(route));
  const valid = holding.filter(({ route }) => !(atHome && route.propagated));
  const longest = Math.max(...valid.map(({ length }) => length));
  const best = valid.filter(({ length }) => length === longest).map(({ route }) => route);
  const local = best.find(isLocal);
  if (local) return { route: local };
  const fixed = best.find((route) => !isList(route) && !route.propagated);
  if (fixed) return { route: fixed };
  const lists = best.filter(isList);
  const [first] = lists;
  if (first) {
    const apart = lists.some(({ target, targetId }) => target !== first.target || targetId !== first.targetId);
    return apart ? "tie" : { route: first };
  }
  const learnt = best.find(({ propagated }) => propagated);
  return learnt ? { route: learnt } : "nowhere";
}
