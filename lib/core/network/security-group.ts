/** What the rules of security groups allow on a TCP port: the rules of all groups united, nothing is ever denied by a rule. */
import { derivedFrom, memoizeByArguments } from "#lib/core/text/memoize";
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
import { holdsPort, isTcp, type PortRange, portsOfRule } from "./ports";
import type { PrefixList, PrefixListId, SecurityGroupRule } from "./snapshot";

/** Whether a rule is about tcp on the port: protocol tcp or all, the port in its range. Protocol "-1" ignores ports. */
export const isForPort = (rule: SecurityGroupRule, port: number): boolean =>
  isTcp(rule) && holdsPort(portsOfRule(rule), port);

/**
 * Ports that represent all of the ranges: between two of them no rule or entry begins or ends, so that what holds for one holds for
 * those up to the next.
 */
export function portsToTest(
  ranges: readonly PortRange[],
  rules: Iterable<{ protocol: string; ports: PortRange | null }>,
): number[] {
  const tested = new Set(ranges.map(({ from }) => from));
  const wide = ranges.filter(({ from, to }) => from < to);
  if (wide.length === 0) return [...tested];
  for (const rule of rules) {
    if (!isTcp(rule)) continue;
    const { from, to } = portsOfRule(rule);
    for (const port of [from, to + 1]) if (wide.some((range) => holdsPort(range, port))) tested.add(port);
  }
  return [...tested];
}

export type PrefixListAddresses = (id: PrefixListId, family: Family) => IntervalSet;

function addressesOfLists(prefixLists: readonly PrefixList[]): PrefixListAddresses {
  const lists = new Map(prefixLists.map((list) => [list.id, list]));
  return memoizeByArguments((id, family) => addressesOfAll(lists.get(id)?.entries ?? [], family));
}

/** Finds the addresses of prefix lists; a list whose entries are unknown has none. */
export function prefixListAddresses(prefixLists: readonly PrefixList[]): PrefixListAddresses {
  return derivedFrom(prefixLists, addressesOfLists);
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

/** What rules allow on one TCP port: addresses, and peers by id (groups and prefix lists). */
export type Allowed = { addresses: IntervalSet; peerIds: ReadonlySet<string> };

/** What these rules together allow on the port. */
export function allowedBy(
  rules: readonly SecurityGroupRule[],
  lists: PrefixListAddresses,
  family: Family,
  port: number,
): Allowed {
  const relevant = rules.filter((rule) => isForPort(rule, port));
  return {
    addresses: union(relevant.map((rule) => addressesNamedBy(rule, lists, family))),
    peerIds: new Set(relevant.flatMap((rule) => idNamedBy(rule) ?? [])),
  };
}

/** The addresses that the rules allow on every port of the ranges by CIDR or prefix list. */
export function allowedAddresses(
  rules: readonly SecurityGroupRule[],
  prefixLists: readonly PrefixList[],
  family: Family,
  ports: readonly PortRange[],
): IntervalSet[] {
  const lists = prefixListAddresses(prefixLists);
  return portsToTest(ports, rules).map((port) => allowedBy(rules, lists, family, port).addresses);
}

/** The rules that allow one port, as `allowingRules` says. */
function allowingPort(
  rules: readonly SecurityGroupRule[],
  peerIds: readonly string[],
  addresses: IntervalSet,
  lists: PrefixListAddresses,
  port: number,
): SecurityGroupRule[] | null {
  const relevant = rules.filter((rule) => isForPort(rule, port));
  const named = relevant.find((rule) => peerIds.includes(idNamedBy(rule) ?? ""));
  if (named) return [named];
  const first = addresses[0];
  if (!first) return null;
  const family: Family = typeof first.from === "bigint" ? 6 : 4;
  const touching = relevant
    .map((rule) => ({ rule, allowed: addressesNamedBy(rule, lists, family) }))
    .filter(({ allowed }) => overlaps(allowed, addresses));
  const whole = touching.find(({ allowed }) => covers(allowed, addresses));
  if (whole) return [whole.rule];
  return covers(union(touching.map(({ allowed }) => allowed)), addresses) ? touching.map(({ rule }) => rule) : null;
}

/**
 * The rules that allow every TCP port of the ranges for ANY of the peers named by id (groups, or a prefix list itself) or for ALL of
 * the addresses: one where one is enough, several where only they together are, null when they do not. Without addresses only
 * the ids count.
 */
export function allowingRules(
  rules: readonly SecurityGroupRule[],
  peerIds: readonly string[],
  addresses: IntervalSet,
  prefixLists: readonly PrefixList[],
  ports: readonly PortRange[],
): SecurityGroupRule[] | null {
  const lists = prefixListAddresses(prefixLists);
  const byPort = portsToTest(ports, rules).map((port) => allowingPort(rules, peerIds, addresses, lists, port));
  return byPort.includes(null) ? null : [...new Set(byPort.flatMap((some) => some ?? []))];
}
