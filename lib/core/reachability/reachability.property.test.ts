import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import { type Intent, intentSchema } from "#lib/core/intent/intent";
import { randomRuns } from "#lib/core/testing/random-runs";
import { THIRD_PARTY, tinyNetworks } from "#lib/core/testing/tiny-network";
import { GROUPS, SUBNETS } from "#lib/core/testing/tiny-rules";
import { walkedBlastRadius, walkedReachability } from "#lib/core/testing/walked-reachability";
import { blastRadius } from "./blast-radius";
import { reachability } from "./reachability";

const base = intentSchema.parse({
  version: 1,
  region: "us-east-1",
  vpcId: "vpc-00000001",
  services: ["ecs"],
  subnetIds: [],
  clientSecurityGroupIds: ["sg-00000001"],
});

const subnets = fc.subarray(SUBNETS.map(({ id }) => id));

/** Every service in each question: networks are costly to make, questions are not. */
const intents: fc.Arbitrary<Intent> = fc
  .record({
    privateDns: fc.constantFrom(true, true, false),
    subnetIds: subnets,
    clientSubnetIds: fc.oneof(
      { weight: 3, arbitrary: fc.array(fc.constantFrom(...SUBNETS.map(({ id }) => id)), { maxLength: 0 }) },
      { weight: 1, arbitrary: subnets },
    ),
    ports: fc.constantFrom<NonNullable<Intent["ports"]>[]>(
      {},
      {},
      { ecs: [443, "8000-8002"], [THIRD_PARTY]: [443] },
      { ecs: ["440-445"], "email-smtp": [465, 587] },
    ),
  })
  .map((some) => ({
    ...base,
    ...some,
    services: ["ecs", "email-smtp", "s3", "s3:interface", THIRD_PARTY],
    clientSecurityGroupIds: GROUPS.slice(0, 2),
  }));

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
      fc.property(tinyNetworks, intents, ({ before, after }, intent) => {
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
      fc.property(tinyNetworks, intents, ({ before, after }, intent) => {
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
