/** The way through a gateway endpoint. */
import { addressesOfAll } from "./intervals";
import { EPHEMERAL_PORTS, HTTPS_PORT } from "./network-acl";
import type { NetworkIndex } from "./network-index";
import { publicAddresses, somewhereOut } from "./public-way";
import type { Client, Condition, Way } from "./way";

/** The way to every entry of the service's prefix list; where none is known, to some public address. */
export function gatewayWay(index: NetworkIndex, client: Client, serviceName: string): Way {
  const { groupIds, subnet, family } = client;
  const list = index.snapshot.prefixLists.find(({ name }) => name === serviceName);
  const destinations = addressesOfAll(list?.entries ?? [], family);
  const egress = index.admittedBy(groupIds, "egress", family);
  if (destinations.length === 0) {
    const onClient = somewhereOut(index, client, list !== undefined && egress.peerIds.has(list.id));
    return {
      arrives: "private",
      legs: [{ destinations: publicAddresses(family), onDestination: [], onClient }],
      causes: [],
    };
  }
  const acl = index.aclOfSubnetAdmits;
  const onDestination: Condition[] = [
    { reason: "client-egress", admits: egress.addresses },
    { reason: "client-nacl-out", admits: acl(subnet.id, "outbound", HTTPS_PORT, family) },
    { reason: "client-nacl-in", admits: acl(subnet.id, "inbound", EPHEMERAL_PORTS, family) },
  ];
  return { arrives: "private", legs: [{ destinations, onDestination, onClient: [] }], causes: [] };
}
