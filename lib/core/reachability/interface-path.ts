/** The path through interface endpoints: the name gives the addresses of all their interfaces. */
import {
  allAddresses,
  type Family,
  type IntervalSet,
  intersect,
  overlaps,
  subtract,
  union,
} from "#lib/core/network/intervals";
import type { NetworkIndex, Unreadable } from "#lib/core/network/network-index";
import { RETURN_PORTS } from "#lib/core/network/ports";
import type { Allowed } from "#lib/core/network/security-group";
import type { Subnet, SubnetId } from "#lib/core/network/snapshot";
import { memoizeByArguments } from "#lib/core/text/memoize";
import {
  asFarAs,
  type Condition,
  type Leg,
  type NetworkPath,
  type NetworkPaths,
  networkPath,
  unknownPath,
} from "./network-path";
import type { Target } from "./zone-records";

/** An endpoint as packets find it. */
type Destination = {
  /** By subnet, and all together. */
  bySubnet: ReadonlyMap<SubnetId, IntervalSet>;
  all: IntervalSet;
  groupIds: readonly string[];
  /** By the ports to test, in their order. */
  ingress: readonly Allowed[];
};

function destinationsOf(
  index: NetworkIndex,
  targets: readonly Target[],
  family: Family,
  ports: readonly number[],
  unreadable: Unreadable,
): Destination[] {
  return targets.map(({ endpoint, only }) => {
    const bySubnet = new Map<SubnetId, IntervalSet>();
    for (const [subnetId, addresses] of index.addressesOf(endpoint, family)) {
      const led = only ? intersect(addresses, only[family]) : addresses;
      if (led.length > 0) bySubnet.set(subnetId, led);
    }
    return {
      bySubnet,
      all: union([...bySubnet.values()]),
      groupIds: endpoint.securityGroupIds,
      ingress: ports.map((port) => index.ingressOf(endpoint.securityGroupIds, family, port, unreadable)),
    };
  });
}

/** By id a rule allows all that carry the group, otherwise by address. */
function allowedTo({ addresses, peerIds }: Allowed, ids: readonly string[], family: Family): IntervalSet {
  return ids.some((id) => peerIds.has(id)) ? allAddresses(family) : addresses;
}

type AclConditions = Pick<Leg, "onDestination" | "onClient">;

/** Network ACLs apply between subnets only, and must pass return traffic to all of a client's ports. */
function aclConditions(index: NetworkIndex, own: SubnetId, far: SubnetId, family: Family, port: number): AclConditions {
  if (far === own) return { onDestination: [], onClient: [] };
  const request = { from: port, to: port };
  const condition = (reason: Condition["reason"], ...question: Parameters<NetworkIndex["aclAllows"]>): Condition => ({
    reason,
    allows: index.aclAllows(...question),
  });
  return {
    onDestination: [
      condition("client-nacl-out", own, "outbound", request, family),
      condition("client-nacl-in", own, "inbound", RETURN_PORTS, family),
    ],
    onClient: [
      condition("endpoint-nacl-in", far, "inbound", request, family),
      condition("endpoint-nacl-out", far, "outbound", RETURN_PORTS, family),
    ],
  };
}

/** The addresses that a static route more specific than the local one takes away from the VPC: where it leads is not known. */
function takenByRoutes(index: NetworkIndex, subnet: Subnet, family: Family): IntervalSet {
  const { chosen, undecided, local } = index.routesOf(index.routeTableOf(subnet.id), family);
  const locally = union(chosen.filter(({ route }) => route.target === "local").map(({ addresses }) => addresses));
  return subtract(local, subtract(locally, undecided));
}

/** The paths to all interfaces of these endpoints: by subnet, and by what the client's and the endpoints' groups allow. */
export function interfacePaths(
  index: NetworkIndex,
  targets: readonly Target[],
  ports: readonly number[],
  unreadable: Unreadable,
): NetworkPaths {
  const destinationsIn = memoizeByArguments((family: Family) =>
    destinationsOf(index, targets, family, ports, unreadable),
  );
  const isCaught = memoizeByArguments((subnet: Subnet, family: Family) => {
    const taken = takenByRoutes(index, subnet, family);
    return taken.length > 0 && destinationsIn(family).some(({ all }) => overlaps(all, taken));
  });
  const pathFrom = memoizeByArguments((subnet: Subnet, family: Family, ...through: IntervalSet[]): NetworkPath => {
    if (isCaught(subnet, family)) return unknownPath(family, "other-route");
    let at = 0;
    const legs: Leg[] = [];
    for (const { bySubnet } of destinationsIn(family)) {
      for (const port of ports) {
        const [out, into] = [through[at], through[at + 1]] as [IntervalSet, IntervalSet];
        at += 2;
        for (const [subnetId, destinations] of bySubnet) {
          const acls = aclConditions(index, subnet.id, subnetId, family, port);
          legs.push({
            destinations,
            onDestination: [{ reason: "client-egress", allows: out }, ...acls.onDestination],
            onClient: [{ reason: "endpoint-ingress", allows: into }, ...acls.onClient],
          });
        }
      }
    }
    return networkPath(family, { arrives: "private", legs, causes: legs.length > 0 ? [] : ["not-available"] });
  });
  return ({ groupIds, subnet, family }, egress) => {
    const through: IntervalSet[] = [];
    for (const { all, groupIds: endpointGroupIds, ingress } of destinationsIn(family)) {
      for (const [i, allowedIn] of ingress.entries()) {
        const out = allowedTo(egress[i] as Allowed, endpointGroupIds, family);
        through.push(asFarAs(all, out, family), allowedTo(allowedIn, groupIds, family));
      }
    }
    return pathFrom(subnet, family, ...through);
  };
}
