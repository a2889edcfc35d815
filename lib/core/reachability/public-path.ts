/** The public way: out by the default route. */

import type { BlockReason } from "#lib/core/format/plan-format";
import {
  addressesOfAll,
  allAddresses,
  type Family,
  type IntervalSet,
  intersect,
  NO_ADDRESSES,
  overlaps,
  subtract,
} from "#lib/core/network/intervals";
import type { AclPassage } from "#lib/core/network/network-acl";
import type { NetworkIndex } from "#lib/core/network/network-index";
import type { Admission } from "#lib/core/network/security-group";
import type { RouteTargetKind, SubnetId } from "#lib/core/network/snapshot";
import { memoized } from "#lib/core/text/memoize";
import { type Client, type Condition, forAll, type Leg, type Ways, way } from "./path";

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

type Exit = "always" | "public-clients" | "never";

/** Whom the default route of a subnet's table leads out. */
function exitOf(index: NetworkIndex, subnetId: SubnetId, family: Family): Exit {
  const destination = family === 4 ? "0.0.0.0/0" : "::/0";
  const kinds = (index.routeTableOf(subnetId)?.routes ?? [])
    .filter((route) => route.active && route.destination === destination)
    .map((route) => LEADS_OUT[route.target]);
  if (kinds.includes("always") || (family === 6 && kinds.includes("ipv6"))) return "always";
  return kinds.includes("public-clients") ? "public-clients" : "never";
}

function ledOut(exit: Exit, { family, withPublicAddress }: Client): IntervalSet {
  if (exit === "public-clients") return withPublicAddress;
  return exit === "always" ? allAddresses(family) : NO_ADDRESSES;
}

/** Whether groups let out on tcp/443 to at least one public address. */
export function letsOut({ addresses }: Admission, family: Family): boolean {
  return overlaps(addresses, publicAddresses(family));
}

/** Group egress, and the subnet's network ACL there and back, each let tcp/443 pass to at least one public address. */
export function somewhereOut(egress: boolean, { requestsOut, answersIn }: AclPassage, family: Family): Condition[] {
  const isPublic = publicAddresses(family);
  const [out, back] = [intersect(isPublic, requestsOut), intersect(isPublic, answersIn)];
  const apart = out.length > 0 && back.length > 0 && !overlaps(out, back);
  return [
    forAll(family, egress, "client-egress"),
    forAll(family, out.length > 0 && !apart, "client-nacl-out"),
    forAll(family, back.length > 0 && !apart, "client-nacl-in"),
  ];
}

/** The public ways: the default route, and rules that let out to the public internet. `causes`: why no endpoint answers. */
export function publicWays(index: NetworkIndex, causes: BlockReason[]): Ways {
  const exitFrom = memoized((subnetId: SubnetId, family: Family) => exitOf(index, subnetId, family));
  const wayOut = memoized((family: Family, led: IntervalSet, acl: AclPassage, egress: boolean) => {
    const route: Condition = { reason: "no-default-route", admits: led };
    const onClient = [route, ...somewhereOut(egress, acl, family)];
    const leg: Leg = { destinations: publicAddresses(family), onDestination: [], onClient };
    return way(family, { arrives: "public", legs: [leg], causes });
  });
  return (client, egress) => {
    const { subnet, family } = client;
    const led = ledOut(exitFrom(subnet.id, family), client);
    return wayOut(family, led, index.aclOf(subnet.id, family), letsOut(egress, family));
  };
}
