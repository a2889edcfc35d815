/** The path of a client's packets to a service, as conditions on addresses; a verdict on it walks intervals, never addresses. */

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
import type { Allowed } from "#lib/core/network/security-group";
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

/** Passes packets of the addresses that it allows, and is the cause where others stop. */
export type Condition = { reason: BlockReason; allows: IntervalSet };

/** Packets from every client address to every destination; each passes when all conditions on both its ends hold. */
export type Leg = { destinations: IntervalSet; onDestination: Condition[]; onClient: Condition[] };

export type NetworkPath = {
  /** What it is called when every packet arrives. */
  arrives: "private" | "public";
  /** No legs: nothing arrives. */
  legs: Leg[];
  /** Causes besides the conditions: why the path is not a private one. */
  causes: BlockReason[];
  /** Client addresses whose packets all arrive. */
  whole: IntervalSet;
  /** Client addresses of which at least one packet arrives. */
  some: IntervalSet;
  /** Client addresses of which nothing can be said, and why; null: of none. */
  unknown: { addresses: IntervalSet; reason: BlockReason } | null;
  /** Client addresses that reach a part of the public addresses only, as far as routes go. */
  partlyRouted: IntervalSet;
};

/** What a client's groups allow out, by the ports to test, in their order. */
export type Egress = readonly Allowed[];

/**
 * The paths of clients after one resolution, each by what its groups allow out: clients of which the same holds share theirs, since
 * there may be thousands of them.
 */
export type NetworkPaths = (client: Client, egress: Egress) => NetworkPath;

/** A path, and which client addresses get through on it. Addresses do not depend on one another. */
export function networkPath(
  family: Family,
  { arrives, legs, causes }: Pick<NetworkPath, "arrives" | "legs" | "causes">,
  more: Partial<Pick<NetworkPath, "unknown" | "partlyRouted">> = {},
): NetworkPath {
  let whole = legs.length > 0 ? allAddresses(family) : NO_ADDRESSES;
  const some: IntervalSet[] = [];
  for (const { destinations, onDestination, onClient } of legs) {
    const allowed = onClient.reduce((set, { allows }) => intersect(set, allows), allAddresses(family));
    const reached = onDestination.reduce((set, { allows }) => intersect(set, allows), destinations);
    whole = covers(reached, destinations) ? intersect(whole, allowed) : NO_ADDRESSES;
    if (reached.length > 0) some.push(allowed);
  }
  return { arrives, legs, causes, whole, some: union(some), unknown: null, partlyRouted: NO_ADDRESSES, ...more };
}

/** No packet arrives, for one reason. */
export const noPath = (family: Family, reason: BlockReason): NetworkPath =>
  networkPath(family, { arrives: "private", legs: [], causes: [reason] });

/** Nothing can be said of any packet, for one reason. */
export const unknownPath = (family: Family, reason: BlockReason): NetworkPath =>
  networkPath(
    family,
    { arrives: "private", legs: [], causes: [] },
    { unknown: { addresses: allAddresses(family), reason } },
  );

const isUnknown = ({ unknown }: NetworkPath, addresses: IntervalSet): boolean =>
  unknown !== null && (overlaps(unknown.addresses, addresses) || addresses.length === 0);

/** The verdict on these client addresses. */
export function verdictOf(path: NetworkPath, addresses: IntervalSet): Verdict {
  if (isUnknown(path, addresses)) return "unknown";
  if (addresses.length > 0 && covers(path.whole, addresses)) return path.arrives;
  return overlaps(path.some, addresses) ? "partial" : "none";
}

/** Every cause that stops at least one packet of these client addresses, sorted and without repeats. */
export function causesOf(path: NetworkPath, addresses: IntervalSet): BlockReason[] {
  if (path.unknown && isUnknown(path, addresses)) return [path.unknown.reason];
  const found = new Set(path.causes);
  if (addresses.length === 0) return [...found].sort();
  for (const { destinations, onDestination, onClient } of path.legs) {
    for (const { reason, allows } of onDestination) if (!covers(allows, destinations)) found.add(reason);
    for (const { reason, allows } of onClient) if (!covers(allows, addresses)) found.add(reason);
  }
  return [...found].sort();
}

/** Whether the path treats all these client addresses in the same manner, so that one verdict holds for each of them. */
export function isEven({ legs, unknown }: NetworkPath, addresses: IntervalSet): boolean {
  const even = (set: IntervalSet) => covers(set, addresses) || !overlaps(set, addresses);
  return (
    (unknown === null || even(unknown.addresses)) &&
    legs.every(({ onClient }) => onClient.every(({ allows }) => even(allows)))
  );
}

/**
 * What is allowed, as far as these addresses go: everything, nothing, or just what is said. Sets that come to the same for
 * them mostly come out as one and the same set.
 */
export function asFarAs(addresses: IntervalSet, allows: IntervalSet, family: Family): IntervalSet {
  if (covers(allows, addresses)) return allAddresses(family);
  return overlaps(allows, addresses) ? allows : NO_ADDRESSES;
}

/** A condition that holds for every client address or for none. */
export function forAll(family: Family, holds: boolean, reason: BlockReason): Condition {
  return { reason, allows: holds ? allAddresses(family) : NO_ADDRESSES };
}
