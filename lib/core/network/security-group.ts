/** What the rules of security groups admit: tcp/443, the rules of all groups united, nothing is ever denied by a rule. */
import {
  addressesOf,
  addressesOfAll,
  covers,
  type Family,
  type IntervalSet,
  NO_ADDRESSES,
  overlaps,
  union,
} from "./intervals";
import type { PrefixList, PrefixListId, SecurityGroupRule } from "./snapshot";

const HTTPS = 443;

/** Whether a rule is about tcp/443: protocol tcp or all, the port in its range. Protocol "-1" ignores ports. */
export function isForHttps({ protocol, ports }: SecurityGroupRule): boolean {
  if (protocol === "-1") return true;
  return (protocol === "tcp" || protocol === "6") && (!ports || (ports.from <= HTTPS && HTTPS <= ports.to));
}

export type PrefixListAddresses = (id: PrefixListId, family: Family) => IntervalSet;

/** Finds the addresses of prefix lists, each worked out once; a list whose entries are unknown has none. */
export function prefixListAddresses(prefixLists: readonly PrefixList[]): PrefixListAddresses {
  const lists = new Map(prefixLists.map((list) => [list.id, list]));
  const known = new Map<string, IntervalSet>();
  return (id, family) => {
    const key = `${id} ${family}`;
    const addresses = known.get(key) ?? addressesOfAll(lists.get(id)?.entries ?? [], family);
    known.set(key, addresses);
    return addresses;
  };
}

/** The addresses that one rule names by CIDR or prefix list. */
function addressesNamedBy({ peer }: SecurityGroupRule, lists: PrefixListAddresses, family: Family): IntervalSet {
  switch (peer.kind) {
    case "ipv4":
    case "ipv6":
      return addressesOf(peer.cidr, family);
    case "prefix-list":
      return lists(peer.prefixListId, family);
    case "group":
      return NO_ADDRESSES;
    default:
      return peer satisfies never;
  }
}

/** The id by which one rule names its peer: a group's, a prefix list's, or none. */
function idNamedBy({ peer }: SecurityGroupRule): string | null {
  return peer.kind === "group" ? peer.groupId : peer.kind === "prefix-list" ? peer.prefixListId : null;
}

/** What rules admit on tcp/443: addresses, and peers by id (groups and prefix lists). */
export type Admission = { addresses: IntervalSet; peerIds: ReadonlySet<string> };

/** What these rules together admit on tcp/443. */
export function admission(rules: readonly SecurityGroupRule[], lists: PrefixListAddresses, family: Family): Admission {
  const https = rules.filter(isForHttps);
  return {
    addresses: union(https.map((rule) => addressesNamedBy(rule, lists, family))),
    peerIds: new Set(https.flatMap((rule) => idNamedBy(rule) ?? [])),
  };
}

/** The addresses that the rules admit on tcp/443 by CIDR or prefix list. */
export function admittedAddresses(
  rules: readonly SecurityGroupRule[],
  prefixLists: readonly PrefixList[],
  family: Family,
): IntervalSet {
  return admission(rules, prefixListAddresses(prefixLists), family).addresses;
}

/**
 * The rules that admit tcp/443 for ANY of the peers named by id (groups, or a prefix list itself) or for ALL of the
 * addresses: one where one is enough, several where only they together are, null when they do not. Without addresses only
 * the ids count.
 */
export function groupAdmits(
  rules: readonly SecurityGroupRule[],
  peerIds: readonly string[],
  addresses: IntervalSet,
  prefixLists: readonly PrefixList[],
): SecurityGroupRule[] | null {
  const https = rules.filter(isForHttps);
  const named = https.find((rule) => peerIds.includes(idNamedBy(rule) ?? ""));
  if (named) return [named];
  const first = addresses[0];
  if (!first) return null;
  const family: Family = typeof first.from === "bigint" ? 6 : 4;
  const lists = prefixListAddresses(prefixLists);
  const touching = https
    .map((rule) => ({ rule, admitted: addressesNamedBy(rule, lists, family) }))
    .filter(({ admitted }) => overlaps(admitted, addresses));
  const whole = touching.find(({ admitted }) => covers(admitted, addresses));
  if (whole) return [whole.rule];
  return covers(union(touching.map(({ admitted }) => admitted)), addresses) ? touching.map(({ rule }) => rule) : null;
}
