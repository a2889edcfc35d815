/** Random accounts and intents for property tests. */
import fc from "fast-check";
import { type Intent, intentSchema } from "#lib/core/intent/intent";
import type { SecurityGroupId, SecurityGroupRule, Snapshot, SubnetId, VpcEndpoint } from "#lib/core/network/snapshot";
import { account, rule } from "./account";

const ZONES = ["a", "b", "c"] as const;
const SERVICES = ["ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "logs", "s3", "dynamodb", "s3:interface"];

/** Of an endpoint that Postern may change, and of those that it may not. */
const OWNERS: Readonly<Record<string, Partial<VpcEndpoint>>> = {
  others: { ownerId: "444455556666" },
  managed: { ownerId: "999988887777", requesterManaged: true },
};

type Peer =
  | { kind: "any" }
  | { kind: "cidr"; cidr: string }
  | { kind: "group"; at: number }
  | { kind: "list"; id: string };

const peer: fc.Arbitrary<Peer> = fc.oneof(
  fc.constant({ kind: "any" as const }),
  fc
    .constantFrom("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/23", "0.0.0.0/1", "192.0.2.0/24")
    .map((cidr) => ({ kind: "cidr" as const, cidr })),
  fc.nat(4).map((at) => ({ kind: "group" as const, at })),
  fc.constantFrom("pl-63a5400a", "pl-02cd2c6b").map((id) => ({ kind: "list" as const, id })),
);

const shape = fc.record({
  vpc: fc.record({ enableDnsSupport: fc.boolean(), enableDnsHostnames: fc.boolean() }),
  ownDns: fc.boolean(),
  zones: fc.array(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 6 }),
  /** For each subnet: whether it has IPv6 addresses too. */
  ipv6: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
  tables: fc.array(fc.nat(5), { maxLength: 4 }),
  groups: fc.array(
    fc.record({
      ingress: fc.array(peer, { maxLength: 3 }),
      egress: fc.array(peer, { maxLength: 3 }),
      named: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  interfaces: fc.array(fc.record({ subnet: fc.nat(5), group: fc.nat(4), endpoint: fc.boolean() }), { maxLength: 8 }),
  endpoints: fc.array(
    fc.record({
      service: fc.constantFrom(...SERVICES),
      subnets: fc.array(fc.nat(5), { maxLength: 3 }),
      groups: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
      tables: fc.array(fc.nat(4), { maxLength: 2 }),
      privateDns: fc.boolean(),
      state: fc.constantFrom("available", "available", "pending", "failed", "deleted"),
      /** Whose it is: mostly the account's own. */
      owner: fc.constantFrom("own", "own", "own", "own", "others", "managed"),
    }),
    { maxLength: 4 },
  ),
  missingZone: fc.option(fc.constantFrom("ecs", "logs")),
  intent: fc.record({
    services: fc.uniqueArray(fc.constantFrom(...SERVICES), { minLength: 1, maxLength: 5 }),
    subnets: fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }),
    clients: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
    group: fc.option(fc.nat(4)),
    privateDns: fc.boolean(),
    ipAddressType: fc.constantFrom("ipv4" as const, "ipv4" as const, "ipv4" as const, "dualstack" as const),
    cutover: fc.constantFrom("safe" as const, "direct" as const),
    policy: fc.boolean(),
  }),
});

const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new Error("an empty list has no items");
  return item;
};

/** A random account with an intent whose ids all exist in it. */
export const accountAndIntent: fc.Arbitrary<{ snapshot: Snapshot; intent: Intent }> = shape.map((drawn) => {
  const net = account({
    ...drawn.vpc,
    domainNameServers: drawn.ownDns ? ["10.0.0.53"] : ["AmazonProvidedDNS"],
  });
  const subnets = drawn.zones.map((zone, i) =>
    net.subnet(zone, at(drawn.ipv6, i) ? { ipv6Cidrs: [`2001:db8:0:${i}::/64`] } : {}),
  );
  const tables = drawn.tables.map((subnet, i) =>
    net.routeTable(drawn.tables.indexOf(subnet) === i ? [at(subnets, subnet)] : [], [net.nat()]),
  );
  const groups: SecurityGroupId[] = drawn.groups.map((_, i) =>
    net.group(drawn.groups[i]?.named && i === 0 ? "postern-endpoints" : `group-${i}`),
  );
  for (const { subnet, group, endpoint } of drawn.interfaces) {
    const address = `10.0.${(subnet % subnets.length) + 1}.${10 + drawn.interfaces.length}`;
    net.networkInterface(
      at(subnets, subnet),
      [at(groups, group)],
      address,
      endpoint ? { interfaceType: "vpc_endpoint" } : {},
    );
  }
  // As EC2 has it, one gateway of a service is on a route table, and a name has one endpoint with private DNS.
  const taken = new Set<string>();
  const take = (what: string) => !taken.has(what) && taken.add(what);
  for (const existing of drawn.endpoints) {
    const gateway = existing.service === "s3" || existing.service === "dynamodb";
    const short = existing.service.replace(":interface", "");
    const chosen = new Map<string, SubnetId>();
    for (const index of existing.subnets) chosen.set(at(drawn.zones, index), at(subnets, index));
    net.endpoint(short, {
      state: existing.state,
      ...OWNERS[existing.owner],
      ...(gateway
        ? {
            type: "Gateway",
            routeTableIds: existing.tables.flatMap((i) => tables[i] ?? []).filter((id) => take(`${short} ${id}`)),
            privateDnsEnabled: false,
          }
        : {
            subnetIds: [...chosen.values()],
            securityGroupIds: [...new Set(existing.groups.map((i) => at(groups, i)))],
            privateDnsEnabled: existing.privateDns && take(short) !== false,
          }),
    });
  }
  const snapshot = net.snapshot();
  snapshot.services = snapshot.services.map((service) =>
    service.name.endsWith(".ecs") || service.name.endsWith(".logs")
      ? { ...service, ipAddressTypes: ["ipv4", "ipv6"] }
      : service,
  );
  const rulesOf = (peers: Peer[]): SecurityGroupRule[] =>
    peers.map((p) => {
      if (p.kind === "any") return rule("0.0.0.0/0", null);
      if (p.kind === "cidr") return rule(p.cidr);
      return rule(p.kind === "list" ? p.id : at(groups, p.at));
    });
  snapshot.securityGroups.forEach((group, i) => {
    group.ingress = rulesOf(drawn.groups[i]?.ingress ?? []);
    group.egress = rulesOf(drawn.groups[i]?.egress ?? []);
  });
  const lacking = drawn.missingZone;
  // An existing endpoint has no subnet where its service is not offered.
  if (lacking && !drawn.endpoints.some(({ service }) => service === lacking)) {
    snapshot.services = snapshot.services.map((service) =>
      service.name.endsWith(`.${lacking}`) ? { ...service, availabilityZones: ["us-east-1a", "us-east-1b"] } : service,
    );
  }
  const input = drawn.intent;
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: net.vpcId,
    services: input.services,
    subnetIds: input.subnets.map((i) => at(subnets, i)),
    clientSecurityGroupIds: input.clients.map((i) => at(groups, i)),
    ...(input.group === null ? {} : { endpointSecurityGroup: { id: at(groups, input.group) } }),
    privateDns: input.privateDns,
    ipAddressType: input.ipAddressType,
    cutover: input.cutover,
    policies: input.policy ? { [at(input.services, 0)]: { Version: "2012-10-17", Statement: [] } } : {},
    tags: { team: "ops" },
  });
  return { snapshot, intent };
});
