/** A snapshot indexed for repeated queries: resources by id, and what rules and routes allow, each computed once. */

import { derivedFrom, memoize } from "#lib/core/text/memoize";
import { addressesOfSubnet } from "./addresses";
import { addressesOf, allAddresses, type Family, type IntervalSet, NO_ADDRESSES, union } from "./intervals";
import { type AclDirection, aclAllows, networkAcls } from "./network-acl";
import type { PortRange } from "./ports";
import { chooseRoutes, type RouteChoices } from "./routes/route-choice";
import { routeTables } from "./routes/routes";
import { type Allowed, allowedBy, portsToTest, prefixListAddresses } from "./security-group";
import type {
  NetworkInterface,
  NetworkInterfaceId,
  Route,
  RouteTable,
  SecurityGroup,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  Subnet,
  SubnetId,
  VpcEndpoint,
} from "./snapshot";

/** What groups that cannot be read are taken to allow. */
export type Unreadable = "nothing" | "everything";

export type NetworkIndex = {
  snapshot: Snapshot;
  subnets: ReadonlyMap<SubnetId, Subnet>;
  networkInterfaces: ReadonlyMap<NetworkInterfaceId, NetworkInterface>;
  /** Those of this VPC, and those of others that were read by id. */
  securityGroups: ReadonlyMap<SecurityGroupId, SecurityGroup>;
  canRead(groupIds: readonly SecurityGroupId[]): boolean;
  routeTableOf(subnetId: SubnetId): RouteTable | undefined;
  /** What the groups together allow out on a TCP port. */
  egressOf(groupIds: readonly SecurityGroupId[], family: Family, port: number, unreadable: Unreadable): Allowed;
  /** What they together allow in. */
  ingressOf(groupIds: readonly SecurityGroupId[], family: Family, port: number, unreadable: Unreadable): Allowed;
  /** The endpoint's addresses, by subnet; subnets without an address are left out. */
  addressesOf(endpoint: VpcEndpoint, family: Family): ReadonlyMap<SubnetId, IntervalSet>;
  /** The addresses to or from which a subnet's network ACL passes TCP on every port of the range; without an ACL, none. */
  aclAllows(subnetId: SubnetId, direction: AclDirection, range: PortRange, family: Family): IntervalSet;
  /** Which of a table's routes addresses take. */
  routesOf(table: RouteTable | undefined, family: Family): RouteChoices;
  /** The same with `routes` instead of the table's own. */
  routesWith(routes: readonly Route[], family: Family): RouteChoices;
  /** Ports that represent all of the ranges. */
  portsToTest(ranges: readonly PortRange[]): number[];
};

/** What each list of rules allows on one port in one family. */
type AllowedCache = WeakMap<readonly SecurityGroupRule[], Allowed>;

/** By prefix lists, family and port. Snapshots that share prefix lists and rules, as before and after do, share these. */
const newAllowedCaches = () => new Map<string, AllowedCache>();

const NO_RULES: readonly SecurityGroupRule[] = [];
const NOTHING: Allowed = { addresses: NO_ADDRESSES, peerIds: new Set() };
const EVERYTHING: Record<Family, Allowed> = {
  4: { addresses: allAddresses(4), peerIds: new Set() },
  6: { addresses: allAddresses(6), peerIds: new Set() },
};

const united = (all: readonly Allowed[]): Allowed => ({
  addresses: union(all.map(({ addresses }) => addresses)),
  peerIds: new Set(all.flatMap(({ peerIds }) => [...peerIds])),
});

function mapById<T extends { id: string }>(list: readonly T[]): ReadonlyMap<T["id"], T> {
  return new Map(list.map((one): [T["id"], T] => [one.id, one]));
}

/** A list by ids. Snapshots that share a list, as before and after mostly do, share this. */
const byId = <T extends { id: string }>(list: readonly T[]) => derivedFrom(list, mapById<T>);

/** By prefix lists and a table's routes, which before and after share. */
type RouteCache = WeakMap<readonly Route[], Map<string, RouteChoices>>;
const newRouteCache = (): RouteCache => new WeakMap();

/** The index of a snapshot, which is data that never changes: repeated calls cost nothing. */
export function networkIndex(snapshot: Snapshot): NetworkIndex {
  return derivedFrom(snapshot, index);
}

/** Every rule and entry whose ports may end inside a range. */
function* rulesAndEntries({ securityGroups, associatedGroups = [], networkAcls: acls }: Snapshot) {
  for (const { ingress, egress } of [...securityGroups, ...associatedGroups]) {
    yield* ingress;
    yield* egress;
  }
  for (const { entries } of acls) yield* entries;
}

