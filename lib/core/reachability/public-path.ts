/** The public path: out by the routes to public addresses. */

import type { BlockReason } from "#lib/core/format/plan-format";
import {
  addressesOf,
  addressesOfAll,
  allAddresses,
  covers,
  type Family,
  type IntervalSet,
  intersect,
  NO_ADDRESSES,
  overlaps,
  subtract,
  union,
} from "#lib/core/network/intervals";
import type { NetworkIndex } from "#lib/core/network/network-index";
import { RETURN_PORTS } from "#lib/core/network/ports";
import type { RequestedService } from "#lib/core/network/services/service";
import type { Route, RouteTargetKind, Subnet } from "#lib/core/network/snapshot";
import { memoizeByArguments } from "#lib/core/text/memoize";
import {
  type Client,
  type Condition,
  type Egress,
  forAll,
  type NetworkPath,
  type NetworkPaths,
  networkPath,
} from "./network-path";

const NOT_PUBLIC = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"];

const PUBLIC: Record<Family, IntervalSet> = {
  4: subtract(allAddresses(4), addressesOfAll(NOT_PUBLIC, 4)),
  6: addressesOfAll(["2000::/3"], 6),
};

/** IPv4 addresses as DNS64 writes them (RFC 6052). */
const NAT64 = addressesOf("64:ff9b::/96", 6);

/** Addresses of the public internet; in IPv6 the global unicast ones. */
export function publicAddresses(family: Family): IntervalSet {
  return PUBLIC[family];
}

/** Those outside of a subnet's VPC, whose own IPv6 addresses are public ones too. */
export function publicAddressesFrom(index: NetworkIndex, subnet: Subnet, family: Family): IntervalSet {
  return family === 4 ? PUBLIC[4] : subtract(PUBLIC[6], index.routesOf(index.routeTableOf(subnet.id), 6).local);
}

/** Whether a route to such a target reaches the internet: always, for clients with a public address only, in IPv6 only, or never. */
const LEADS_OUT: Record<RouteTargetKind, "always" | "public-clients" | "ipv6" | "never"> = {
  "nat-gateway": "always",
  "transit-gateway": "always",
  "vpn-gateway": "always",
  instance: "always",
  "network-interface": "always",
  "vpc-endpoint": "always",
  "local-gateway": "always",
  "carrier-gateway": "always",
  "core-network": "always",
  "internet-gateway": "public-clients",
  "egress-only-internet-gateway": "ipv6",
  "vpc-peering": "never",
  local: "never",
  none: "never",
};

/** The public addresses that a subnet's routes lead to. */
type Exit = {
  /** Those that a client could mean: for IPv4 all; for IPv6 by what records the name may have. */
  universe: readonly IntervalSet[];
  always: IntervalSet;
  /** For clients with a public address only. */
  publicClients: IntervalSet;
  /** Prefix lists of equal length lead them to different targets. */
  undecided: IntervalSet;
};

/** Which of the records that IPv6 clients need a name may have. Of AWS's own names EC2 reports only the service's address types. */
function mayHaveAaaa({ offer }: RequestedService): boolean {
  const { ipAddressTypes, privateDnsNames } = offer;
  return (
    ipAddressTypes.length === 0 ||
    ipAddressTypes.includes("ipv6") ||
    privateDnsNames.some((name) => name.endsWith(".api.aws"))
  );
}

/** Finds what a route is of use for: a gateway endpoint's carries only its own service. */
function leadsOut({ snapshot }: NetworkIndex): (route: Route) => "always" | "public-clients" | "ipv6" | "never" {
  const gateways = new Set<string | null>(
    snapshot.endpoints.filter(({ type }) => type === "Gateway").map(({ id }) => id),
  );
  const lists = new Set<string>(
    snapshot.prefixLists
      .filter(({ name }) => snapshot.services.some((one) => one.type === "Gateway" && one.name === name))
      .map(({ id }) => id),
  );
  return ({ target, targetId, destination, active }) => {
    if (!active) return "never";
    const isGateway = target === "vpc-endpoint" && (gateways.has(targetId) || lists.has(destination));
    return isGateway ? "never" : LEADS_OUT[target];
  };
}

function exitOf(index: NetworkIndex, subnet: Subnet, family: Family, aaaa: boolean): Exit {
  const { chosen, undecided } = index.routesOf(index.routeTableOf(subnet.id), family);
  const leads = leadsOut(index);
  const through = (universe: IntervalSet, wanted: (route: Route) => boolean) =>
    union(chosen.filter(({ route }) => wanted(route)).map(({ addresses }) => intersect(addresses, universe)));
  if (family === 4) {
    return {
      universe: [PUBLIC[4]],
      always: through(PUBLIC[4], (route) => leads(route) === "always"),
      publicClients: through(PUBLIC[4], (route) => leads(route) === "public-clients"),
      undecided: intersect(undecided, PUBLIC[4]),
    };
  }
  const direct = aaaa ? publicAddressesFrom(index, subnet, 6) : NO_ADDRESSES;
  const translated = subnet.enableDns64 ? NAT64 : NO_ADDRESSES;
  return {
    universe: [direct, translated].filter((set) => set.length > 0),
    always: union([
      through(direct, (route) => leads(route) !== "never"),
      through(translated, (route) => route.active && route.target === "nat-gateway"),
    ]),
    publicClients: NO_ADDRESSES,
    undecided: intersect(undecided, union([direct, translated])),
  };
}

/** By the ports to test: public addresses to which the subnet's network ACL passes packets, and from which it passes replies. */
type AclPassage = { out: IntervalSet; back: IntervalSet };

