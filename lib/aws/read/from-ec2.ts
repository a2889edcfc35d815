/** SDK shapes → the snapshot's types. Pure: EC2's optional fields, spellings and many-in-one structures end here. */
import type {
  DhcpOptions,
  NetworkAcl as Ec2NetworkAcl,
  NetworkAclEntry as Ec2NetworkAclEntry,
  NetworkInterface as Ec2NetworkInterface,
  Route as Ec2Route,
  RouteTable as Ec2RouteTable,
  Subnet as Ec2Subnet,
  Vpc as Ec2Vpc,
  VpcEndpoint as Ec2VpcEndpoint,
  ManagedPrefixList,
  ServiceDetail,
  Tag,
} from "@aws-sdk/client-ec2";
import type {
  EndpointService,
  EndpointType,
  NetworkAcl,
  NetworkAclEntry,
  NetworkInterface,
  PrefixList,
  Route,
  RouteTable,
  RouteTargetKind,
  Subnet,
  Tags,
  Vpc,
  VpcEndpoint,
} from "#lib/core/network/snapshot";
import { isTooDeep } from "#lib/core/text/json-depth";

/** EC2 always returns a resource's id; the SDK's types do not know that. */
export function idFrom<Id extends string>(value: string | undefined): Id {
  return (value ?? "") as Id;
}

