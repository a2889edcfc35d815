import type { PriceList } from "./services/price-list";

export type VpcId = `vpc-${string}`;
export type SubnetId = `subnet-${string}`;
export type SecurityGroupId = `sg-${string}`;
export type RouteTableId = `rtb-${string}`;
export type NetworkAclId = `acl-${string}`;
export type NetworkInterfaceId = `eni-${string}`;
export type VpcEndpointId = `vpce-${string}`;
export type PrefixListId = `pl-${string}`;

export type Tags = Readonly<Record<string, string>>;

export type Vpc = {
  id: VpcId;
  ownerId: string;
  /** IPv4 CIDR blocks, the primary one first. */
  cidrs: string[];
  ipv6Cidrs: string[];
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
  /** The DHCP option set's domain-name-servers; `AmazonProvidedDNS` is the VPC resolver. */
  domainNameServers: string[];
  isDefault: boolean;
  tags: Tags;
};

export type Subnet = {
  id: SubnetId;
  /** Differs from the account for a subnet shared with it (RAM). */
  ownerId: string;
  availabilityZone: string;
  availabilityZoneId: string;
  /** null in an IPv6-only subnet. */
  cidr: string | null;
  ipv6Cidrs: string[];
  availableIpAddressCount: number;
  mapPublicIpOnLaunch: boolean;
  /** DNS64: the resolver gives AAAA records in 64:ff9b::/96 for names that have A records only; missing counts as off. */
  enableDns64?: boolean;
  tags: Tags;
};

export type RouteTargetKind =
  | "local"
  | "nat-gateway"
  | "internet-gateway"
  | "egress-only-internet-gateway"
  | "transit-gateway"
  | "vpn-gateway"
  | "instance"
  | "network-interface"
  | "vpc-endpoint"
  | "vpc-peering"
  | "carrier-gateway"
  | "local-gateway"
  | "core-network"
  | "none";

export type Route = {
  /** An IPv4 or IPv6 CIDR, or a prefix list id. */
  destination: string;
  target: RouteTargetKind;
  targetId: string | null;
  /** false for a blackhole. */
  active: boolean;
  /** Learnt from a virtual private gateway (EnableVgwRoutePropagation); missing: static or local. */
  propagated?: boolean;
};

export type RouteTable = {
  id: RouteTableId;
  main: boolean;
  /** Explicit associations; a subnet in no table's list uses the main one. */
  subnetIds: SubnetId[];
  routes: Route[];
  tags: Tags;
};

export type NetworkAclEntry = {
  ruleNumber: number;
  egress: boolean;
  allow: boolean;
  /** "-1" for all, else the protocol number as EC2 gives it: "6" is TCP. */
  protocol: string;
  /** IPv4 or IPv6 CIDR. */
  cidr: string;
  /** null: all ports. */
  ports: { from: number; to: number } | null;
};

export type NetworkAcl = {
  id: NetworkAclId;
  isDefault: boolean;
  subnetIds: SubnetId[];
  entries: NetworkAclEntry[];
  tags: Tags;
};

export type RulePeer =
  | { kind: "ipv4"; cidr: string }
  | { kind: "ipv6"; cidr: string }
  | { kind: "prefix-list"; prefixListId: PrefixListId }
  | { kind: "group"; groupId: SecurityGroupId };

/** One rule with one peer: an `IpPermission` with several peers becomes several of these. */
export type SecurityGroupRule = {
  /** "tcp", "udp", "icmp", "icmpv6", "-1" (all) or a protocol number. */
  protocol: string;
  /** null: all ports (protocol "-1"). */
  ports: { from: number; to: number } | null;
  peer: RulePeer;
  description?: string;
};

export type SecurityGroup = {
  id: SecurityGroupId;
  name: string;
  description: string;
  ownerId: string;
  ingress: SecurityGroupRule[];
  egress: SecurityGroupRule[];
  tags: Tags;
  /** The VPC that it belongs to, where that is another one. */
  vpcId?: VpcId;
};

