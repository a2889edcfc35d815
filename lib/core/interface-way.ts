/** The way through interface endpoints: the name gives the addresses of all their interfaces. */
import { allAddresses, type Family, type IntervalSet } from "./intervals";
import type { SubnetId, VpcEndpoint } from "./network";
import { type NetworkIndex, remembered } from "./network-index";
import type { Admission } from "./security-group";
import type { Client, Condition, Leg, Way } from "./way";

/** By id a rule admits whoever carries the group, otherwise by address. */
function admits({ addresses, peerIds }: Admission, ids: readonly string[], family: Family): IntervalSet {
  return ids.some((id) => peerIds.has(id)) ? allAddresses(family) : addresses;
}

type AclConditions = Pick<Leg, "onDestination" | "onClient">;

/** By index and family, then by the two subnets: the same for all clients between them. */
const conditionsBetween = new WeakMap<NetworkIndex, Record<Family, Map<SubnetId, Map<SubnetId, AclConditions>>>>();

function aclConditions(index: NetworkIndex, { subnet, family }: Client, other: SubnetId): AclConditions {
  const known = remembered(conditionsBetween, index, () => ({ 4: new Map(), 6: new Map() }));
  const from = remembered(known[family], subnet.id, () => new Map<SubnetId, AclConditions>());
  return remembered(from, other, () => conditionsOfAcls(index, subnet.id, other, family));
}

/** Network ACLs apply between subnets only, and must let the answers back to all of a client's ports. */
function conditionsOfAcls(index: NetworkIndex, subnetId: SubnetId, other: SubnetId, family: Family): AclConditions {
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

/** The way to all interfaces of these endpoints. */
export function interfaceWay(index: NetworkIndex, client: Client, endpoints: readonly VpcEndpoint[]): Way {
  const { groupIds, family } = client;
  const egress = index.egressOf(groupIds, family);
  const legs = endpoints.flatMap((endpoint) => {
    const out: Condition = { reason: "client-egress", admits: admits(egress, endpoint.securityGroupIds, family) };
    const ingress = index.ingressOf(endpoint, family);
    const into: Condition = { reason: "endpoint-ingress", admits: admits(ingress, groupIds, family) };
    return [...index.addressesOf(endpoint, family)].map(([subnetId, destinations]): Leg => {
      const acls = aclConditions(index, client, subnetId);
      return { destinations, onDestination: [out, ...acls.onDestination], onClient: [into, ...acls.onClient] };
    });
  });
  return { arrives: "private", legs, causes: legs.length > 0 ? [] : ["not-available"] };
}
