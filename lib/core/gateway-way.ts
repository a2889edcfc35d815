/** The way through a gateway endpoint. */
import { addressesOfAll } from "./intervals";
import type { NetworkIndex } from "./network-index";
import { publicAddresses, somewhereOut } from "./public-way";
import type { Client, Leg, Way } from "./way";

/** The way to every entry of the service's prefix list; where none is known, to some public address. */
export function gatewayWay(index: NetworkIndex, client: Client, serviceName: string): Way {
  const { groupIds, subnet, family } = client;
  const list = index.snapshot.prefixLists.find(({ name }) => name === serviceName);
  const destinations = addressesOfAll(list?.entries ?? [], family);
  const egress = index.egressOf(groupIds, family);
  const acl = index.aclOf(subnet.id, family);
  const leg: Leg =
    destinations.length === 0
      ? {
          destinations: publicAddresses(family),
          onDestination: [],
          onClient: somewhereOut(index, client, list !== undefined && egress.peerIds.has(list.id)),
        }
      : {
          destinations,
          onDestination: [
            { reason: "client-egress", admits: egress.addresses },
            { reason: "client-nacl-out", admits: acl.requestsOut },
            { reason: "client-nacl-in", admits: acl.answersIn },
          ],
          onClient: [],
        };
  return { arrives: "private", legs: [leg], causes: [] };
}