export function tagsFrom(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

/** A VPC and what further calls say about it. */
export function vpcFrom(
  vpc: Ec2Vpc,
  more: { enableDnsSupport: boolean; enableDnsHostnames: boolean; dhcpOptions: DhcpOptions | undefined },
): Vpc {
  const cidrs = associated(vpc.CidrBlockAssociationSet, (a) => a.CidrBlockState?.State).map((a) => a.CidrBlock);
  return {
    id: idFrom(vpc.VpcId),
    ownerId: vpc.OwnerId ?? "",
    cidrs: [...new Set(present([vpc.CidrBlock, ...cidrs]))],
    ipv6Cidrs: present(
      associated(vpc.Ipv6CidrBlockAssociationSet, (a) => a.Ipv6CidrBlockState?.State).map((a) => a.Ipv6CidrBlock),
    ),
    enableDnsSupport: more.enableDnsSupport,
    enableDnsHostnames: more.enableDnsHostnames,
    domainNameServers: domainNameServersFrom(more.dhcpOptions),
    isDefault: vpc.IsDefault ?? false,
    tags: tagsFrom(vpc.Tags),
  };
}

/** A VPC without a DHCP option set of its own has the VPC resolver. */
function domainNameServersFrom(options: DhcpOptions | undefined): string[] {
  const servers = options?.DhcpConfigurations?.find(({ Key }) => Key === "domain-name-servers");
  const values = present((servers?.Values ?? []).map(({ Value }) => Value));
  return values.length > 0 ? values : ["AmazonProvidedDNS"];
}

export function subnetFrom(subnet: Ec2Subnet): Subnet {
  return {
    id: idFrom(subnet.SubnetId),
    ownerId: subnet.OwnerId ?? "",
    availabilityZone: subnet.AvailabilityZone ?? "",
    availabilityZoneId: subnet.AvailabilityZoneId ?? "",
    cidr: subnet.CidrBlock || null,
    ipv6Cidrs: present(
      associated(subnet.Ipv6CidrBlockAssociationSet, (a) => a.Ipv6CidrBlockState?.State).map((a) => a.Ipv6CidrBlock),
    ),
    availableIpAddressCount: subnet.AvailableIpAddressCount ?? 0,
    mapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch ?? false,
    ...(subnet.EnableDns64 ? { enableDns64: true } : {}),
    tags: tagsFrom(subnet.Tags),
  };
}

export function routeTableFrom(table: Ec2RouteTable): RouteTable {
  const associations = associated(table.Associations, (a) => a.AssociationState?.State);
  return {
    id: idFrom(table.RouteTableId),
    main: associations.some(({ Main }) => Main === true),
    subnetIds: present(associations.map(({ SubnetId }) => SubnetId)).map((id) => idFrom(id)),
    routes: (table.Routes ?? []).flatMap((route) => routeFrom(route) ?? []),
    tags: tagsFrom(table.Tags),
  };
}

function routeFrom(route: Ec2Route): Route | null {
  const destination = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId;
  if (!destination) return null;
  const [target, targetId] = routeTarget(route);
  const propagated = route.Origin === "EnableVgwRoutePropagation";
  return {
    destination,
    target,
    targetId,
    active: (route.State ?? "active") === "active",
    ...(propagated ? { propagated } : {}),
  };
}

const GATEWAY_KINDS: readonly (readonly [prefix: string, RouteTargetKind])[] = [
  ["local", "local"],
  ["igw-", "internet-gateway"],
  ["vgw-", "vpn-gateway"],
  ["vpce-", "vpc-endpoint"],
];

/** An instance's route also names its interface, so the instance is asked for first. */
function routeTarget(route: Ec2Route): [RouteTargetKind, string | null] {
  const gateway = GATEWAY_KINDS.find(([prefix]) => route.GatewayId?.startsWith(prefix));
  const targets: [RouteTargetKind, string | undefined][] = [
    [gateway?.[1] ?? "none", route.GatewayId],
    ["nat-gateway", route.NatGatewayId],
    ["egress-only-internet-gateway", route.EgressOnlyInternetGatewayId],
    ["transit-gateway", route.TransitGatewayId],
    ["instance", route.InstanceId],
    ["network-interface", route.NetworkInterfaceId],
    ["vpc-peering", route.VpcPeeringConnectionId],
    ["carrier-gateway", route.CarrierGatewayId],
    ["local-gateway", route.LocalGatewayId],
    ["core-network", route.CoreNetworkArn],
    ["none", route.OdbNetworkArn],
  ];
  for (const [kind, id] of targets) if (id) return [kind, id];
  return ["none", null];
}

export function networkAclFrom(acl: Ec2NetworkAcl): NetworkAcl {
  return {
    id: idFrom(acl.NetworkAclId),
    isDefault: acl.IsDefault ?? false,
    subnetIds: present((acl.Associations ?? []).map(({ SubnetId }) => SubnetId)).map((id) => idFrom(id)),
    entries: (acl.Entries ?? []).map(networkAclEntryFrom),
    tags: tagsFrom(acl.Tags),
  };
}

function networkAclEntryFrom(entry: Ec2NetworkAclEntry): NetworkAclEntry {
  const { From, To } = entry.PortRange ?? {};
  return {
    ruleNumber: entry.RuleNumber ?? 0,
    egress: entry.Egress ?? false,
    allow: entry.RuleAction === "allow",
    protocol: entry.Protocol ?? "-1",
    cidr: entry.CidrBlock ?? entry.Ipv6CidrBlock ?? "",
    ports: From === undefined || To === undefined ? null : { from: From, to: To },
  };
}

export function networkInterfaceFrom(eni: Ec2NetworkInterface): NetworkInterface {
  const primaryFirst = (eni.PrivateIpAddresses ?? []).toSorted(
    (a, b) => Number(b.Primary ?? false) - Number(a.Primary ?? false),
  );
  return {
    id: idFrom(eni.NetworkInterfaceId),
    subnetId: idFrom(eni.SubnetId),
    securityGroupIds: present((eni.Groups ?? []).map(({ GroupId }) => GroupId)).map((id) => idFrom(id)),
    addresses: primaryFirst.flatMap(({ PrivateIpAddress, Primary, Association }) => {
      if (!PrivateIpAddress) return [];
      const association = Association ?? (Primary ? eni.Association : undefined);
      return [{ address: PrivateIpAddress, publicAddress: association?.PublicIp ?? null }];
    }),
    prefixes: present((eni.Ipv4Prefixes ?? []).map(({ Ipv4Prefix }) => Ipv4Prefix)),
    ipv6Addresses: present((eni.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address)),
    interfaceType: eni.InterfaceType ?? "interface",
    description: eni.Description ?? "",
    requesterId: eni.RequesterId ?? null,
    ...(eni.OwnerId ? { ownerId: eni.OwnerId } : {}),
    status: eni.Status ?? "",
    instanceId: eni.Attachment?.InstanceId ?? null,
    tags: tagsFrom(eni.TagSet),
  };
}

/**
 * An endpoint in `region`. EC2 spells states and types in more than one case (`pendingAcceptance`, `PendingAcceptance`), and
 * names the service's Region for all endpoints.
 */
export function endpointFrom(endpoint: Ec2VpcEndpoint, region: string): VpcEndpoint {
  const type = endpointType(endpoint.VpcEndpointType) ?? "Gateway";
  const { ServiceRegion: serviceRegion = region, DnsOptions: dnsOptions } = endpoint;
  return {
    id: idFrom(endpoint.VpcEndpointId),
    type,
    serviceName: endpoint.ServiceName ?? "",
    state: (endpoint.State ?? "").toLowerCase(),
    subnetIds: (endpoint.SubnetIds ?? []).map((id) => idFrom(id)),
    securityGroupIds: present((endpoint.Groups ?? []).map(({ GroupId }) => GroupId)).map((id) => idFrom(id)),
    routeTableIds: (endpoint.RouteTableIds ?? []).map((id) => idFrom(id)),
    networkInterfaceIds: (endpoint.NetworkInterfaceIds ?? []).map((id) => idFrom(id)),
    // A gateway has no names, whatever emulators return.
    privateDnsEnabled: type !== "Gateway" && (endpoint.PrivateDnsEnabled ?? false),
    privateDnsOnlyForInboundResolverEndpoint: dnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint ?? false,
    ipAddressType: (endpoint.IpAddressType ?? "ipv4").toLowerCase(),
    ...(dnsOptions?.DnsRecordIpType ? { dnsRecordIpType: dnsOptions.DnsRecordIpType.toLowerCase() } : {}),
    ...(serviceRegion && serviceRegion !== region ? { serviceRegion } : {}),
    dnsNames: present((endpoint.DnsEntries ?? []).map(({ DnsName }) => DnsName)),
    policy: policyFrom(endpoint.PolicyDocument),
    requesterManaged: endpoint.RequesterManaged ?? false,
    ownerId: endpoint.OwnerId ?? "",
    tags: tagsFrom(endpoint.Tags),
  };
}

function policyFrom(document: string | undefined): unknown {
  if (!document) return null;
  try {
    const policy: unknown = JSON.parse(document);
    return isTooDeep(policy) ? document : policy;
  } catch {
    return document;
  }
}

const ENDPOINT_TYPES: readonly EndpointType[] = [
  "Interface",
  "Gateway",
  "GatewayLoadBalancer",
  "Resource",
  "ServiceNetwork",
];

function endpointType(type: string | undefined): EndpointType | undefined {
  return ENDPOINT_TYPES.find((known) => known.toLowerCase() === type?.toLowerCase());
}

/**
 * What a Region offers: one entry per service name and type, sorted by both. Private DNS names whose owner has not proven
 * the domain are left out, for EC2 refuses private DNS on such a service.
 */
export function servicesFrom(details: readonly ServiceDetail[]): EndpointService[] {
  const offers = new Map<string, EndpointService>();
  for (const detail of details) {
    for (const { ServiceType } of detail.ServiceType ?? []) {
      const type = endpointType(ServiceType);
      const key = `${detail.ServiceName} ${type}`;
      if (type && !offers.has(key)) offers.set(key, serviceFrom(detail, type));
    }
  }
  return [...offers.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, offer]) => offer);
}

