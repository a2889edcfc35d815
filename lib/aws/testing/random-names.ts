/** Random zones, rules, Profiles, DNS Firewall and groups of other VPCs, in the form in which the reader gives them. */
import fc from "fast-check";
import type {
  DnsFirewallRule,
  HostedZone,
  HostedZoneRecord,
  Profile,
  ProfileRef,
  ResolverRule,
  SecurityGroup,
  SecurityGroupId,
  Snapshot,
} from "#lib/core/network/snapshot";

const ECS = "ecs.us-east-1.amazonaws.com";
const S3 = "s3.us-east-1.amazonaws.com";

/** A service's name, what is above it and below it, and what has nothing to do with it. */
const domain = fc.constantFrom(ECS, S3, `x.${ECS}`, "us-east-1.amazonaws.com", "amazonaws.com", "com", "corp.example");

const PROFILES: ProfileRef[] = [
  { id: "rp-1", name: "first", priority: 100 },
  { id: "rp-2", name: "second", priority: 200 },
];

/** Own, or of one of the Profiles. */
const origin = fc.constantFrom<ProfileRef | undefined>(undefined, undefined, ...PROFILES);
const from = (profile: ProfileRef | undefined) => (profile ? { profile } : {});

const record: fc.Arbitrary<HostedZoneRecord> = fc.oneof(
  fc.record({
    name: fc.constantFrom(ECS, S3, `*.${ECS}`),
    type: fc.constantFrom("A", "CNAME"),
    values: fc.constantFrom<string[][]>(["10.0.0.3"], ["10.0.0.3", "10.0.0.17"], ["vpce-0.ecs.example"]),
    alias: fc.constant(null),
  }),
  fc.record({
    name: fc.constantFrom(ECS, S3),
    type: fc.constant("A"),
    values: fc.constant<string[]>([]),
    alias: fc.constantFrom("vpce-0.ecs.example", "elsewhere.example"),
  }),
);

const ACCOUNT = "111122223333";

/** Records are read of the account's own zones with names that concern services. */
const zones: fc.Arbitrary<HostedZone[]> = fc
  .array(
    fc.record({
      name: domain,
      origin,
      account: fc.constantFrom(ACCOUNT, "444455556666"),
      records: fc.array(record, { maxLength: 3 }),
    }),
    { maxLength: 3 },
  )
  .map((shapes) =>
    shapes.map(({ name, origin: profile, account, records }, i) => ({
      id: `Z${i}`,
      name,
      owningService: null,
      owningAccount: account,
      ...(name === "corp.example" ? {} : { records: account === ACCOUNT ? records : null }),
      ...from(profile),
    })),
  );

const rules: fc.Arbitrary<ResolverRule[]> = fc
  .array(
    fc.record({
      domain: fc.oneof(domain, fc.constant(".")),
      origin,
      type: fc.constantFrom("FORWARD", "FORWARD", "SYSTEM"),
    }),
    {
      maxLength: 3,
    },
  )
  .map((shapes) =>
    shapes.map(({ domain, origin: profile, type }, i) => ({
      id: `rslvr-rr-${i}`,
      name: `rule ${i}`,
      type,
      domain,
      targets: type === "FORWARD" ? ["10.9.0.2"] : [],
      ...from(profile),
    })),
  );

/** Ends with a rule that blocks: those after the last such rule are not read. */
const firewall: fc.Arbitrary<DnsFirewallRule[]> = fc
  .array(
    fc.record({
      action: fc.constantFrom<DnsFirewallRule["action"]>("ALLOW", "ALERT", "BLOCK"),
      domains: fc.constantFrom<(string[] | null)[]>([ECS], ["*"], [`*.us-east-1.amazonaws.com`, S3], [], null),
      group: fc.nat(1),
    }),
    { maxLength: 4 },
  )
  .map((shapes) => {
    const byGroup = shapes.toSorted((a, b) => a.group - b.group);
    const last = byGroup.findLastIndex(({ action }) => action === "BLOCK");
    return byGroup.slice(0, last + 1).map(({ action, domains, group }, i) => ({
      ruleGroupId: `rslvr-frg-${group}`,
      ruleGroupName: `group ${group}`,
      name: `rule ${i}`,
      action,
      domains,
      ...from(group === 0 ? undefined : PROFILES[0]),
    }));
  });

const profiles: fc.Arbitrary<Profile[]> = fc
  .tuple(...PROFILES.map(() => fc.subarray(["vpce-central", "vpce-hidden"])))
  .map((endpoints) =>
    PROFILES.map((ref, i) => ({
      ...ref,
      endpointIds: endpoints[i] ?? [],
      incomplete: null,
      ...(endpoints[i]?.includes("vpce-central")
        ? { endpointServices: { "vpce-central": "com.amazonaws.us-east-1.ecs" } }
        : {}),
    })),
  );

type Names = Required<Pick<Snapshot, "hostedZones" | "resolverRules" | "dnsFirewall" | "profiles">>;

const read = <T>(value: T) => ({ state: "read", value }) as const;

/** All that was read, or what the account does not allow to be read. */
export const randomNames: fc.Arbitrary<Names> = fc.record({
  hostedZones: zones.map(read),
  resolverRules: rules.map(read),
  dnsFirewall: firewall.map(read),
  profiles: profiles.map(read),
});

/** Of these ids of groups, those that another VPC has and that can be read. */
export const groupsOfAnotherVpc = (ids: readonly SecurityGroupId[]): fc.Arbitrary<SecurityGroup[]> =>
  fc.subarray([...ids]).map((readable) =>
    readable.map((id) => ({
      id,
      name: `shared ${id}`,
      description: "of another VPC",
      ownerId: ACCOUNT,
      vpcId: "vpc-00000009",
      ingress: [],
      egress: [{ protocol: "-1", ports: null, peer: { kind: "ipv4", cidr: "0.0.0.0/0" } }],
      tags: {},
    })),
  );
