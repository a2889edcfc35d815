/** The way through interface endpoints: the name gives the addresses of all their interfaces. */
import { addressesOf, addressesOfAll, allAddresses, type Family, type IntervalSet, union } from "./intervals";
import type { Subnet, SubnetId, VpcEndpoint } from "./network";
import { EPHEMERAL_PORTS, HTTPS_PORT } from "./network-acl";
import type { NetworkIndex } from "./network-index";
import type { Admission } from "./security-group";
import type { Client, Condition, Leg, Way } from "./way";

function addressesOfSubnet(subnet: Subnet, family: Family): IntervalSet {
  return family === 4
    ? addressesOfAll(subnet.cidr === null ? [] : [subnet.cidr], 4)
    : addressesOfAll(subnet.ipv6Cidrs, 6);
}

/** Where an endpoint answers, by subnet: its interfaces' addresses; the whole subnet where it has no interface yet. */
function addressesBySubnet(index: NetworkIndex, endpoint: VpcEndpoint, family: Family): Map<SubnetId, IntervalSet> {
  const bySubnet = new Map<SubnetId, IntervalSet>();
  for (const id of endpoint.networkInterfaceIds) {
    const found = index.networkInterfaces.get(id);
    if (!found) continue;
    const address = family === 4 ? found.addresses[0]?.address : found.ipv6Addresses[0];
    const own = address ? addressesOf(address, family) : [];
    bySubnet.set(found.subnetId, union([bySubnet.get(found.subnetId) ?? [], own]));
  }
  const planned = endpoint.ipAddressType !== (family === 4 ? "ipv6" : "ipv4");
  for (const id of planned ? endpoint.subnetIds : []) {
    const subnet = index.subnets.get(id);
    if (subnet && !bySubnet.has(id)) bySubnet.set(id, addressesOfSubnet(subnet, family));
  }
  return bySubnet;
}

/** By id a rule admits whoever carries the group, otherwise by address. */
function admits(admission: Admission, ids: readonly string[], family: Family): IntervalSet {
  return ids.some((id) => admission.peerIds.has(id)) ? allAddresses(family) : admission.addresses;
}

/** Network ACLs apply between subnets only, and must let the answers back to all of a client's ports. */
function aclConditions(
  index: NetworkIndex,
  { subnet, family }: Client,
  other: SubnetId,
): { onDestination: Condition[]; onClient: Condition[] } {
  if (other === subnet.id) return { onDestination: [], onClient: [] };
  const acl = index.aclOfSubnetAdmits;
  return {
    onDestination: [
      { reason: "client-nacl-out", admits: acl(subnet.id, "outbound", HTTPS_PORT, family) },
      { reason: "client-nacl-in", admits: acl(subnet.id, "inbound", EPHEMERAL_PORTS, family) },
    ],
    onClient: [
      { reason: "endpoint-nacl-in", admits: acl(other, "inbound", HTTPS_PORT, family) },
      { reason: "endpoint-nacl-out", admits: acl(other, "outbound", EPHEMERAL_PORTS, family) },
    ],
  };
}

/** The way to all interfaces of these endpoints. */
export function interfaceWay(index: NetworkIndex, client: Client, endpoints: readonly VpcEndpoint[]): Way {
  const { groupIds, family } = client;
  const egress = index.admittedBy(groupIds, "egress", family);
  const legs: Leg[] = endpoints.flatMap((endpoint) => {
    const ingress = index.admittedBy(endpoint.securityGroupIds, "ingress", family);
    const out: Condition = { reason: "client-egress", admits: admits(egress, endpoint.securityGroupIds, family) };
    const into: Condition = { reason: "endpoint-ingress", admits: admits(ingress, groupIds, family) };
    return [...addressesBySubnet(index, endpoint, family)]
      .filter(([, destinations]) => destinations.length > 0)
      .map(([subnetId, destinations]) => {
        const acls = aclConditions(index, client, subnetId);
        return {
          destinations,
          onDestination: [out, ...acls.onDestination],
          onClient: [into, ...acls.onClient],
        };
      });
  });
  return { arrives: "private", legs, causes: legs.length > 0 ? [] : ["not-available"] };
}