/** Whether there is one and the same address that all of these hold. */
const meet = (...sets: IntervalSet[]): boolean => sets.reduce((common, set) => intersect(common, set)).length > 0;

type Question = { universe: IntervalSet; egress: readonly IntervalSet[]; acls: readonly AclPassage[] };

/** What the groups and the network ACL ask of packets to at least one public address, on every port. */
export function somewhereOut(family: Family, { universe, egress, acls }: Question): Condition[] {
  const apart = acls.map(({ out, back }) => out.length > 0 && back.length > 0 && !overlaps(out, back));
  const passes = (side: "out" | "back") => acls.every((acl, i) => acl[side].length > 0 && !apart[i]);
  return [
    forAll(
      family,
      egress.every((set) => overlaps(set, universe)),
      "client-egress",
    ),
    forAll(family, passes("out"), "client-nacl-out"),
    forAll(family, passes("back"), "client-nacl-in"),
  ];
}

/** On every port, one and the same address of these is allowed by the groups and passed by the network ACL, out and back. */
export function oneAddressPasses(addresses: IntervalSet, { egress, acls }: Question): boolean {
  return acls.every(({ out, back }, i) => meet(addresses, egress[i] as IntervalSet, out, back));
}

/** What a subnet's network ACL passes to and from these addresses, by the ports to test. */
export function aclPassages(
  index: NetworkIndex,
  subnet: Subnet,
  family: Family,
  ports: readonly number[],
  universe: IntervalSet,
): AclPassage[] {
  const back = intersect(universe, index.aclAllows(subnet.id, "inbound", RETURN_PORTS, family));
  return ports.map((port) => ({
    out: intersect(universe, index.aclAllows(subnet.id, "outbound", { from: port, to: port }, family)),
    back,
  }));
}

/** Groups mostly allow all public addresses or none: these come out as one and the same set. */
function egressTo(universe: IntervalSet, egress: Egress, family: Family): IntervalSet[] {
  return egress.map(({ addresses }) => {
    if (covers(addresses, universe)) return allAddresses(family);
    return overlaps(addresses, universe) ? addresses : NO_ADDRESSES;
  });
}

/** Which part of the public addresses routes lead to: a part of one universe and not all of it. */
const isPart = (universe: readonly IntervalSet[], led: IntervalSet): boolean =>
  universe.some((set) => overlaps(led, set) && !covers(led, set));

function publicPath(
  family: Family,
  exit: Exit,
  clients: IntervalSet,
  question: Question,
  causes: BlockReason[],
): NetworkPath {
  const all = allAddresses(family);
  /** Of each kind of client: with a public address, and without one. */
  const kinds = [
    { who: clients, led: union([exit.always, exit.publicClients]) },
    { who: subtract(all, clients), led: exit.always },
  ];
  const those = (holds: (led: IntervalSet) => boolean) =>
    union(kinds.filter(({ led }) => holds(led)).map(({ who }) => who));
  const leadsAnybody = exit.always.length + exit.publicClients.length > 0;
  const alone = somewhereOut(family, question);
  const eachPasses = alone.every(({ allows }) => allows.length > 0);
  const passes = (led: IntervalSet) => oneAddressPasses(led, question);
  const onClient: Condition[] = [
    forAll(family, leadsAnybody, "no-default-route"),
    { reason: "no-public-address", allows: leadsAnybody ? those((led) => led.length > 0) : all },
    ...alone,
    { reason: "other-route", allows: those((led) => led.length === 0 || !eachPasses || passes(led)) },
  ];
  const maybe = (led: IntervalSet) => exit.undecided.length > 0 && !passes(led) && passes(union([led, exit.undecided]));
  const undecided = those(maybe);
  return networkPath(
    family,
    { arrives: "public", legs: [{ destinations: question.universe, onDestination: [], onClient }], causes },
    {
      unknown: undecided.length > 0 ? { addresses: undecided, reason: "other-route" } : null,
      partlyRouted: those((led) => isPart(exit.universe, led)),
    },
  );
}

/** The public paths: routes, and rules that allow out to the public internet. `causes`: why no endpoint resolves the name. */
export function publicPaths(
  index: NetworkIndex,
  service: RequestedService,
  ports: readonly number[],
  causes: BlockReason[],
): NetworkPaths {
  const aaaa = mayHaveAaaa(service);
  const exitFrom = memoizeByArguments((subnet: Subnet, family: Family) => exitOf(index, subnet, family, aaaa));
  const universeFrom = memoizeByArguments((subnet: Subnet, family: Family) => {
    const { universe } = exitFrom(subnet, family);
    return universe.length > 0 ? union(universe) : publicAddressesFrom(index, subnet, family);
  });
  const passagesOf = memoizeByArguments((subnet: Subnet, family: Family) =>
    aclPassages(index, subnet, family, ports, universeFrom(subnet, family)),
  );
  const pathOut = memoizeByArguments(
    (subnet: Subnet, family: Family, withPublicAddress: IntervalSet, ...egress: IntervalSet[]): NetworkPath => {
      const exit = exitFrom(subnet, family);
      const question = { universe: universeFrom(subnet, family), egress, acls: passagesOf(subnet, family) };
      return publicPath(family, exit, withPublicAddress, question, causes);
    },
  );
  return ({ subnet, family, withPublicAddress }: Client, egress) => {
    const exit = exitFrom(subnet, family);
    const clients = exit.publicClients.length > 0 ? withPublicAddress : NO_ADDRESSES;
    return pathOut(subnet, family, clients, ...egressTo(universeFrom(subnet, family), egress, family));
  };
}
