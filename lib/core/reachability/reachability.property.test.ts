import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import { type Intent, intentSchema } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { addressesFrom, type From, packetWalk, type Walk } from "#lib/core/testing/packet-walk";
import { tinyNetworks } from "#lib/core/testing/tiny-network";
import { GROUPS, SUBNETS } from "#lib/core/testing/tiny-rules";
import { isWorkload, walkedReachability } from "#lib/core/testing/walked-reachability";
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

/** Every service in each question: networks are costly to make, questions are not. */
const intents: fc.Arbitrary<Intent> = fc
  .record({ privateDns: fc.constantFrom(true, true, false), subnetIds: fc.subarray(SUBNETS.map(({ id }) => id)) })
  .map((some) => ({
    ...base,
    ...some,
    services: ["ecs", "s3", "s3:interface"],
    clientSecurityGroupIds: GROUPS.slice(0, 2),
  }));

const WORTH = { none: 0, partial: 1, public: 2, private: 2 };

/** Interfaces with an address that gets less far than before, by walking each address's packets. */
function walkedBlastRadius(before: Snapshot, after: Snapshot, intent: Intent) {
  return [...intent.services].sort().flatMap((service) =>
    before.networkInterfaces
      .filter((one) => isWorkload(before, one))
      .flatMap((one) => {
        const subnet = before.subnets.find(({ id }) => id === one.subnetId);
        if (!subnet) throw new Error(`No subnet ${one.subnetId}`);
        const ask = (network: Snapshot, from: From[]): Walk =>
          packetWalk({ network, groups: one.securityGroupIds, subnet, from, service, ownName: false });
        const from = addressesFrom([one]);
        if (!from.some((each) => WORTH[ask(after, [each]).verdict] < WORTH[ask(before, [each]).verdict])) return [];
        const [was, becomes] = [ask(before, from), ask(after, from)];
        return [
          {
            service,
            networkInterfaceId: one.id,
            before: was.verdict,
            after: becomes.verdict,
            blockedBy: becomes.reasons,
          },
        ];
      }),
  );
}

const VERDICTS: Verdict[] = ["private", "partial", "public", "none"];
const REASONS: BlockReason[] = [
  "no-endpoint",
  "not-available",
  "dns-support",
  "dns-hostnames",
  "private-dns-off",
  "no-route",
  "no-default-route",
  "client-egress",
  "client-nacl-out",
  "client-nacl-in",
  "endpoint-ingress",
  "endpoint-nacl-in",
  "endpoint-nacl-out",
];

describe("on random networks", () => {
  it("verdicts and their causes are those that walking every packet gives", { timeout: 300_000 }, () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(tinyNetworks, intents, ({ before, after }, intent) => {
        const rows = reachability(before, after, intent);
        expect(rows).toEqual(walkedReachability(before, after, intent));
        for (const row of rows) {
          const facts = [row.before, row.after, ...row.blockedBy.before, ...row.blockedBy.after];
          for (const fact of new Set(facts)) seen.set(fact, (seen.get(fact) ?? 0) + 1);
        }
      }),
      { seed: 443, numRuns: 10_000 },
    );
    for (const fact of [...VERDICTS, ...REASONS]) expect(seen.get(fact), fact).toBeGreaterThan(1000);
  });

  it("the blast radius is the interfaces that walking every address's packets finds", { timeout: 300_000 }, () => {
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
      { seed: 443, numRuns: 2_000 },
    );
  });
});
