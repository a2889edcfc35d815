/** The way through interface endpoints: the name gives the addresses of all their interfaces. */
import { familyOf } from "#lib/core/network/addresses";
import { allAddresses, type Family, type IntervalSet, union } from "#lib/core/network/intervals";
import type { NetworkIndex } from "#lib/core/network/network-index";
import type { Admission } from "#lib/core/network/security-group";
import type { Subnet, SubnetId, VpcEndpoint } from "#lib/core/network/snapshot";
import { memoized } from "#lib/core/text/memoize";
import { asFarAs, type Leg, type Ways, way } from "./path";

/** An endpoint as packets find it. */
type Target = {
  /** By subnet, and all together. */
  bySubnet: ReadonlyMap<SubnetId, IntervalSet>;
  all: IntervalSet;
  groupIds: readonly string[];
  ingress: Admission;
};

function targetsOf(index: NetworkIndex, endpoints: readonly VpcEndpoint[], family: Family): Target[] {
  return endpoints.map((endpoint) => {
    const bySubnet = index.addressesOf(endpoint, family);
    const all = union([...bySubnet.values()]);
    return { bySubnet, all, groupIds: endpoint.securityGroupIds, ingress: index.ingressOf(endpoint, family) };
  });
}

/** By id a rule admits whoever carries the group, otherwise by address. */
function admits({ addresses, peerIds }: Admission, ids: readonly string[], family: Family): IntervalSet {
  return ids.some((id) => peerIds.has(id)) ? allAddresses(family) : addresses;
}

type AclConditions = Pick<Leg, "onDestination" | "onClient">;

/** Network ACLs apply between subnets only, and must let the answers back to all of a client's ports. */
function aclConditions(index: NetworkIndex, subnetId: SubnetId, other: SubnetId, family: Family): AclConditions {
  if (other === subnetId) return { onDestination: [], onClient: [] };
  const [own, far] = [index.aclOf(subnetId, family), index.aclOf(other, family)];
  return {
    onDestination: [
      { reason: "client-nacl-out", admits: own.requestsOut },
      { reason: "client-nacl-in", admits: own.answersIn },
    ],
    onClient: [
      { reason: "endpoint-nacl-in", admits: far.requestsIn },
      { reason: "endpoint-nacl-out", admits: far.answersOut },
    ],
  };
}

/** The ways to all interfaces of these endpoints: by subnet, and by what the client's and the endpoints' groups let through. */
export function interfaceWays(index: NetworkIndex, endpoints: readonly VpcEndpoint[]): Ways {
  const targetsIn = memoized((family: Family) => targetsOf(index, endpoints, family));
  const wayFrom = memoized((subnet: Subnet, ...through: IntervalSet[]) => {
    const family = familyOf(subnet);
    const legs = targetsIn(family).flatMap(({ bySubnet }, i) => {
      const [out, into] = through.slice(2 * i) as [IntervalSet, IntervalSet];
      return [...bySubnet].map(([subnetId, destinations]): Leg => {
        const acls = aclConditions(index, subnet.id, subnetId, family);
        return {
          destinations,
          onDestination: [{ reason: "client-egress", admits: out }, ...acls.onDestination],
          onClient: [{ reason: "endpoint-ingress", admits: into }, ...acls.onClient],
        };
      });
    });
    return way(family, { arrives: "private", legs, causes: legs.length > 0 ? [] : ["not-available"] });
  });
  return ({ groupIds, subnet, family }, egress) => {
    const through: IntervalSet[] = [];
    for (const { all, groupIds: endpointGroupIds, ingress } of targetsIn(family)) {
      through.push(asFarAs(all, admits(egress, endpointGroupIds, family), family), admits(ingress, groupIds, family));
    }
    return wayFrom(subnet, ...through);
  };
}
