import type { Change, Operation } from "#lib/core/format/plan-format";
import { resolveReferences } from "#lib/core/format/references";
import type {
  EndpointType,
  PrefixListId,
  RouteTableId,
  RulePeer,
  SecurityGroup,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  SubnetId,
  Tags,
  VpcEndpoint,
  VpcEndpointId,
  VpcId,
} from "#lib/core/network/snapshot";

/** Inputs as the planner writes them; only the members that the model follows. */
type Inputs = {
  CreateSecurityGroup: { GroupName: string; Description: string; VpcId: VpcId; TagSpecifications?: TagSpecification[] };
  AuthorizeSecurityGroupEgress: { GroupId: SecurityGroupId; IpPermissions: IpPermission[] };
  AuthorizeSecurityGroupIngress: { GroupId: SecurityGroupId; IpPermissions: IpPermission[] };
  ModifyVpcAttribute: { EnableDnsSupport?: { Value: boolean }; EnableDnsHostnames?: { Value: boolean } };
  CreateVpcEndpoint: {
    VpcEndpointType: EndpointType;
    ServiceName: string;
    SubnetIds?: SubnetId[];
    SecurityGroupIds?: SecurityGroupId[];
    RouteTableIds?: RouteTableId[];
    PrivateDnsEnabled?: boolean;
    IpAddressType?: string;
    DnsOptions?: DnsOptions;
    PolicyDocument?: string;
    TagSpecifications?: TagSpecification[];
  };
  ModifyVpcEndpoint: {
    VpcEndpointId: VpcEndpointId;
    AddSubnetIds?: SubnetId[];
    AddSecurityGroupIds?: SecurityGroupId[];
    AddRouteTableIds?: RouteTableId[];
    IpAddressType?: string;
    DnsOptions?: DnsOptions;
    PrivateDnsEnabled?: boolean;
    PolicyDocument?: string;
  };
};
type DnsOptions = { PrivateDnsOnlyForInboundResolverEndpoint?: boolean; DnsRecordIpType?: string };
type TagSpecification = { Tags: { Key: string; Value: string }[] };
export type IpPermission = {
  IpProtocol: string;
  FromPort: number;
  ToPort: number;
  UserIdGroupPairs?: { GroupId: SecurityGroupId }[];
  PrefixListIds?: { PrefixListId: PrefixListId }[];
  IpRanges?: { CidrIp: string }[];
  Ipv6Ranges?: { CidrIpv6: string }[];
};

const tagsOf = (specifications: TagSpecification[] | undefined): Tags =>
  Object.fromEntries((specifications ?? []).flatMap(({ Tags }) => Tags.map(({ Key, Value }) => [Key, Value])));

/** One rule for each peer of each permission. */
export function rulesOf(permissions: readonly IpPermission[]): SecurityGroupRule[] {
  return permissions.flatMap(({ IpProtocol, FromPort, ToPort, ...peers }) =>
    [
      ...(peers.UserIdGroupPairs ?? []).map(({ GroupId }): RulePeer => ({ kind: "group", groupId: GroupId })),
      ...(peers.PrefixListIds ?? []).map(
        ({ PrefixListId: id }): RulePeer => ({ kind: "prefix-list", prefixListId: id }),
      ),
      ...(peers.IpRanges ?? []).map(({ CidrIp }): RulePeer => ({ kind: "ipv4", cidr: CidrIp })),
      ...(peers.Ipv6Ranges ?? []).map(({ CidrIpv6 }): RulePeer => ({ kind: "ipv6", cidr: CidrIpv6 })),
    ].map((peer) => ({ protocol: IpProtocol, ports: { from: FromPort, to: ToPort }, peer })),
  );
}

const withGroup = (
  snapshot: Snapshot,
  id: SecurityGroupId,
  change: (group: SecurityGroup) => SecurityGroup,
): Snapshot => ({
  ...snapshot,
  securityGroups: snapshot.securityGroups.map((group) => (group.id === id ? change(group) : group)),
});

const recordTypeIn = ({ DnsOptions: options }: { DnsOptions?: DnsOptions }): Pick<VpcEndpoint, "dnsRecordIpType"> =>
  options?.DnsRecordIpType ? { dnsRecordIpType: options.DnsRecordIpType } : {};

