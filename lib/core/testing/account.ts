/** Builds snapshots for tests: each method adds one resource and returns its id. */
import type {
  DnsFirewallRule,
  EndpointService,
  HostedZone,
  NetworkAclEntry,
  NetworkInterface,
  PrefixListId,
  Read,
  ResolverRule,
  Route,
  RouteTableId,
  RulePeer,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  SubnetId,
  Vpc,
  VpcEndpoint,
  VpcEndpointId,
} from "#lib/core/network/snapshot";

const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];

/** A rule for tcp/443 (or another range) with one peer, the peer written as a CIDR, sg-… or pl-…. */
export function rule(
  peer: string,
  ports: { from: number; to: number } | null = { from: 443, to: 443 },
): SecurityGroupRule {
  return { protocol: ports ? "tcp" : "-1", ports, peer: peerOf(peer) };
}

function peerOf(peer: string): RulePeer {
  if (peer.startsWith("sg-")) return { kind: "group", groupId: peer as SecurityGroupId };
  if (peer.startsWith("pl-")) return { kind: "prefix-list", prefixListId: peer as PrefixListId };
  return peer.includes(":") ? { kind: "ipv6", cidr: peer } : { kind: "ipv4", cidr: peer };
}

/** What a new group may send to: everything. */
export const openEgress: SecurityGroupRule[] = [rule("0.0.0.0/0", null)];

export const openNaclEntries: NetworkAclEntry[] = [true, false].map((egress) => ({
  ruleNumber: 100,
  egress,
  allow: true,
  protocol: "-1",
  cidr: "0.0.0.0/0",
  ports: null,
}));

/** An offer of the Region as DescribeVpcEndpointServices gives it. */
export function offer(short: string, over: Partial<EndpointService> = {}): EndpointService {
  const host = short.split(".").reverse().join(".");
  return {
    name: `com.amazonaws.us-east-1.${short}`,
    type: "Interface",
    availabilityZones: ZONES,
    privateDnsNames: [`${short === "ecr.dkr" ? "*.dkr.ecr" : host}.us-east-1.amazonaws.com`],
    policySupported: true,
    acceptanceRequired: false,
    ipAddressTypes: ["ipv4"],
    owner: "amazon",
    ...over,
  };
}

const OFFERS: EndpointService[] = [
  ...["ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages"].map(
    (s) => offer(s),
  ),
  ...["kms", "sts", "sqs", "s3", "monitoring"].map((s) => offer(s)),
  offer("s3", { type: "Gateway", privateDnsNames: [] }),
  offer("dynamodb", { type: "Gateway", privateDnsNames: [] }),
];

const listOf = <T>(read: Read<T[]> | undefined): T[] => (read?.state === "read" ? read.value : []);

