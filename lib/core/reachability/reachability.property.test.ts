import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import { randomRuns } from "#lib/core/testing/random-runs";
import { tinyIntents } from "#lib/core/testing/tiny-intents";
import { tinyNetworks } from "#lib/core/testing/tiny-network";
import { walkedBlastRadius, walkedReachability } from "#lib/core/testing/walked-reachability";
import { blastRadius } from "./blast-radius";
import { reachability } from "./reachability";

const VERDICTS: Verdict[] = ["private", "partial", "public", "none", "unknown"];
const REASONS: BlockReason[] = [
  "no-endpoint",
  "not-available",
  "dns-support",
  "dns-hostnames",
  "private-dns-off",
  "no-route",
  "other-route",
  "no-default-route",
  "no-public-address",
  "client-egress",
  "client-nacl-out",
  "client-nacl-in",
  "endpoint-ingress",
  "endpoint-nacl-in",
  "endpoint-nacl-out",
  "ip-address-type",
  "dns-firewall",
  "hosted-zone",
  "resolver-rule",
  "port-unknown",
  "group-unreadable",
  "not-visible",
];

describe("on random networks", () => {
  const { numRuns, seed } = randomRuns(600);

  it(`verdicts and their causes are those that walking every packet gives (seed ${seed})`, {
    timeout: 3_600_000,
  }, () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(tinyNetworks, tinyIntents, ({ before, after }, intent) => {
        const rows = reachability(before, after, intent);
        expect(rows).toEqual(walkedReachability(before, after, intent));
        for (const row of rows) {
          const facts = [row.before, row.after, ...row.blockedBy.before, ...row.blockedBy.after];
          if (row.partlyRouted) facts.push("partial");
          for (const fact of new Set(facts)) seen.set(fact, (seen.get(fact) ?? 0) + 1);
        }
      }),
      { seed, numRuns },
    );
    for (const fact of [...VERDICTS, ...REASONS]) expect(seen.get(fact) ?? 0, fact).toBeGreaterThan(numRuns / 100);
  });

  it(`the blast radius is the interfaces that walking every address's packets finds (seed ${seed})`, {
    timeout: 3_600_000,
  }, () => {
    fc.assert(
      fc.property(tinyNetworks, tinyIntents, ({ before, after }, intent) => {
        const found = blastRadius(before, after, intent).flatMap(({ service, interfaces }) =>
          interfaces.map(({ networkInterfaceId, before: was, after: becomes, blockedBy }) => ({
            service,
            networkInterfaceId,
            before: was,
            after: becomes,
            blockedBy,
          })),
        );
        expect(found).toEqual(walkedBlastRadius(before, after, intent));
      }),
      { seed, numRuns: Math.ceil(numRuns / 3) },
    );
  });
});