function createEndpoint(snapshot: Snapshot, input: Inputs["CreateVpcEndpoint"], id: string): Snapshot {
  const endpoint: VpcEndpoint = {
    id: id as VpcEndpointId,
    type: input.VpcEndpointType,
    serviceName: input.ServiceName,
    state: "available",
    subnetIds: input.SubnetIds ?? [],
    securityGroupIds: input.SecurityGroupIds ?? [],
    routeTableIds: input.RouteTableIds ?? [],
    networkInterfaceIds: [],
    privateDnsEnabled: input.PrivateDnsEnabled ?? false,
    privateDnsOnlyForInboundResolverEndpoint: input.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint ?? false,
    ipAddressType: input.IpAddressType ?? "ipv4",
    ...recordTypeIn(input),
    dnsNames: [],
    policy: input.PolicyDocument ? JSON.parse(input.PolicyDocument) : null,
    requesterManaged: false,
    ownerId: snapshot.accountId,
    tags: tagsOf(input.TagSpecifications),
  };
  return { ...snapshot, endpoints: [...snapshot.endpoints, endpoint] };
}

function modifyEndpoint(snapshot: Snapshot, input: Inputs["ModifyVpcEndpoint"]): Snapshot {
  const modified = (endpoint: VpcEndpoint): VpcEndpoint => ({
    ...endpoint,
    state: "available",
    subnetIds: [...endpoint.subnetIds, ...(input.AddSubnetIds ?? [])],
    securityGroupIds: [...endpoint.securityGroupIds, ...(input.AddSecurityGroupIds ?? [])],
    routeTableIds: [...endpoint.routeTableIds, ...(input.AddRouteTableIds ?? [])],
    ipAddressType: input.IpAddressType ?? endpoint.ipAddressType,
    ...recordTypeIn(input),
    privateDnsEnabled: input.PrivateDnsEnabled ?? endpoint.privateDnsEnabled,
    privateDnsOnlyForInboundResolverEndpoint:
      input.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint ?? endpoint.privateDnsOnlyForInboundResolverEndpoint,
    policy: input.PolicyDocument ? JSON.parse(input.PolicyDocument) : endpoint.policy,
  });
  return {
    ...snapshot,
    endpoints: snapshot.endpoints.map((endpoint) =>
      endpoint.id === input.VpcEndpointId ? modified(endpoint) : endpoint,
    ),
  };
}

const effects: { [O in Operation]: (snapshot: Snapshot, input: Inputs[O], id: string) => Snapshot } = {
  CreateSecurityGroup: (snapshot, input, id) => ({
    ...snapshot,
    securityGroups: [
      ...snapshot.securityGroups,
      {
        id: id as SecurityGroupId,
        name: input.GroupName,
        description: input.Description,
        ownerId: snapshot.accountId,
        ingress: [],
        egress: [{ protocol: "-1", ports: null, peer: { kind: "ipv4", cidr: "0.0.0.0/0" } }],
        tags: tagsOf(input.TagSpecifications),
      },
    ],
  }),
  AuthorizeSecurityGroupEgress: (snapshot, input) =>
    withGroup(snapshot, input.GroupId, (group) => ({
      ...group,
      egress: [...group.egress, ...rulesOf(input.IpPermissions)],
    })),
  AuthorizeSecurityGroupIngress: (snapshot, input) =>
    withGroup(snapshot, input.GroupId, (group) => ({
      ...group,
      ingress: [...group.ingress, ...rulesOf(input.IpPermissions)],
    })),
  ModifyVpcAttribute: (snapshot, input) => ({
    ...snapshot,
    vpc: snapshot.vpc && {
      ...snapshot.vpc,
      enableDnsSupport: input.EnableDnsSupport?.Value ?? snapshot.vpc.enableDnsSupport,
      enableDnsHostnames: input.EnableDnsHostnames?.Value ?? snapshot.vpc.enableDnsHostnames,
    },
  }),
  CreateVpcEndpoint: createEndpoint,
  ModifyVpcEndpoint: modifyEndpoint,
};

/**
 * The snapshot as it would be after the changes: the model that "after" views are computed from. Things that a change
 * creates carry the change's id as their own id; planned endpoints count as available and have no interfaces yet.
 */
export function applyChanges(snapshot: Snapshot, changes: readonly Change[]): Snapshot {
  const created = new Set(changes.map(({ id }) => id));
  return changes.reduce((state, { id, operation, input }) => {
    const known = resolveReferences(input, ({ source, path }) =>
      created.has(source) ? source : `\${${source}.${path}}`,
    );
    const effect = effects[operation] as (state: Snapshot, input: unknown, id: string) => Snapshot;
    return effect(state, known, id);
  }, snapshot);
}
