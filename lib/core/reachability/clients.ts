/** The clients of a question: which addresses connections are opened from. */
import { addressesOfInterface, addressesOfSubnet, addressesWithPublicOne } from "#lib/core/network/addresses";
import { allAddresses, type Family, NO_ADDRESSES, union } from "#lib/core/network/intervals";
import type { NetworkInterface, Subnet } from "#lib/core/network/snapshot";
import type { Client } from "./network-path";

/** The client that these interfaces of one subnet are, as far as these groups go. */
export function clientOf(
  interfaces: readonly NetworkInterface[],
  groupIds: Client["groupIds"],
  subnet: Subnet,
  family: Family,
): Client {
  return {
    groupIds,
    subnet,
    family,
    addresses: union(interfaces.map((one) => addressesOfInterface(one, family))),
    withPublicAddress: union(interfaces.map((one) => addressesWithPublicOne(one, family))),
  };
}

/** A client that may come to be anywhere in the subnet. */
export function clientAnywhereIn(subnet: Subnet, groupIds: Client["groupIds"], family: Family): Client {
  const isPublic = family === 6 || subnet.mapPublicIpOnLaunch;
  return {
    groupIds,
    subnet,
    family,
    addresses: addressesOfSubnet(subnet, family),
    withPublicAddress: isPublic ? allAddresses(family) : NO_ADDRESSES,
  };
}