function serviceFrom(detail: ServiceDetail, type: EndpointType): EndpointService {
  const verified = (detail.PrivateDnsNameVerificationState ?? "verified") === "verified";
  const plural = present((detail.PrivateDnsNames ?? []).map(({ PrivateDnsName }) => PrivateDnsName));
  const names = plural.length > 0 ? plural : present([detail.PrivateDnsName]);
  return {
    name: detail.ServiceName ?? "",
    type,
    availabilityZones: [...(detail.AvailabilityZones ?? [])].sort(),
    privateDnsNames: verified && type === "Interface" ? names : [],
    policySupported: detail.VpcEndpointPolicySupported ?? false,
    acceptanceRequired: detail.AcceptanceRequired ?? false,
    ipAddressTypes: (detail.SupportedIpAddressTypes ?? []).map((ip) => ip.toLowerCase()),
    owner: detail.Owner ?? "",
  };
}

/** AWS's own lists are never empty: no entries there means that they could not be read. */
export function prefixListFrom(list: ManagedPrefixList, entries: readonly string[] | null): PrefixList {
  const unread = list.OwnerId === "AWS" && entries?.length === 0;
  return {
    id: idFrom(list.PrefixListId),
    name: list.PrefixListName ?? "",
    ownerId: list.OwnerId ?? "",
    entries: entries === null || unread ? null : [...entries],
    maxEntries: list.MaxEntries ?? null,
  };
}

function present(values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined && value !== "") as string[];
}

/** Without those being removed. */
function associated<T>(all: readonly T[] | undefined, stateOf: (item: T) => string | undefined): T[] {
  return (all ?? []).filter((item) => !/^(disassociat|fail)/.test(stateOf(item) ?? ""));
}
