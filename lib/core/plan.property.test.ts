import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "./format/plan-format";
import { referencesIn } from "./format/references";
import type { Snapshot } from "./network/snapshot";
import { plan } from "./plan";
import { applyChanges } from "./planning/simulate";
import { accountAndIntent } from "./testing/arbitrary";
import { shareOfRuns } from "./testing/random-runs";

const textsIn = (value: Json): string[] => {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap((member) => textsIn(member as Json));
};

const shuffled = <T>(list: readonly T[], seed: number): T[] =>
  list
    .map((item, i) => ({ item, key: ((i + 1) * (seed + 7) * 2654435761) % 4294967296 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

const shuffledSnapshot = (snapshot: Snapshot, seed: number): Snapshot => ({
  ...snapshot,
  subnets: shuffled(snapshot.subnets, seed),
  routeTables: shuffled(snapshot.routeTables, seed),
  networkAcls: shuffled(snapshot.networkAcls, seed),
  securityGroups: shuffled(snapshot.securityGroups, seed),
  networkInterfaces: shuffled(snapshot.networkInterfaces, seed),
  endpoints: shuffled(snapshot.endpoints, seed),
  services: shuffled(snapshot.services, seed),
  prefixLists: shuffled(snapshot.prefixLists, seed),
});

describe("for any account and intent", { timeout: 120_000 }, () => {
  it("nothing is left to do once the plan has been carried out", () => {
    fc.assert(
      fc.property(accountAndIntent, ({ snapshot, intent }) => {
        const first = plan(snapshot, intent);
        expect(plan(applyChanges(snapshot, first.changes), intent).changes).toEqual([]);
      }),
      { numRuns: shareOfRuns(1500) },
    );
  });

  it("the order in which resources are named or listed does not change the plan", () => {
    fc.assert(
      fc.property(accountAndIntent, fc.nat(1000), ({ snapshot, intent }, seed) => {
        const reordered = {
          ...intent,
          services: shuffled(intent.services, seed),
          subnetIds: shuffled(intent.subnetIds, seed),
          clientSecurityGroupIds: shuffled(intent.clientSecurityGroupIds, seed),
        };
        expect(plan(shuffledSnapshot(snapshot, seed), reordered)).toEqual(plan(snapshot, intent));
      }),
      { numRuns: shareOfRuns(500) },
    );
  });

  it("every request refers only to what an earlier change, on which it depends, produces", () => {
    fc.assert(
      fc.property(accountAndIntent, ({ snapshot, intent }) => {
        const done = new Set<string>();
        for (const change of plan(snapshot, intent).changes) {
          for (const before of change.dependsOn) expect(done).toContain(before);
          for (const { source } of textsIn(change.input).flatMap(referencesIn)) {
            if (source !== "run") expect(change.dependsOn).toContain(source);
          }
          expect(done).not.toContain(change.id);
          done.add(change.id);
        }
      }),
      { numRuns: shareOfRuns(1000) },
    );
  });

  it("a client that could reach a service privately still can afterwards", () => {
    fc.assert(
      fc.property(accountAndIntent, ({ snapshot, intent }) => {
        for (const row of plan(snapshot, intent).reachability) {
          if (row.before === "private" && intent.privateDns) expect(row.after).toBe("private");
        }
      }),
      { numRuns: shareOfRuns(500) },
    );
  });
});
