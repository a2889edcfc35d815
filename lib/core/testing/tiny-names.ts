/** Random private hosted zones, Resolver rules, Profiles and DNS Firewall rules about the names of a tiny network's services. */
import fc from "fast-check";
import type {
  DnsFirewallRule,
  HostedZone,
  HostedZoneRecord,
  NetworkInterface,
  Profile,
  ProfileRef,
  ResolverRule,
  Snapshot,
  VpcEndpoint,
} from "#lib/core/network/snapshot";

const ECS = "ecs.us-east-1.amazonaws.com";
const S3 = "s3.us-east-1.amazonaws.com";

const DOMAINS = [ECS, ECS, S3, `x.${ECS}`, "us-east-1.amazonaws.com", "amazonaws.com", "example.com"];

const PROFILES: ProfileRef[] = [
  { id: "rp-1", name: "one", priority: 100 },
  { id: "rp-2", name: "two", priority: 200 },
];

const profile = fc.constantFrom<(ProfileRef | undefined)[]>(undefined, undefined, ...PROFILES);

/** What a record leads to: interfaces of endpoints, by turns, or something that is not in view. */
const lead = fc.record({
  kind: fc.constantFrom("address", "address", "alias", "cname", "elsewhere"),
  at: fc.array(fc.nat(7), { minLength: 1, maxLength: 2 }),
});

const zone = fc.record({
  name: fc.constantFrom(...DOMAINS),
  owningService: fc.constantFrom(null, null, null, "vpce.amazonaws.com"),
  records: fc.option(fc.array(lead, { maxLength: 2 }), { nil: null }),
  profile,
});

const rule = fc.record({
  type: fc.constantFrom("FORWARD", "FORWARD", "SYSTEM", "DELEGATE"),
  domain: fc.constantFrom(...DOMAINS, "."),
  profile,
});

const firewallRule: fc.Arbitrary<DnsFirewallRule> = fc.record({
  ruleGroupId: fc.constant("rslvr-frg-1"),
  ruleGroupName: fc.constant("firewall"),
  name: fc.constant("rule"),
  action: fc.constantFrom("ALLOW", "ALERT", "BLOCK", "BLOCK"),
  domains: fc.constantFrom<(string[] | null)[]>(
    [ECS],
    [`*.${ECS}`],
    ["*.amazonaws.com"],
    [S3, "example.com"],
    ["*"],
    null,
  ),
});

/** Nothing at all most of the time: overridden names hide all else. */
const seldom = <T>(one: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight, arbitrary: fc.array(one, { maxLength: 0 }) },
    { weight: 1, arbitrary: fc.array(one, { maxLength: 2 }) },
  );

export const names = fc.record({
  zones: seldom(zone, 2),
  rules: seldom(rule, 2),
  firewall: seldom(firewallRule, 8),
  /** Endpoints of other VPCs that a Profile brings. */
  profileEndpoints: fc.constantFrom<string[][]>(
    [],
    [],
    [],
    [],
    [],
    [],
    [],
    [],
    ["vpce-elsewhere"],
    ["vpce-0"],
    ["vpce-ecs"],
  ),
});

type Names = typeof names extends fc.Arbitrary<infer T> ? T : never;

const profileOf = (one: ProfileRef | undefined) => (one ? { profile: one } : {});

function recordOf(
  zoneName: string,
  { kind, at }: { kind: string; at: number[] },
  endpoints: readonly VpcEndpoint[],
  interfaces: readonly NetworkInterface[],
): HostedZoneRecord {
  // Of zones for parent domains, the records of the name itself.
  const name = zoneName.endsWith(ECS) || zoneName === S3 ? zoneName : ECS;
  const ofEndpoints = interfaces.filter(({ id }) => endpoints.some((one) => one.networkInterfaceIds.includes(id)));
  const address = (n: number) => ofEndpoints[n % ofEndpoints.length]?.addresses[0]?.address ?? "192.0.2.1";
  const dnsName = (n: number) => endpoints[n % Math.max(1, endpoints.length)]?.dnsNames[0] ?? "elsewhere.example.com";
  const [first = 0] = at;
  if (kind === "alias") return { name, type: "A", values: [], alias: dnsName(first) };
  if (kind === "cname") return { name, type: "CNAME", values: [dnsName(first)], alias: null };
  return { name, type: "A", values: kind === "elsewhere" ? ["192.0.2.1"] : at.map(address), alias: null };
}

/** The parts of a snapshot that the names make. */
export function namesOf(
  { zones, rules, firewall, profileEndpoints }: Names,
  endpoints: readonly VpcEndpoint[],
  interfaces: readonly NetworkInterface[],
): Pick<Snapshot, "hostedZones" | "resolverRules" | "dnsFirewall" | "profiles"> {
  const hosted = zones.map(
    ({ name, owningService, records, profile: by }, i): HostedZone => ({
      id: `Z${i}`,
      name,
      owningService,
      owningAccount: owningService === null ? "111122223333" : null,
      records: records?.map((one) => recordOf(name, one, endpoints, interfaces)) ?? null,
      ...profileOf(by),
    }),
  );
  const resolver = rules.map(
    ({ type, domain, profile: by }, i): ResolverRule => ({
      id: `rslvr-rr-${i}`,
      name: "",
      type,
      domain,
      targets: ["10.9.0.2"],
      ...profileOf(by),
    }),
  );
  const profiles = PROFILES.map(
    (one, i): Profile => ({
      ...one,
      endpointIds: i === 0 ? profileEndpoints : [],
      endpointServices: { "vpce-ecs": "com.amazonaws.us-east-1.ecs" },
      incomplete: null,
    }),
  );
  return {
    hostedZones: { state: "read", value: hosted },
    resolverRules: { state: "read", value: resolver },
    dnsFirewall: { state: "read", value: firewall },
    profiles: { state: "read", value: profiles },
  };
}
