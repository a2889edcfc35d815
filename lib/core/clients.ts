/** The clients of a question: which addresses connections are opened from. */
import {
  addressesOf,
  addressesOfAll,
  allAddresses,
  type Family,
  type IntervalSet,
  NO_ADDRESSES,
  union,
} from "./intervals";
import type { NetworkInterface, Subnet } from "./network";
import type { Client } from "./way";

/** The verdict is IPv4's, except in an IPv6-only subnet. */
export function familyOf(subnet: Subnet): Family {
  return subnet.cidr === null ? 6 : 4;
}

/** All private addresses of an interface: secondary ones and delegated prefixes too. */
export function addressesOfInterface(one: NetworkInterface, family: Family): IntervalSet {
  const cidrs = family === 6 ? one.ipv6Addresses : [...one.addresses.map(({ address }) => address), ...one.prefixes];
  return addressesOfAll(cidrs, family);
}

/** In IPv6 every address is a public one. */
function withPublicAddress(one: NetworkInterface, family: Family): IntervalSet {
  if (family === 6) return addressesOfInterface(one, family);
  const mapped = one.addresses.filter(({ publicAddress }) => publicAddress !== null);
  return union(mapped.map(({ address }) => addressesOf(address, family)));
}

/** The client that these interfaces of one subnet are, as far as these groups go. */
export function clientOf(
  interfaces: readonly NetworkInterface[],
  groupIds: Client["groupIds"],
  subnet: Subnet,
): Client {
  const family = familyOf(subnet);
  return {
    groupIds,
    subnet,
    family,
    addresses: union(interfaces.map((one) => addressesOfInterface(one, family))),
    withPublicAddress: union(interfaces.map((one) => withPublicAddress(one, family))),
  };
}

/** A client that may come to be anywhere in the subnet. */
export function clientAnywhereIn(subnet: Subnet, groupIds: Client["groupIds"]): Client {
  const family = familyOf(subnet);
  const isPublic = family === 6 || subnet.mapPublicIpOnLaunch;
  return {
    groupIds,
    subnet,
    family,
    addresses: addressesOfAll(subnet.cidr === null ? subnet.ipv6Cidrs : [subnet.cidr], family),
    withPublicAddress: isPublic ? allAddresses(family) : NO_ADDRESSES,
  };
}
