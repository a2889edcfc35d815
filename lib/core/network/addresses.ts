/** Addresses of resources in a VPC. */
import { addressesOf, addressesOfAll, type Family, type IntervalSet, union } from "./intervals";
import type { NetworkInterface, Subnet } from "./snapshot";

/** The family in which a subnet's connections are evaluated: IPv4, except in an IPv6-only subnet. */
export function familyOf(subnet: Subnet): Family {
  return subnet.cidr === null ? 6 : 4;
}

export function addressesOfSubnet({ cidr, ipv6Cidrs }: Subnet, family: Family): IntervalSet {
  return addressesOfAll(family === 6 ? ipv6Cidrs : cidr === null ? [] : [cidr], family);
}

/** All private addresses of an interface: secondary ones and delegated prefixes too. */
export function addressesOfInterface(one: NetworkInterface, family: Family): IntervalSet {
  const cidrs = family === 6 ? one.ipv6Addresses : [...one.addresses.map(({ address }) => address), ...one.prefixes];
  return addressesOfAll(cidrs, family);
}

/** Those of an interface's private addresses that have a public one associated; in IPv6, where addresses are public, all. */
export function addressesWithPublicOne(one: NetworkInterface, family: Family): IntervalSet {
  if (family === 6) return addressesOfInterface(one, family);
  const associated = one.addresses.filter(({ publicAddress }) => publicAddress !== null);
  return union(associated.map(({ address }) => addressesOf(address, family)));
}