export type NetworkInterface = {
  id: NetworkInterfaceId;
  subnetId: SubnetId;
  securityGroupIds: SecurityGroupId[];
  /** Private IPv4 addresses, the primary one first, each with the public address associated with it, if any. */
  addresses: { address: string; publicAddress: string | null }[];
  /** Delegated IPv4 prefixes, as CIDRs. */
  prefixes: string[];
  ipv6Addresses: string[];
  /** EC2's InterfaceType: interface, vpc_endpoint, nat_gateway, lambda, network_load_balancer … */
  interfaceType: string;
  description: string;
  requesterId: string | null;
  /** Of a shared VPC: the account whose interface it is; missing where not read. */
  ownerId?: string;
  status: string;
  instanceId: string | null;
  tags: Tags;
};

export type EndpointType = "Interface" | "Gateway" | "GatewayLoadBalancer" | "Resource" | "ServiceNetwork";

export type VpcEndpoint = {
  id: VpcEndpointId;
  type: EndpointType;
  /** Full name, such as com.amazonaws.us-east-1.ecs. */
  serviceName: string;
  /** EC2's state in lower case: pendingacceptance, pending, available, partial, rejected, failed, deleting, deleted, expired. */
  state: string;
  subnetIds: SubnetId[];
  securityGroupIds: SecurityGroupId[];
  routeTableIds: RouteTableId[];
  networkInterfaceIds: NetworkInterfaceId[];
  privateDnsEnabled: boolean;
  privateDnsOnlyForInboundResolverEndpoint: boolean;
  ipAddressType: string;
  /** EC2's DnsOptions.DnsRecordIpType: ipv4, dualstack, ipv6, service-defined; missing where EC2 gives none. */
  dnsRecordIpType?: string;
  /** The Region of its service, where that is another one. */
  serviceRegion?: string;
  /** DNS names of the endpoint's own, the regional one first. */
  dnsNames: string[];
  /** Parsed JSON; null when EC2 gives none. */
  policy: unknown;
  requesterManaged: boolean;
  ownerId: string;
  tags: Tags;
};

/** One entry of DescribeVpcEndpointServices and type; s3 and dynamodb give two. */
export type EndpointService = {
  /** Full name, such as com.amazonaws.us-east-1.ecs. */
  name: string;
  type: EndpointType;
  availabilityZones: string[];
  /** Such as ecs.us-east-1.amazonaws.com; empty when the service has no private DNS. May hold wildcards. */
  privateDnsNames: string[];
  policySupported: boolean;
  acceptanceRequired: boolean;
  /** ipv4, ipv6; empty when EC2 does not say. */
  ipAddressTypes: string[];
  owner: string;
};

export type PrefixList = {
  id: PrefixListId;
  name: string;
  ownerId: string;
  /** CIDRs; null when they could not be read. */
  entries: string[] | null;
  maxEntries: number | null;
};

/** A Route 53 Profile that brings something to the VPC; of several the lowest priority number wins. */
export type ProfileRef = { id: string; name: string; priority: number };

/** A record of a hosted zone. */
export type HostedZoneRecord = {
  /** In lower case, without the trailing dot; a leading `*.` for a wildcard. */
  name: string;
  /** A, AAAA, CNAME … */
  type: string;
  /** Addresses or names; empty for an alias. */
  values: string[];
  /** The name that an alias leads to, in lower case, without the trailing dot. */
  alias: string | null;
};

/** A private hosted zone that is associated with the VPC, by itself or through a Profile. */
export type HostedZone = {
  id: string;
  /** In lower case, without the trailing dot. */
  name: string;
  /** The AWS service that created it, such as vpce.amazonaws.com for an endpoint's own; null for a person's. */
  owningService: string | null;
  /** null when a service owns it. */
  owningAccount: string | null;
  /** Its A, AAAA and CNAME records; null where they cannot be read, as of a zone of another account. */
  records?: HostedZoneRecord[] | null;
  /** The Profile that brings it; missing: the VPC's own association. */
  profile?: ProfileRef;
};

