import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareOfRuns } from "#lib/core/testing/random-runs";
import {
  addressesOf,
  addressesOfAll,
  allAddresses,
  covers,
  type IntervalSet,
  intersect,
  overlaps,
  subtract,
  union,
} from "./intervals";

const UNIVERSE = 24;

/** A set over the addresses 0 to 23, and the same as a list of booleans. */
const sets = fc
  .array(fc.tuple(fc.nat(UNIVERSE - 1), fc.integer({ min: 1, max: 6 })), { maxLength: 5 })
  .map((parts) => union(parts.map(([from, size]) => [{ from, end: Math.min(from + size, UNIVERSE) }])));

function members(set: IntervalSet): number[] {
  return Array.from({ length: UNIVERSE }, (_, n) => n).filter((n) => set.some(({ from, end }) => from <= n && n < end));
}

describe("addresses of a CIDR block", () => {
  it("are counted from its network address, for any address in it", () => {
    expect(addressesOf("10.0.0.7/29", 4)).toEqual([{ from: 0x0a000000, end: 0x0a000008 }]);
  });

  it("are one address without a prefix length", () => {
    expect(addressesOf("255.255.255.255", 4)).toEqual([{ from: 2 ** 32 - 1, end: 2 ** 32 }]);
  });

  it("are everything for a prefix length of 0", () => {
    expect(addressesOf("0.0.0.0/0", 4)).toEqual(allAddresses(4));
    expect(addressesOf("::/0", 6)).toEqual(allAddresses(6));
  });

  it("are none of the other family", () => {
    expect(addressesOf("10.0.0.0/8", 6)).toEqual([]);
    expect(addressesOf("2600:1f00::/24", 4)).toEqual([]);
  });

  it("work in IPv6", () => {
    expect(addressesOf("2001:db8::/126", 6)).toEqual([{ from: 0x20010db8n << 96n, end: (0x20010db8n << 96n) + 4n }]);
  });

  it("join where blocks touch", () => {
    expect(addressesOfAll(["10.0.0.128/25", "10.0.0.0/25"], 4)).toEqual(addressesOf("10.0.0.0/24", 4));
  });
});

describe("interval sets", () => {
  it("agree with sets of single addresses", () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(members(union([a, b]))).toEqual([...new Set([...inA, ...inB])].sort((x, y) => x - y));
        expect(members(intersect(a, b))).toEqual(inA.filter((n) => inB.includes(n)));
        expect(members(subtract(a, b))).toEqual(inA.filter((n) => !inB.includes(n)));
        expect(covers(a, b)).toBe(inB.every((n) => inA.includes(n)));
        expect(overlaps(a, b)).toBe(inB.some((n) => inA.includes(n)));
      }),
      { numRuns: shareOfRuns(2000) },
    );
  });

  it("stay sorted, disjoint and joined where they touch", () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        for (const set of [union([a, b]), intersect(a, b), subtract(a, b)]) {
          set.forEach(({ from, end }, i) => {
            expect(from < end).toBe(true);
            const next = set[i + 1];
            if (next) expect(next.from > end).toBe(true);
          });
        }
      }),
    );
  });
});
