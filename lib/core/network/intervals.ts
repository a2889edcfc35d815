/** Sets of IP addresses as sorted intervals that neither overlap nor touch, so that a /16 costs as much as one address. */
import { Address6 } from "ip-address";

export type Family = 4 | 6;

/** Addresses from `from` up to, without, `end`. IPv4 counts in numbers, IPv6 in bigints; a set holds one family only. */
type Interval = { readonly from: number | bigint; readonly end: number | bigint };

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

/** Read digit by digit: a large account has tens of thousands of these, and the library takes ten times as long. */
function blockIn4(cidr: string): Interval {
  const slash = cidr.indexOf("/");
  const size = slash < 0 ? 1 : 2 ** (32 - Number(cidr.slice(slash + 1)));
  let address = 0;
  let octet = 0;
  for (let i = 0; i < (slash < 0 ? cidr.length : slash); i += 1) {
    const code = cidr.charCodeAt(i);
    if (code === 46) {
      address = address * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + code - 48;
  }
  address = address * 256 + octet;
  const from = address - (address % size);
  return { from, end: from + size };
}

function blockIn6(cidr: string): Interval {
  const block = new Address6(cidr);
  return { from: block.startAddress().bigInt(), end: block.endAddress().bigInt() + 1n };
}

/**
 * The addresses of a CIDR block as EC2 writes it, or of one address without a prefix length; nothing when it is of the other
 * family.
 */
export function addressesOf(cidr: string, family: Family): IntervalSet {
  if (cidr.includes(":") !== (family === 6)) return NO_ADDRESSES;
  return [family === 6 ? blockIn6(cidr) : blockIn4(cidr)];
}

/** The addresses of all these CIDR blocks that are of the family. */
export function addressesOfAll(cidrs: readonly string[], family: Family): IntervalSet {
  return union(cidrs.map((cidr) => addressesOf(cidr, family)));
}

/** Addresses that are in at least one of the sets. */
export function union(sets: readonly IntervalSet[]): IntervalSet {
  const [first] = sets;
  if (first && sets.every((set) => set === first)) return first;
  const all: Interval[] = [];
  for (const set of sets) for (const interval of set) all.push(interval);
  if (all.length < 2) return all;
  const inOrder = all.every((interval, i) => i === 0 || (all[i - 1] as Interval).from <= interval.from);
  if (!inOrder) all.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const merged: Interval[] = [];
  for (const next of all) {
    const last = merged.at(-1);
    if (!last || next.from > last.end) merged.push(next);
    else if (next.end > last.end) merged[merged.length - 1] = { from: last.from, end: next.end };
  }
  return merged;
}

/** Addresses that are in both sets. */
export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  if (covers(b, a)) return a;
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
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as Interval;
    const y = b[j] as Interval;
    if (x.from < y.end && y.from < x.end) return true;
    if (x.end < y.end) i += 1;
    else j += 1;
  }
  return false;
}
