/** The way through a gateway endpoint. */
import { addressesOfAll, type Family, type IntervalSet } from "#lib/core/network/intervals";
import type { AclPassage } from "#lib/core/network/network-acl";
import type { NetworkIndex } from "#lib/core/network/network-index";
import { memoized } from "#lib/core/text/memoize";
import { asFarAs, type Condition, type Leg, type Way, type Ways, way } from "./path";
import { letsOut, publicAddresses, somewhereOut } from "./public-path";

/** The ways to every entry of the service's prefix list; where none is known, to some public address. */
export function gatewayWays(index: NetworkIndex, serviceName: string): Ways {
  const list = index.snapshot.prefixLists.find(({ name }) => name === serviceName);
  const entries = { 4: addressesOfAll(list?.entries ?? [], 4), 6: addressesOfAll(list?.entries ?? [], 6) };
  const toList = memoized((family: Family, acl: AclPassage, out: IntervalSet) => {
    const onDestination: Condition[] = [
      { reason: "client-egress", admits: out },
      { reason: "client-nacl-out", admits: acl.requestsOut },
      { reason: "client-nacl-in", admits: acl.answersIn },
    ];
    return privateWay({ destinations: entries[family], onDestination, onClient: [] }, family);
  });
  const somewhere = memoized((family: Family, acl: AclPassage, letsOut: boolean) => {
    const onClient = somewhereOut(letsOut, acl, family);
    return privateWay({ destinations: publicAddresses(family), onDestination: [], onClient }, family);
  });
  return ({ subnet, family }, egress) => {
    const acl = index.aclOf(subnet.id, family);
    if (entries[family].length > 0) return toList(family, acl, asFarAs(entries[family], egress.addresses, family));
    const named = list !== undefined && egress.peerIds.has(list.id);
    return somewhere(family, acl, named || letsOut(egress, family));
  };
}

const privateWay = (leg: Leg, family: Family): Way => way(family, { arrives: "private", legs: [leg], causes: [] });
