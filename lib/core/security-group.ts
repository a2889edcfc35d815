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
import type { PrefixList, SecurityGroupRule } from "./network";

export const HTTPS = 443;

/** Whether a rule is about tcp/443: protocol tcp or all, the port in its range. Protocol "-1" ignores ports. */
export function isForHttps({ protocol, ports }: SecurityGroupRule): boolean {
  if (protocol === "-1") return true;
  return (protocol === "tcp" || protocol === "6") && (!ports || (ports.from <= HTTPS && HTTPS <= ports.to));
}

/** The addresses that one rule names by CIDR or prefix list; a list whose entries are unknown names none. */
function addressesNamedBy(rule: SecurityGroupRule, prefixLists: readonly PrefixList[], family: Family): IntervalSet {
  const { peer } = rule;
  switch (peer.kind) {
    case "ipv4":
    case "ipv6":
      return addressesOf(peer.cidr, family);
    case "prefix-list":
      return addressesOfAll(prefixLists.find((list) => list.id === peer.prefixListId)?.entries ?? [], family);
    case "group":
      return NO_ADDRESSES;
    default:
      return peer satisfies never;
  }
}

/** The addresses that the rules admit on tcp/443 by CIDR or prefix list. */
export function admittedAddresses(
  rules: readonly SecurityGroupRule[],
  prefixLists: readonly PrefixList[],
  family: Family,
): IntervalSet {
  return union(rules.filter(isForHttps).map((rule) => addressesNamedBy(rule, prefixLists, family)));
}

/** The first rule for tcp/443 whose peer is one of these groups or prefix lists by its id. */
export function ruleNaming(
  rules: readonly SecurityGroupRule[],
  ids: ReadonlySet<string>,
): SecurityGroupRule | undefined {
  return rules.find(({ peer, ...rule }) => {
    if (!isForHttps({ peer, ...rule })) return false;
    return (
      (peer.kind === "group" && ids.has(peer.groupId)) || (peer.kind === "prefix-list" && ids.has(peer.prefixListId))
    );
  });
}

/**
 * What makes the rules admit tcp/443 for ANY of the peers named by id (groups, or a prefix list itself) or for ALL of
 * the addresses: one rule where one is enough, `"united"` where only several together are, null when they do not.
 * Without addresses only the ids count.
 */
export function groupAdmits(
  rules: readonly SecurityGroupRule[],
  peerIds: readonly string[],
  addresses: IntervalSet,
  prefixLists: readonly PrefixList[],
): SecurityGroupRule | "united" | null {
  const named = ruleNaming(rules, new Set(peerIds));
  if (named) return named;
  const first = addresses[0];
  if (!first) return null;
  const family: Family = typeof first.from === "bigint" ? 6 : 4;
  const touching = rules
    .filter(isForHttps)
    .map((rule) => ({ rule, admitted: addressesNamedBy(rule, prefixLists, family) }))
    .filter(({ admitted }) => overlaps(admitted, addresses));
  const whole = touching.find(({ admitted }) => covers(admitted, addresses));
  if (whole) return whole.rule;
  return covers(union(touching.map(({ admitted }) => admitted)), addresses) ? "united" : null;
}