/** A Route 53 Resolver rule that applies to the VPC; those that Resolver makes by itself are left out. */
export type ResolverRule = {
  id: string;
  name: string;
  /** FORWARD sends queries away; SYSTEM, of a person's own, keeps them at the VPC resolver; DELEGATE, RECURSIVE. */
  type: string;
  /** In lower case, without the trailing dot; "." for all names. */
  domain: string;
  /** Addresses that queries are forwarded to. */
  targets: string[];
  /** The Profile that brings it; missing: the VPC's own association. */
  profile?: ProfileRef;
};

/** A Profile that is associated with the VPC. What it adds besides these endpoints is in the lists of zones, rules and DNS Firewall. */
export type Profile = ProfileRef & {
  /** Interface endpoints, of any VPC, whose private names the Profile brings. */
  endpointIds: string[];
  /** Of these endpoints those of other VPCs that can be read: id → full name of its service. */
  endpointServices?: Readonly<Record<string, string>>;
  /** null: all was read; else a description of what could not be. */
  incomplete: string | null;
};

/** One rule of a DNS Firewall rule group that is associated with the VPC, in the order in which they apply. */
export type DnsFirewallRule = {
  ruleGroupId: string;
  ruleGroupName: string;
  name: string;
  action: "ALLOW" | "ALERT" | "BLOCK";
  /** In lower case, without the trailing dot; a leading `*.` or a lone `*` for a wildcard; null: the list cannot be read. */
  domains: string[] | null;
  /** The Profile that brings it; missing: the VPC's own association. */
  profile?: ProfileRef;
};

/** Quotas as applied to this account, by their names in `ec2-rules.ts`; one that could not be read is missing. */
export type Quotas = {
  interfaceEndpointsPerVpc?: number;
  gatewayEndpointsPerRegion?: number;
  groupsPerInterface?: number;
  rulesPerGroupAndDirection?: number;
};

/** A read beyond EC2's describe calls, which an account need not allow: its result, or the reason why it was skipped. */
export type Read<T> = { state: "read"; value: T } | { state: "skipped"; why: string };

export type Snapshot = {
  accountId: string;
  region: string;
  /** null: no such VPC in this account and Region; then all lists are empty. */
  vpc: Vpc | null;
  subnets: Subnet[];
  routeTables: RouteTable[];
  networkAcls: NetworkAcl[];
  securityGroups: SecurityGroup[];
  /** Groups of other VPCs that interfaces here carry, as far as they can be read by id; missing: not read. */
  associatedGroups?: SecurityGroup[];
  networkInterfaces: NetworkInterface[];
  /** Of this VPC, in every state that EC2 still lists. */
  endpoints: VpcEndpoint[];
  /** What the Region offers. */
  services: EndpointService[];
  /** Those named by a rule or route of this VPC, and those of the gateway services. */
  prefixLists: PrefixList[];
  /** Ids that the intent names and that exist, but in another VPC: id → that VPC. */
  elsewhere: Readonly<Record<string, VpcId>>;
  /** Gateway endpoints in other VPCs of the Region: the quota counts them too. */
  gatewayEndpointsElsewhere?: number;
  /** The day of the read in UTC, YYYY-MM-DD; without it nothing is said about the age of prices. */
  readOn?: string;
  /** What other services than EC2 said; missing in a snapshot for which they were not asked. */
  hostedZones?: Read<HostedZone[]>;
  resolverRules?: Read<ResolverRule[]>;
  profiles?: Read<Profile[]>;
  dnsFirewall?: Read<DnsFirewallRule[]>;
  quotas?: Read<Quotas>;
  prices?: Read<PriceList>;
};
