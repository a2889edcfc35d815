/** The path through a gateway endpoint. */
import {
  addressesOfAll,
  allAddresses,
  type Family,
  type IntervalSet,
  NO_ADDRESSES,
  overlaps,
} from "#lib/core/network/intervals";
import type { NetworkIndex } from "#lib/core/network/network-index";
import { RETURN_PORTS } from "#lib/core/network/ports";
import type { PrefixList, Route, Subnet, VpcEndpoint } from "#lib/core/network/snapshot";
import { memoizeByArguments } from "#lib/core/text/memoize";
import { asFarAs, type Leg, type NetworkPath, type NetworkPaths, networkPath, unknownPath } from "./network-path";
import { aclPassages, oneAddressPasses, publicAddressesFrom, somewhereOut } from "./public-path";

/** The addresses that take the gateway's route from a subnet, and those of which AWS decides at random. */
function routedTo(
  index: NetworkIndex,
  subnet: Subnet,
  gateways: readonly VpcEndpoint[],
  list: PrefixList,
  family: Family,
): { byGateway: IntervalSet; undecided: IntervalSet } {
  const ids = new Set<string | null>(gateways.map(({ id }) => id));
  const gatewayRoute: Route = {
    destination: list.id,
    target: "vpc-endpoint",
    targetId: gateways[0]?.id ?? null,
    active: true,
  };
  const others = (index.routeTableOf(subnet.id)?.routes ?? []).filter(({ targetId }) => !ids.has(targetId));
  const { chosen, undecided } = index.routesWith([...others, gatewayRoute], family);
  return { byGateway: chosen.find(({ route }) => route === gatewayRoute)?.addresses ?? NO_ADDRESSES, undecided };
}

/** The paths to every entry of the service's prefix list; where none is known, to some public address. */
export function gatewayPaths(
  index: NetworkIndex,
  serviceName: string,
  gateways: readonly VpcEndpoint[],
  ports: readonly number[],
): NetworkPaths {
  const list = index.snapshot.prefixLists.find(({ name }) => name === serviceName);
  const entries = { 4: addressesOfAll(list?.entries ?? [], 4), 6: addressesOfAll(list?.entries ?? [], 6) };
  const routed = memoizeByArguments((subnet: Subnet, family: Family) =>
    list ? routedTo(index, subnet, gateways, list, family) : { byGateway: NO_ADDRESSES, undecided: NO_ADDRESSES },
  );
  const pathToList = memoizeByArguments((subnet: Subnet, family: Family, ...egress: IntervalSet[]): NetworkPath => {
    const { byGateway, undecided } = routed(subnet, family);
    if (overlaps(undecided, entries[family])) return unknownPath(family, "other-route");
    const legs = ports.map(
      (port, i): Leg => ({
        destinations: entries[family],
        onDestination: [
          { reason: "other-route", allows: byGateway },
          { reason: "client-egress", allows: egress[i] as IntervalSet },
          {
            reason: "client-nacl-out",
            allows: index.aclAllows(subnet.id, "outbound", { from: port, to: port }, family),
          },
          { reason: "client-nacl-in", allows: index.aclAllows(subnet.id, "inbound", RETURN_PORTS, family) },
        ],
        onClient: [],
      }),
    );
    return networkPath(family, { arrives: "private", legs, causes: [] });
  });
  const pathSomewhere = memoizeByArguments((subnet: Subnet, family: Family, ...egress: IntervalSet[]): NetworkPath => {
    const universe = publicAddressesFrom(index, subnet, family);
    const question = { universe, egress, acls: aclPassages(index, subnet, family, ports, universe) };
    const alone = somewhereOut(family, question);
    const apart = alone.every(({ allows }) => allows.length > 0) && !oneAddressPasses(universe, question);
    const onClient = [
      ...alone,
      { reason: "other-route" as const, allows: apart ? NO_ADDRESSES : allAddresses(family) },
    ];
    return networkPath(family, {
      arrives: "private",
      legs: [{ destinations: universe, onDestination: [], onClient }],
      causes: [],
    });
  });
  return ({ subnet, family }, egress) => {
    const known = entries[family].length > 0;
    const destinations = known ? entries[family] : publicAddressesFrom(index, subnet, family);
    const out = egress.map(({ addresses, peerIds }) =>
      list && peerIds.has(list.id) ? allAddresses(family) : asFarAs(destinations, addresses, family),
    );
    return known ? pathToList(subnet, family, ...out) : pathSomewhere(subnet, family, ...out);
  };
}
