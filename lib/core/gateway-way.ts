/** The way through a gateway endpoint. */
import { addressesOfAll, type Family } from "./intervals";
import { type NetworkIndex, rememberedByKeys } from "./network-index";
import { groupsLetOut, publicAddresses, somewhereOut } from "./public-way";
import { asFarAs, type Condition, type Leg, type Way, type Ways, way } from "./way";

/** The ways to every entry of the service's prefix list; where none is known, to some public address. */
export function gatewayWays(index: NetworkIndex, serviceName: string): Ways {
  const list = index.snapshot.prefixLists.find(({ name }) => name === serviceName);
  const entries = { 4: addressesOfAll(list?.entries ?? [], 4), 6: addressesOfAll(list?.entries ?? [], 6) };
  const known = rememberedByKeys<Way>();
  return (client) => {
    const { groupIds, subnet, family } = client;
    const destinations = entries[family];
    const egress = index.egressOf(groupIds, family);
    const acl = index.aclOf(subnet.id, family);
    if (destinations.length === 0) {
      const letsOut = (list !== undefined && egress.peerIds.has(list.id)) || groupsLetOut(index, client);
      return known([acl, letsOut], () => {
        const onClient = somewhereOut(letsOut, acl, family);
        return privateWay({ destinations: publicAddresses(family), onDestination: [], onClient }, family);
      });
    }
    const out = asFarAs(destinations, egress.addresses, family);
    return known([acl, out], () => {
      const onDestination: Condition[] = [
        { reason: "client-egress", admits: out },
        { reason: "client-nacl-out", admits: acl.requestsOut },
        { reason: "client-nacl-in", admits: acl.answersIn },
      ];
      return privateWay({ destinations, onDestination, onClient: [] }, family);
    });
  };
}

const privateWay = (leg: Leg, family: Family): Way => way(family, { arrives: "private", legs: [leg], causes: [] });