/** An account with one VPC, 10.0.0.0/16 in us-east-1, a main route table and the default network ACL. */
export function account(over: Partial<Vpc> = {}) {
  let count = 0;
  const next = <P extends string>(prefix: P): `${P}-${string}` => {
    count += 1;
    return `${prefix}-${count.toString(16).padStart(17, "0")}`;
  };
  const vpc: Vpc = {
    id: next("vpc"),
    ownerId: "111122223333",
    cidrs: ["10.0.0.0/16"],
    ipv6Cidrs: [],
    enableDnsSupport: true,
    enableDnsHostnames: true,
    domainNameServers: ["AmazonProvidedDNS"],
    isDefault: false,
    tags: {},
    ...over,
  };
  const local: Route = { destination: "10.0.0.0/16", target: "local", targetId: "local", active: true };
  const mainTable: RouteTableId = next("rtb");
  const snapshot: Snapshot = {
    accountId: "111122223333",
    region: "us-east-1",
    vpc,
    subnets: [],
    routeTables: [{ id: mainTable, main: true, subnetIds: [], routes: [local], tags: {} }],
    networkAcls: [{ id: next("acl"), isDefault: true, subnetIds: [], entries: openNaclEntries, tags: {} }],
    securityGroups: [],
    networkInterfaces: [],
    endpoints: [],
    services: OFFERS,
    prefixLists: [
      {
        id: "pl-63a5400a",
        name: "com.amazonaws.us-east-1.s3",
        ownerId: "AWS",
        entries: ["52.216.0.0/15", "3.5.0.0/19"],
        maxEntries: null,
      },
      {
        id: "pl-02cd2c6b",
        name: "com.amazonaws.us-east-1.dynamodb",
        ownerId: "AWS",
        entries: ["52.94.0.0/22"],
        maxEntries: null,
      },
    ],
    elsewhere: {},
  };

  return {
    vpcId: vpc.id,
    mainTable,
    /** A subnet: by default the next /24 in zone a, in the main route table and the default network ACL. */
    subnet(zone: "a" | "b" | "c" = "a", more: Partial<Snapshot["subnets"][number]> = {}): SubnetId {
      const id = next("subnet");
      snapshot.subnets.push({
        id,
        ownerId: vpc.ownerId,
        availabilityZone: `us-east-1${zone}`,
        availabilityZoneId: `use1-az${"abc".indexOf(zone) + 1}`,
        cidr: `10.0.${snapshot.subnets.length + 1}.0/24`,
        ipv6Cidrs: [],
        availableIpAddressCount: 250,
        mapPublicIpOnLaunch: false,
        tags: {},
        ...more,
      });
      snapshot.networkAcls[0]?.subnetIds.push(id);
      return id;
    },
    /** A route table with the local route and the given further ones. */
    routeTable(subnetIds: SubnetId[], routes: Route[] = []): RouteTableId {
      const id = next("rtb");
      snapshot.routeTables.push({ id, main: false, subnetIds, routes: [local, ...routes], tags: {} });
      return id;
    },
    nat(): Route {
      return { destination: "0.0.0.0/0", target: "nat-gateway", targetId: next("nat"), active: true };
    },
    /** A network ACL of its own for these subnets. */
    networkAcl(subnetIds: SubnetId[], entries: NetworkAclEntry[]) {
      for (const acl of snapshot.networkAcls) acl.subnetIds = acl.subnetIds.filter((id) => !subnetIds.includes(id));
      const id = next("acl");
      snapshot.networkAcls.push({ id, isDefault: false, subnetIds, entries, tags: {} });
      return id;
    },
    group(name: string, rules: { ingress?: SecurityGroupRule[]; egress?: SecurityGroupRule[] } = {}): SecurityGroupId {
      const id = next("sg");
      snapshot.securityGroups.push({
        id,
        name,
        description: name,
        ownerId: vpc.ownerId,
        ingress: rules.ingress ?? [],
        egress: rules.egress ?? openEgress,
        tags: {},
      });
      return id;
    },
    /** A workload's interface. */
    networkInterface(
      subnetId: SubnetId,
      groups: SecurityGroupId[],
      address: string,
      more: Partial<NetworkInterface> = {},
    ) {
      const id = next("eni");
      snapshot.networkInterfaces.push({
        id,
        subnetId,
        securityGroupIds: groups,
        addresses: [{ address, publicAddress: null }],
        prefixes: [],
        ipv6Addresses: [],
        interfaceType: "interface",
        description: "",
        requesterId: null,
        status: "in-use",
        instanceId: null,
        tags: {},
        ...more,
      });
      return id;
    },
    /** An endpoint; an interface one without interfaces of its own, so that its subnets' CIDRs count as its addresses. */
    endpoint(short: string, more: Partial<VpcEndpoint> = {}): VpcEndpointId {
      const id = next("vpce");
      snapshot.endpoints.push({
        id,
        type: "Interface",
        serviceName: `com.amazonaws.us-east-1.${short}`,
        state: "available",
        subnetIds: [],
        securityGroupIds: [],
        routeTableIds: [],
        networkInterfaceIds: [],
        privateDnsEnabled: more.type !== "Gateway",
        privateDnsOnlyForInboundResolverEndpoint: false,
        ipAddressType: "ipv4",
        dnsNames: [],
        policy: null,
        requesterManaged: false,
        ownerId: vpc.ownerId,
        tags: {},
        ...more,
      });
      return id;
    },
    /** A private hosted zone that is associated with the VPC: a person's, unless `more` says otherwise. */
    hostedZone(name: string, more: Partial<HostedZone> = {}): string {
      const id = next("Z");
      const zone = { id, name, owningService: null, owningAccount: vpc.ownerId, ...more };
      snapshot.hostedZones = { state: "read", value: [...listOf(snapshot.hostedZones), zone] };
      return id;
    },
    /** A Resolver rule that is associated with the VPC and forwards. */
    resolverRule(domain: string, more: Partial<ResolverRule> = {}): string {
      const id = next("rslvr-rr");
      const created = { id, name: "", type: "FORWARD", domain, targets: ["10.9.0.2"], ...more };
      snapshot.resolverRules = { state: "read", value: [...listOf(snapshot.resolverRules), created] };
      return id;
    },
    /** A DNS Firewall rule of the VPC, which blocks these domains. */
    dnsFirewallRule(domains: string[] | null, more: Partial<DnsFirewallRule> = {}): string {
      const ruleGroupId = next("rslvr-frg");
      const rule = { ruleGroupId, ruleGroupName: "", name: "block", action: "BLOCK" as const, domains, ...more };
      snapshot.dnsFirewall = { state: "read", value: [...listOf(snapshot.dnsFirewall), rule] };
      return ruleGroupId;
    },
    /** The snapshot so far, a copy. `over` replaces whole parts. */
    snapshot(over: Partial<Snapshot> = {}): Snapshot {
      return structuredClone({ ...snapshot, ...over });
    },
  };
}
