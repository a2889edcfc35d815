/** The way of a client's packets to a service, as conditions on addresses; judging it walks intervals, never addresses. */

import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import {
  allAddresses,
  covers,
  type Family,
  type IntervalSet,
  intersect,
  NO_ADDRESSES,
  overlaps,
  union,
} from "#lib/core/network/intervals";
import type { Admission } from "#lib/core/network/security-group";
import type { SecurityGroupId, Subnet } from "#lib/core/network/snapshot";

/** Interfaces of one subnet that carry the same groups. */
export type Client = {
  groupIds: readonly SecurityGroupId[];
  subnet: Subnet;
  family: Family;
  addresses: IntervalSet;
  /** Those of its addresses that have a public one associated. */
  withPublicAddress: IntervalSet;
};

/** Passes packets of the addresses that it admits, and is the cause where others stop. */
export type Condition = { reason: BlockReason; admits: IntervalSet };

/** Packets from every client address to every destination; each passes when all conditions on both its ends hold. */
export type Leg = { destinations: IntervalSet; onDestination: Condition[]; onClient: Condition[] };

export type Way = {
  /** What it is called when every packet arrives. */
  arrives: "private" | "public";
  /** No legs: nothing arrives. */
  legs: Leg[];
  /** Causes besides the conditions: why the way is not a private one. */
  causes: BlockReason[];
  /** Client addresses whose packets all arrive. */
  whole: IntervalSet;
  /** Client addresses of which at least one packet arrives. */
  some: IntervalSet;
};

/**
 * The ways of clients after one answer, each by what its groups let out: clients that fare alike share theirs, since there may be
 * thousands of them.
 */
export type Ways = (client: Client, egress: Admission) => Way;

/** A way, and which client addresses get through on it. Addresses do not depend on one another. */
export function way(family: Family, { arrives, legs, causes }: Pick<Way, "arrives" | "legs" | "causes">): Way {
  let whole = legs.length > 0 ? allAddresses(family) : NO_ADDRESSES;
  const some: IntervalSet[] = [];
  for (const { destinations, onDestination, onClient } of legs) {
    const admitted = onClient.reduce((set, { admits }) => intersect(set, admits), allAddresses(family));
    const reached = onDestination.reduce((set, { admits }) => intersect(set, admits), destinations);
    whole = covers(reached, destinations) ? intersect(whole, admitted) : NO_ADDRESSES;
    if (reached.length > 0) some.push(admitted);
  }
  return { arrives, legs, causes, whole, some: union(some) };
}

/** The verdict on these client addresses. */
export function verdictOf({ arrives, whole, some }: Way, addresses: IntervalSet): Verdict {
  if (addresses.length > 0 && covers(whole, addresses)) return arrives;
  return overlaps(some, addresses) ? "partial" : "none";
}

/** Every cause that stops at least one packet of these client addresses, sorted and without repeats. */
export function causesOf({ legs, causes }: Way, addresses: IntervalSet): BlockReason[] {
  const found = new Set(causes);
  for (const { destinations, onDestination, onClient } of legs) {
    for (const { reason, admits } of onDestination) if (!covers(admits, destinations)) found.add(reason);
    for (const { reason, admits } of onClient) if (!covers(admits, addresses)) found.add(reason);
  }
  return [...found].sort();
}

/** Whether the way treats all these client addresses in the same manner, so that one verdict holds for each of them. */
export function isEven({ legs }: Way, addresses: IntervalSet): boolean {
  return legs.every(({ onClient }) =>
    onClient.every(({ admits }) => covers(admits, addresses) || !overlaps(admits, addresses)),
  );
}

/**
 * What is admitted, as far as these addresses go: everything, nothing, or just what is said. Sets that come to the same for
 * them mostly come out as one and the same set.
 */
export function asFarAs(addresses: IntervalSet, admits: IntervalSet, family: Family): IntervalSet {
  if (covers(admits, addresses)) return allAddresses(family);
  return overlaps(admits, addresses) ? admits : NO_ADDRESSES;
}

/** A condition that holds for every client address or for none. */
export function forAll(family: Family, holds: boolean, reason: BlockReason): Condition {
  return { reason, admits: holds ? allAddresses(family) : NO_ADDRESSES };
}