function index(snapshot: Snapshot): NetworkIndex {
  const allowedCaches = derivedFrom(snapshot.prefixLists, newAllowedCaches);
  const routeCache = derivedFrom(snapshot.prefixLists, newRouteCache);
  const vpcCidrs = [...(snapshot.vpc?.cidrs ?? []), ...(snapshot.vpc?.ipv6Cidrs ?? [])].join();
  const subnets = byId(snapshot.subnets);
  const networkInterfaces = byId(snapshot.networkInterfaces);
  const own: ReadonlyMap<SecurityGroupId, SecurityGroup> = byId(snapshot.securityGroups);
  const { associatedGroups } = snapshot;
  const groups = associatedGroups?.length ? new Map([...byId(associatedGroups), ...own]) : own;
  const lists = prefixListAddresses(snapshot.prefixLists);
  const networkAclOf = networkAcls(snapshot);
  const answers = {
    4: new Map<VpcEndpoint, Map<SubnetId, IntervalSet>>(),
    6: new Map<VpcEndpoint, Map<SubnetId, IntervalSet>>(),
  };

  const allowed = (direction: "ingress" | "egress", id: SecurityGroupId, family: Family, port: number) => {
    const cache = memoize(allowedCaches, `${family} ${port}`, (): AllowedCache => new WeakMap());
    const rules = groups.get(id)?.[direction] ?? NO_RULES;
    return memoize(cache, rules, () => allowedBy(rules, lists, family, port));
  };
  const sums = new Map<string, Allowed>();
  const together = (
    direction: "ingress" | "egress",
    ids: readonly SecurityGroupId[],
    family: Family,
    port: number,
    unreadable: Unreadable,
  ): Allowed => {
    if (unreadable === "everything" && ids.some((id) => !groups.has(id))) return EVERYTHING[family];
    const [first] = ids;
    if (!first) return NOTHING;
    if (ids.length === 1) return allowed(direction, first, family, port);
    return memoize(sums, `${direction} ${family} ${port} ${ids.join()}`, () =>
      united(ids.map((id) => allowed(direction, id, family, port))),
    );
  };

  /** Its interfaces' addresses; of a subnet where it has no interface yet, all. */
  const answersOf = (endpoint: VpcEndpoint, family: Family): Map<SubnetId, IntervalSet> => {
    const bySubnet = new Map<SubnetId, IntervalSet>();
    for (const id of endpoint.networkInterfaceIds) {
      const found = networkInterfaces.get(id);
      if (!found) continue;
      const address = family === 4 ? found.addresses[0]?.address : found.ipv6Addresses[0];
      const itsOwn = address ? addressesOf(address, family) : [];
      bySubnet.set(found.subnetId, union([bySubnet.get(found.subnetId) ?? [], itsOwn]));
    }
    const otherFamily = endpoint.ipAddressType === (family === 4 ? "ipv6" : "ipv4");
    for (const id of otherFamily ? [] : endpoint.subnetIds) {
      const subnet = subnets.get(id);
      if (subnet && !bySubnet.has(id)) bySubnet.set(id, addressesOfSubnet(subnet, family));
    }
    return new Map([...bySubnet].filter(([, addresses]) => addresses.length > 0));
  };

  const routesWith = (routes: readonly Route[], family: Family): RouteChoices =>
    chooseRoutes(routes, snapshot.prefixLists, snapshot.vpc, family);

  return {
    snapshot,
    subnets,
    networkInterfaces,
    securityGroups: groups,
    canRead: (groupIds) => groupIds.every((id) => groups.has(id)),
    routeTableOf: routeTables(snapshot),
    egressOf: (...question) => together("egress", ...question),
    ingressOf: (...question) => together("ingress", ...question),
    addressesOf: (endpoint, family) => memoize(answers[family], endpoint, () => answersOf(endpoint, family)),
    aclAllows: (subnetId, ...question) => aclAllows(networkAclOf(subnetId), ...question),
    routesOf: (table, family) => {
      const routes = table?.routes ?? [];
      const known = memoize(routeCache, routes, () => new Map<string, RouteChoices>());
      return memoize(known, `${family} ${vpcCidrs}`, () => routesWith(routes, family));
    },
    routesWith,
    portsToTest: (ranges) => portsToTest(ranges, rulesAndEntries(snapshot)),
  };
}
