/** The public way: out by the default route. */
import {
  addressesOfAll,
  allAddresses,
  type Family,
  type IntervalSet,
  intersect,
  NO_ADDRESSES,
  overlaps,
  subtract,
} from "./intervals";
import type { RouteTargetKind } from "./network";
import type { AclPassage } from "./network-acl";
import type { NetworkIndex } from "./network-index";
import { type Client, type Condition, forAll, type Way } from "./way";

const NOT_PUBLIC = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"];

const PUBLIC: Record<Family, IntervalSet> = {
  4: subtract(allAddresses(4), addressesOfAll(NOT_PUBLIC, 4)),
  6: addressesOfAll(["2000::/3"], 6),
};

/** Addresses of the public internet; in IPv6 the global unicast ones. */
export function publicAddresses(family: Family): IntervalSet {
  return PUBLIC[family];
}

/** Whether a default route to such a target leads out: always, for clients with a public address only, or never. */
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

/** The client addresses that a default route of their subnet's table leads out. */
function ledOut(index: NetworkIndex, { subnet, family, withPublicAddress }: Client): IntervalSet {
  const destination = family === 4 ? "0.0.0.0/0" : "::/0";
  const kinds = (index.routeTableOf(subnet.id)?.routes ?? [])
    .filter((route) => route.active && route.destination === destination)
    .map((route) => LEADS_OUT[route.target]);
  if (kinds.includes("always") || (family === 6 && kinds.includes("ipv6"))) return allAddresses(family);
  return kinds.includes("public-clients") ? withPublicAddress : NO_ADDRESSES;
}

const aclConditions = new WeakMap<AclPassage, Condition[]>();

/** Requests to some public address pass a network ACL, and so do its answers. Worked out once for all clients behind the ACL. */
function aclLetsOut(acl: AclPassage, family: Family): Condition[] {
  const known = aclConditions.get(acl);
  if (known) return known;
  const isPublic = publicAddresses(family);
  const [out, back] = [intersect(isPublic, acl.requestsOut), intersect(isPublic, acl.answersIn)];
  const apart = out.length > 0 && back.length > 0 && !overlaps(out, back);
  const conditions = [
    forAll(family, out.length > 0 && !apart, "client-nacl-out"),
    forAll(family, back.length > 0 && !apart, "client-nacl-in"),
  ];
  aclConditions.set(acl, conditions);
  return conditions;
}

/**
 * Group egress and the subnet's network ACL each let tcp/443 pass to at least one public address. `egressNamed`: a rule of the
 * group names the destination by its id.
 */
export function somewhereOut(index: NetworkIndex, client: Client, egressNamed: boolean): Condition[] {
  const { groupIds, subnet, family } = client;
  const letsOut = egressNamed || overlaps(index.egressOf(groupIds, family).addresses, publicAddresses(family));
  return [forAll(family, letsOut, "client-egress"), ...aclLetsOut(index.aclOf(subnet.id, family), family)];
}

/** The public way: the default route, and rules that let out to the public internet. */
export function publicWay(index: NetworkIndex, client: Client): Way {
  const route: Condition = { reason: "no-default-route", admits: ledOut(index, client) };
  const onClient = [route, ...somewhereOut(index, client, false)];
  const destinations = publicAddresses(client.family);
  return { arrives: "public", legs: [{ destinations, onDestination: [], onClient }], causes: [] };
}
