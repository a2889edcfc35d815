import fc from "fast-check";
import { expect, it } from "vitest";
import { readGateway } from "#lib/aws/ec2-reader";
import { accountAnswers } from "#lib/aws/testing/account-server";
import { ec2Server } from "#lib/aws/testing/ec2-server";
import { intentSchema } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { applyChanges } from "#lib/core/planning/simulate";
import { tinyNetworks } from "#lib/core/testing/tiny-network";
import { GROUPS, SUBNETS } from "#lib/core/testing/tiny-rules";
import { walkedReachability } from "#lib/core/testing/walked-reachability";

/** How many accounts are read; more when POSTERN_RANDOM_ACCOUNTS says so. */
const ACCOUNTS = Number(process.env.POSTERN_RANDOM_ACCOUNTS ?? 300);

const base = intentSchema.parse({
  version: 1,
  region: "us-east-1",
  vpcId: "vpc-00000001",
  services: ["ecs"],
  subnetIds: [],
  clientSecurityGroupIds: ["sg-00000001"],
});

const intents = fc.record({
  privateDns: fc.constantFrom(true, true, false),
  subnetIds: fc.subarray(SUBNETS.map(({ id }) => id)),
});

it(`${ACCOUNTS} random accounts, read through EC2's API, are judged as walking every packet in them does`, async () => {
  let account: Snapshot | null = null;
  const answers = new Proxy<ReturnType<typeof accountAnswers>>(
    {},
    {
      get: (_, action: string) => account && accountAnswers(account)[action],
    },
  );
  const server = await ec2Server(answers);
  try {
    await fc.assert(
      fc.asyncProperty(tinyNetworks, intents, async ({ before }, some) => {
        account = before;
        const vpcId = before.vpc?.id ?? "vpc-none";
        const clientSecurityGroupIds = GROUPS.slice(0, 2);
        const intent = { ...base, ...some, vpcId, services: ["ecs", "s3", "s3:interface"], clientSecurityGroupIds };
        const read = await readGateway(server.target).snapshot(vpcId);
        const planned = plan(read, intent);
        const after = applyChanges(before, planned.changes);
        expect(planned.reachability).toEqual(walkedReachability(before, after, intent));
      }),
      { numRuns: ACCOUNTS },
    );
  } finally {
    await server.stop();
  }
}, 600_000);
