/** The way through interface endpoints: the name gives the addresses of all their interfaces. */
import { allAddresses, type Family, type IntervalSet, union } from "./intervals";
import type { SubnetId, VpcEndpoint } from "./network";
import { type NetworkIndex, remembered, rememberedByKeys } from "./network-index";
import type { Admission } from "./security-group";
import { asFarAs, type Leg, type Way, type Ways, way } from "./way";

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
  const targetsByFamily = new Map<Family, Target[]>();
  const known = rememberedByKeys<Way>();
  return ({ groupIds, subnet, family }) => {
    const targets = remembered(targetsByFamily, family, () => targetsOf(index, endpoints, family));
    const egress = index.egressOf(groupIds, family);
    const through = (target: Target): [out: IntervalSet, into: IntervalSet] => [
      asFarAs(target.all, admits(egress, target.groupIds, family), family),
      admits(target.ingress, groupIds, family),
    ];
    const keys: unknown[] = [subnet.id];
    for (const target of targets) keys.push(...through(target));
    return known(keys, () => {
      const legs = targets.flatMap((target) => {
        const [out, into] = through(target);
        return [...target.bySubnet].map(([subnetId, destinations]): Leg => {
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
  };
}
