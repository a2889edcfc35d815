/** Sets of IP addresses as sorted intervals that neither overlap nor touch, so that a /16 costs as much as one address. */
import { Address4, Address6 } from "ip-address";

export type Family = 4 | 6;

/** Addresses from `from` up to, without, `end`. IPv4 counts in numbers, IPv6 in bigints; a set holds one family only. */
export type Interval = { readonly from: number | bigint; readonly end: number | bigint };

export type IntervalSet = readonly Interval[];

export const NO_ADDRESSES: IntervalSet = [];

const ALL: Record<Family, IntervalSet> = {
  4: [{ from: 0, end: 2 ** 32 }],
  6: [{ from: 0n, end: 2n ** 128n }],
};

/** Every address of the family. */
export function allAddresses(family: Family): IntervalSet {
  return ALL[family];
}

/** The addresses of a CIDR block, or of one address without a prefix length; nothing when it is of the other family. */
export function addressesOf(cidr: string, family: Family): IntervalSet {
  if (cidr.includes(":") !== (family === 6)) return NO_ADDRESSES;
  if (family === 6) {
    const block = new Address6(cidr);
    return [{ from: block.startAddress().bigInt(), end: block.endAddress().bigInt() + 1n }];
  }
  const block = new Address4(cidr);
  const size = 2 ** (32 - block.subnetMask);
  const address = block.parsedAddress.reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const from = address - (address % size);
  return [{ from, end: from + size }];
}

/** The addresses of all these CIDR blocks that are of the family. */
export function addressesOfAll(cidrs: readonly string[], family: Family): IntervalSet {
  return union(cidrs.map((cidr) => addressesOf(cidr, family)));
}

/** Addresses that are in at least one of the sets. */
export function union(sets: readonly IntervalSet[]): IntervalSet {
  const filled = sets.filter((set) => set.length > 0);
  if (filled.length < 2) return filled[0] ?? NO_ADDRESSES;
  const sorted = filled.flat().sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (!last || next.from > last.end) merged.push(next);
    else if (next.end > last.end) merged[merged.length - 1] = { from: last.from, end: next.end };
  }
  return merged;
}

/** Addresses that are in both sets. */
export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  const common: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as Interval;
    const y = b[j] as Interval;
    const from = x.from > y.from ? x.from : y.from;
    const end = x.end < y.end ? x.end : y.end;
    if (from < end) common.push({ from, end });
    if (x.end < y.end) i += 1;
    else j += 1;
  }
  return common;
}

/** Addresses of `a` that are not in `b`. */
export function subtract(a: IntervalSet, b: IntervalSet): IntervalSet {
  const rest: Interval[] = [];
  let j = 0;
  for (const { from, end } of a) {
    let start = from;
    while (j < b.length && (b[j] as Interval).end <= start) j += 1;
    for (let k = j; k < b.length && (b[k] as Interval).from < end; k += 1) {
      const hole = b[k] as Interval;
      if (hole.from > start) rest.push({ from: start, end: hole.from });
      if (hole.end > start) start = hole.end;
    }
    if (start < end) rest.push({ from: start, end });
  }
  return rest;
}

/** Whether every address of `b` is in `a`. */
export function covers(a: IntervalSet, b: IntervalSet): boolean {
  let i = 0;
  for (const { from, end } of b) {
    while (i < a.length && (a[i] as Interval).end <= from) i += 1;
    const around = a[i];
    if (!around || around.from > from || around.end < end) return false;
  }
  return true;
}

/** Whether the sets have an address in common. */
export function overlaps(a: IntervalSet, b: IntervalSet): boolean {
  return intersect(a, b).length > 0;
}
