import fc from "fast-check";
import { expect, it } from "vitest";
import { readGateway } from "#lib/aws/ec2-reader";
import { groupsOfAnotherVpc, randomNames } from "#lib/aws/testing/random-names";
import { withMoreRoutes } from "#lib/aws/testing/random-routes";
import { wholeAccounts } from "#lib/aws/testing/whole-accounts";
import type { HostedZone, Read, SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { applyChanges } from "#lib/core/planning/simulate";
import { shareOfRuns } from "#lib/core/testing/random-runs";
import { tinyIntents } from "#lib/core/testing/tiny-intents";
import { tinyNetworks } from "#lib/core/testing/tiny-network";
import { SUBNETS } from "#lib/core/testing/tiny-rules";
import { walkedReachability } from "#lib/core/testing/walked-reachability";

/** How many accounts are read; more when POSTERN_RANDOM_ACCOUNTS says so. */
const ACCOUNTS = Number(process.env.POSTERN_RANDOM_ACCOUNTS ?? shareOfRuns(300));

/** Of another VPC; whether they can be read is drawn. */
const SHARED: SecurityGroupId[] = ["sg-shared", "sg-hidden"];

/** With more routes and groups than a tiny network has, and names that the reader gives exactly as they were. */
const withMore = (before: Snapshot): fc.Arbitrary<Snapshot> =>
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
    }));

/** A tiny network as it is, whose names lead to its endpoints, or one with more. `exact`: the reader returns it as it was. */
const accounts: fc.Arbitrary<{ account: Snapshot; exact: boolean }> = tinyNetworks.chain(({ before }) =>
  fc.oneof(
    fc.constant({ account: before, exact: false }),
    withMore(before).map((account) => ({ account, exact: true })),
  ),
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
  `${ACCOUNTS} random accounts are read as they are, and evaluated as by walking every packet in them`,
  async () => {
    const served = await wholeAccounts();
    try {
      await fc.assert(
        fc.asyncProperty(accounts, tinyIntents, async ({ account, exact }, some) => {
          const vpcId = account.vpc?.id ?? "vpc-none";
          const target = {
            region: "us-east-1",
            profile: null,
            endpointUrl: served.open({ snapshot: account }),
            sandbox: true,
          };
          const read = await readGateway(target).snapshot(vpcId);
          if (exact) expect(comparable(read)).toEqual(comparable(account));

          const intent = { ...some, vpcId };
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
