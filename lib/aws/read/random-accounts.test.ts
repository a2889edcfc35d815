import fc from "fast-check";
import { expect, it } from "vitest";
import { readGateway } from "#lib/aws/ec2-reader";
import { groupsOfAnotherVpc, randomNames } from "#lib/aws/testing/random-names";
import { withMoreRoutes } from "#lib/aws/testing/random-routes";
import { wholeAccounts } from "#lib/aws/testing/whole-accounts";
import { intentSchema } from "#lib/core/intent/intent";
import type { HostedZone, Read, SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
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

/** Of another VPC; whether they can be read is drawn. */
const SHARED: SecurityGroupId[] = ["sg-shared", "sg-hidden"];

/** What a tiny network says of VPC, names, groups and routes, and more of each. */
const accounts: fc.Arbitrary<Snapshot> = tinyNetworks.chain(({ before }) =>
  fc
    .record({
      network: withMoreRoutes(before),
      names: randomNames,
      associatedGroups: groupsOfAnotherVpc(SHARED),
      carried: fc.array(fc.constantFrom(undefined, undefined, ...SHARED), {
        minLength: before.networkInterfaces.length,
        maxLength: before.networkInterfaces.length,
      }),
      dns64: fc.array(fc.boolean(), { minLength: SUBNETS.length, maxLength: SUBNETS.length }),
      endpoints: fc.record({
        dnsRecordIpType: fc.constantFrom("ipv4", "service-defined"),
        serviceRegion: fc.constantFrom(undefined, "eu-west-1"),
      }),
    })
    .map(({ network, names, associatedGroups, carried, dns64, endpoints: { dnsRecordIpType, serviceRegion } }) => ({
      ...network,
      ...names,
      associatedGroups,
      subnets: network.subnets.map((subnet, i) => ({ ...subnet, ...(dns64[i] ? { enableDns64: true } : {}) })),
      networkInterfaces: network.networkInterfaces.map((one, i) => {
        const more = carried[i];
        return more ? { ...one, securityGroupIds: [...one.securityGroupIds, more] } : one;
      }),
      endpoints: network.endpoints.map((one, i) => ({
        ...one,
        dnsRecordIpType,
        ...(i === 0 && serviceRegion && one.serviceName.endsWith(".s3") ? { serviceRegion } : {}),
      })),
    })),
);

/** What the reader has to give as it was; the zones of Profiles come after the VPC's own. */
function comparable(snapshot: Snapshot) {
  const { resolverRules, dnsFirewall, profiles, routeTables, subnets, associatedGroups = [], endpoints } = snapshot;
  const carried = new Set(snapshot.networkInterfaces.flatMap(({ securityGroupIds }) => securityGroupIds));
  const named = JSON.stringify([routeTables, snapshot.securityGroups]);
  return {
    hostedZones: byId(snapshot.hostedZones),
    resolverRules,
    dnsFirewall,
    profiles,
    routes: routeTables.map(({ routes }) => routes.map(({ targetId: _, ...route }) => route)),
    subnets,
    associatedGroups: associatedGroups.filter(({ id }) => carried.has(id)),
    endpoints: endpoints.map(({ dnsRecordIpType, serviceRegion }) => ({ dnsRecordIpType, serviceRegion })),
    prefixLists: snapshot.prefixLists
      .filter(({ id }) => named.includes(id))
      .map(({ id, entries }) => [id, entries?.length ? entries : null]),
  };
}

const byId = (read: Read<HostedZone[]> | undefined) =>
  read?.state === "read" ? read.value.toSorted((a, b) => a.id.localeCompare(b.id)) : read;

it(
  `${ACCOUNTS} random accounts are read as they are, and judged as walking every packet in them does`,
  async () => {
    const served = await wholeAccounts();
    try {
      await fc.assert(
        fc.asyncProperty(accounts, intents, async (account, some) => {
          const vpcId = account.vpc?.id ?? "vpc-none";
          const target = {
            region: "us-east-1",
            profile: null,
            endpointUrl: served.open({ snapshot: account }),
            sandbox: true,
          };
          const read = await readGateway(target).snapshot(vpcId);
          expect(comparable(read)).toEqual(comparable(account));

          const clientSecurityGroupIds = GROUPS.slice(0, 2);
          const intent = { ...base, ...some, vpcId, services: ["ecs", "s3", "s3:interface"], clientSecurityGroupIds };
          const planned = plan(read, intent);
          const after = applyChanges(account, planned.changes);
          expect(planned.reachability).toEqual(walkedReachability(account, after, intent));
        }),
        { numRuns: ACCOUNTS },
      );
    } finally {
      await served.stop();
    }
  },
  600_000 + ACCOUNTS * 1_000,
);
