/** Routes that take packets away from an endpoint. */
import { addressesOfAll, type Family, type IntervalSet, overlaps, union } from "#lib/core/network/intervals";
import type { NetworkIndex } from "#lib/core/network/network-index";
import type { RequestedService } from "#lib/core/network/services/service";
import type { Route, SubnetId } from "#lib/core/network/snapshot";
import { gatewaysOn, type Resolution } from "./dns-resolution";

/** Where packets are to go: the addresses of the endpoints, or the entries of the gateway's prefix list. */
function destinations(
  index: NetworkIndex,
  { offer }: RequestedService,
  resolution: Resolution,
  subnetId: SubnetId,
  family: Family,
): { addresses: IntervalSet; own: ReadonlySet<string | null> } | null {
  if (resolution.kind === "endpoints") {
    const all = resolution.targets.flatMap(({ endpoint }) => [...index.addressesOf(endpoint, family).values()]);
    return { addresses: union(all), own: new Set() };
  }
  if (resolution.kind !== "public") return null;
  const gateways = gatewaysOn(resolution.gateways, index.routeTableOf(subnetId));
  const list = index.snapshot.prefixLists.find(({ name }) => name === offer.name);
  if (gateways.length === 0 || !list?.entries) return null;
  return { addresses: addressesOfAll(list.entries, family), own: new Set(gateways.map(({ id }) => id)) };
}

/** The routes of a subnet's table that win over the local route, or over a gateway's, for some of the addresses. */
export function otherRoutes(
  index: NetworkIndex,
  service: RequestedService,
  resolution: Resolution,
  subnetId: SubnetId,
  family: Family,
): Route[] {
  const sought = destinations(index, service, resolution, subnetId, family);
  if (!sought) return [];
  const routes = (index.routeTableOf(subnetId)?.routes ?? []).filter(
    ({ target, targetId }) => target !== "local" && !sought.own.has(targetId),
  );
  if (resolution.kind === "endpoints") {
    const { chosen, undecided } = index.routesOf(index.routeTableOf(subnetId), family);
    const taken = chosen.filter(
      ({ route, addresses }) => route.target !== "local" && overlaps(addresses, sought.addresses),
    );
    return overlaps(undecided, sought.addresses) ? routes : taken.map(({ route }) => route);
  }
  const gatewayRoutes = [...sought.own].map((targetId): Route => {
    const list = index.snapshot.prefixLists.find(({ name }) => name === service.offer.name);
    return { destination: list?.id ?? "", target: "vpc-endpoint", targetId, active: true };
  });
  const { chosen, undecided } = index.routesWith([...routes, ...gatewayRoutes.slice(0, 1)], family);
  if (overlaps(undecided, sought.addresses)) return routes.filter(({ destination }) => destination.startsWith("pl-"));
  return chosen
    .filter(({ route, addresses }) => routes.includes(route) && overlaps(addresses, sought.addresses))
    .map(({ route }) => route);
}
