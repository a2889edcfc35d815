/** What each call does to the fake account, and what EC2 refuses about it. */

import { AwsError, type AwsErrorKind, type UndoOperation } from "#lib/aws/gateway";
import type {
  NetworkInterfaceId,
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
} from "#lib/core/network";
import type { Operation } from "#lib/core/plan-format";

export type FakeState = {
  snapshot: Snapshot;
  rules: Map<string, { groupId: string; direction: "ingress" | "egress"; rule: SecurityGroupRule; tags: Tags }>;
  tokens: Map<string, { input: string; id: VpcEndpointId }>;
  /** What is still to happen to an endpoint. */
  unsettled: Map<string, { at: number; then: () => void }>;
  madeAt: Map<string, number>;
  settleMs: number;
  unknownMs: number;
  count: number;
};

type TagSpecifications = { Tags: { Key: string; Value: string }[] }[];
type IpPermission = {
  IpProtocol: string;
  FromPort?: number;
  ToPort?: number;
  UserIdGroupPairs?: { GroupId: SecurityGroupId }[];
  PrefixListIds?: { PrefixListId: `pl-${string}` }[];
};
type AuthorizeInput = { GroupId: string; IpPermissions: IpPermission[]; TagSpecifications?: TagSpecifications };
type RevokeInput = { GroupId: string; SecurityGroupRuleIds: string[] };
type CreateEndpointInput = {
  VpcEndpointType: "Interface" | "Gateway";
  ServiceName: string;
  SubnetIds?: SubnetId[];
  SecurityGroupIds?: SecurityGroupId[];
  RouteTableIds?: RouteTableId[];
  PrivateDnsEnabled?: boolean;
  PolicyDocument?: string;
  ClientToken?: string;
  TagSpecifications?: TagSpecifications;
};
type ModifyEndpointInput = {
  VpcEndpointId: VpcEndpointId;
  AddSubnetIds?: SubnetId[];
  RemoveSubnetIds?: SubnetId[];
  AddSecurityGroupIds?: SecurityGroupId[];
  RemoveSecurityGroupIds?: SecurityGroupId[];
  AddRouteTableIds?: RouteTableId[];
  RemoveRouteTableIds?: RouteTableId[];
  PolicyDocument?: string;
  ResetPolicy?: boolean;
  PrivateDnsEnabled?: boolean;
};
type Toggle = { Value: boolean };
type Output = Record<string, unknown>;

const tagsOf = (specifications: TagSpecifications = []): Tags =>
  Object.fromEntries(specifications.flatMap(({ Tags }) => Tags.map(({ Key, Value }) => [Key, Value])));

export function refuse(kind: AwsErrorKind, code: string, message: string, operation = ""): AwsError {
  return new AwsError(
    kind,
    code,
    message,
    `EC2 says: ${message}`,
    "Change that and try again.",
    operation,
    "req-refused",
  );
}

/** A new id; from now on the thing is on its way into EC2's reads. */
function make<P extends string>(state: FakeState, prefix: P): `${P}-${string}` {
  state.count += 1;
  const id = `${prefix}-f${state.count.toString(16).padStart(16, "0")}` as const;
  state.madeAt.set(id, Date.now());
  return id;
}

function groupOf({ snapshot, madeAt, unknownMs }: FakeState, id: string): SecurityGroup {
  const group = snapshot.securityGroups.find((one) => one.id === id);
  if (!group || Date.now() - (madeAt.get(id) ?? 0) < unknownMs) {
    throw refuse("not-found", "InvalidGroup.NotFound", `The security group '${id}' does not exist`);
  }
  return group;
}

function endpointOf({ snapshot }: FakeState, id: string): VpcEndpoint {
  const endpoint = snapshot.endpoints.find((one) => one.id === id);
  if (!endpoint)
    throw refuse("not-found", "InvalidVpcEndpointId.NotFound", `The Vpc Endpoint Id '${id}' does not exist`);
  return endpoint;
}

const same = (a: SecurityGroupRule, b: SecurityGroupRule) =>
  a.protocol === b.protocol && JSON.stringify([a.ports, a.peer]) === JSON.stringify([b.ports, b.peer]);

function authorize(direction: "ingress" | "egress") {
  return (state: FakeState, { GroupId, IpPermissions, TagSpecifications }: AuthorizeInput): Output => {
    const group = groupOf(state, GroupId);
    const rules = IpPermissions.flatMap((permission): SecurityGroupRule[] => {
      const peers: RulePeer[] = [
        ...(permission.UserIdGroupPairs ?? []).map((pair) => ({ kind: "group" as const, groupId: pair.GroupId })),
        ...(permission.PrefixListIds ?? []).map((list) => ({
          kind: "prefix-list" as const,
          prefixListId: list.PrefixListId,
        })),
      ];
      const { IpProtocol: protocol, FromPort, ToPort } = permission;
      const ports = FromPort === undefined || ToPort === undefined ? null : { from: FromPort, to: ToPort };
      for (const peer of peers) if (peer.kind === "group") groupOf(state, peer.groupId);
      return peers.map((peer) => ({ protocol, ports, peer }));
    });
    const known = rules.find((rule) => group[direction].some((other) => same(rule, other)));
    if (known) throw refuse("duplicate", "InvalidPermission.Duplicate", "the specified rule already exists");
    return {
      SecurityGroupRules: rules.map((rule) => {
        const id = make(state, "sgr");
        group[direction].push(rule);
        state.rules.set(id, { groupId: GroupId, direction, rule, tags: tagsOf(TagSpecifications) });
        return { SecurityGroupRuleId: id };
      }),
    };
  };
}

function revoke(direction: "ingress" | "egress") {
  return (state: FakeState, { GroupId, SecurityGroupRuleIds }: RevokeInput): Output => {
    const group = groupOf(state, GroupId);
    const unknown = SecurityGroupRuleIds.find((id) => state.rules.get(id)?.direction !== direction);
    if (unknown)
      throw refuse("not-found", "InvalidSecurityGroupRuleId.NotFound", `The rule '${unknown}' does not exist`);
    for (const id of SecurityGroupRuleIds) {
      const revoked = state.rules.get(id)?.rule;
      group[direction] = group[direction].filter((rule) => rule !== revoked);
      state.rules.delete(id);
    }
    return { Return: true };
  };
}

/** After a while the endpoint is available, with an interface in each of its subnets. */
function settle(state: FakeState, endpoint: VpcEndpoint): void {
  endpoint.state = "pending";
  const then = () => {
    endpoint.state = "available";
    if (endpoint.type === "Interface") placeInterfaces(state, endpoint);
  };
  state.unsettled.set(endpoint.id, { at: Date.now() + state.settleMs, then });
}

function placeInterfaces(state: FakeState, endpoint: VpcEndpoint): void {
  const { snapshot } = state;
  const own = (id: NetworkInterfaceId) => endpoint.networkInterfaceIds.includes(id);
  const kept = snapshot.networkInterfaces.filter((one) => own(one.id) && endpoint.subnetIds.includes(one.subnetId));
  const missing = endpoint.subnetIds.filter((id) => !kept.some((one) => one.subnetId === id));
  const added = missing.map((subnetId): Snapshot["networkInterfaces"][number] => {
    const cidr = snapshot.subnets.find(({ id }) => id === subnetId)?.cidr ?? "10.0.0.0/24";
    const id = make(state, "eni");
    const address = cidr.replace(/\d+\/\d+$/, String(200 + (state.count % 50)));
    return {
      id,
      subnetId,
      securityGroupIds: endpoint.securityGroupIds,
      addresses: [{ address, publicAddress: null }],
      prefixes: [],
      ipv6Addresses: [],
      interfaceType: "vpc_endpoint",
      description: `VPC Endpoint Interface ${endpoint.id}`,
      requesterId: null,
      status: "in-use",
      instanceId: null,
      tags: {},
    };
  });
  const now = [...kept, ...added].map((one) => ({ ...one, securityGroupIds: [...endpoint.securityGroupIds] }));
  snapshot.networkInterfaces = [...snapshot.networkInterfaces.filter(({ id }) => !own(id)), ...now];
  endpoint.networkInterfaceIds = now.map(({ id }) => id);
}

function createEndpoint(state: FakeState, input: CreateEndpointInput): Output {
  const { ClientToken, TagSpecifications } = input;
  const token = ClientToken === undefined ? undefined : state.tokens.get(ClientToken);
  if (token && token.input !== JSON.stringify(input)) {
    throw refuse("refused", "IdempotentParameterMismatch", "The token was used with other parameters");
  }
  if (token) return { VpcEndpoint: { VpcEndpointId: token.id, State: "pending" } };
  for (const id of input.SecurityGroupIds ?? []) groupOf(state, id);
  const vpc = state.snapshot.vpc;
  if (input.PrivateDnsEnabled && !(vpc?.enableDnsSupport && vpc.enableDnsHostnames)) {
    throw refuse("refused", "InvalidParameter", "Enabling private DNS requires both DNS attributes");
  }
  const endpoint: VpcEndpoint = {
    id: make(state, "vpce"),
    type: input.VpcEndpointType,
    serviceName: input.ServiceName,
    state: "pending",
    subnetIds: input.SubnetIds ?? [],
    securityGroupIds: input.SecurityGroupIds ?? [],
    routeTableIds: input.RouteTableIds ?? [],
    networkInterfaceIds: [],
    privateDnsEnabled: input.PrivateDnsEnabled ?? false,
    privateDnsOnlyForInboundResolverEndpoint: false,
    ipAddressType: "ipv4",
    dnsNames: [],
    policy: input.PolicyDocument ? JSON.parse(input.PolicyDocument) : null,
    requesterManaged: false,
    ownerId: state.snapshot.accountId,
    tags: tagsOf(TagSpecifications),
  };
  state.snapshot.endpoints.push(endpoint);
  if (ClientToken !== undefined) state.tokens.set(ClientToken, { input: JSON.stringify(input), id: endpoint.id });
  settle(state, endpoint);
  return { VpcEndpoint: { VpcEndpointId: endpoint.id, State: "pending" } };
}

function modifyEndpoint(state: FakeState, input: ModifyEndpointInput): Output {
  const endpoint = endpointOf(state, input.VpcEndpointId);
  if (endpoint.state !== "available") {
    throw refuse(
      "busy",
      "OperationInProgress",
      `${endpoint.id} is ${endpoint.state}: another operation is in progress`,
    );
  }
  const edited = <T>(list: T[], add: T[] = [], remove: T[] = []): T[] => [
    ...list.filter((one) => !remove.includes(one)),
    ...add,
  ];
  endpoint.subnetIds = edited(endpoint.subnetIds, input.AddSubnetIds, input.RemoveSubnetIds);
  endpoint.securityGroupIds = edited(
    endpoint.securityGroupIds,
    input.AddSecurityGroupIds,
    input.RemoveSecurityGroupIds,
  );
  endpoint.routeTableIds = edited(endpoint.routeTableIds, input.AddRouteTableIds, input.RemoveRouteTableIds);
  endpoint.privateDnsEnabled = input.PrivateDnsEnabled ?? endpoint.privateDnsEnabled;
  if (input.PolicyDocument !== undefined) endpoint.policy = JSON.parse(input.PolicyDocument);
  if (input.ResetPolicy) endpoint.policy = null;
  settle(state, endpoint);
  return { Return: true };
}

function deleteEndpoint(state: FakeState, id: VpcEndpointId): void {
  const endpoint = endpointOf(state, id);
  endpoint.state = "deleting";
  const then = () => {
    const { snapshot } = state;
    snapshot.endpoints = snapshot.endpoints.filter((one) => one !== endpoint);
    snapshot.networkInterfaces = snapshot.networkInterfaces.filter(
      (one) => !endpoint.networkInterfaceIds.includes(one.id),
    );
  };
  state.unsettled.set(id, { at: Date.now() + state.settleMs, then });
}

function deleteGroup(state: FakeState, id: string): void {
  const group = groupOf(state, id);
  const { securityGroups, networkInterfaces, endpoints } = state.snapshot;
  const named = securityGroups.some(
    (one) =>
      one !== group && [...one.ingress, ...one.egress].some(({ peer }) => peer.kind === "group" && peer.groupId === id),
  );
  const carried = [...networkInterfaces, ...endpoints].some(({ securityGroupIds }) =>
    securityGroupIds.some((one) => one === id),
  );
  if (named || carried) throw refuse("in-use", "DependencyViolation", `resource ${id} has a dependent object`);
  state.snapshot.securityGroups = securityGroups.filter((one) => one !== group);
  for (const [ruleId, rule] of state.rules) if (rule.groupId === id) state.rules.delete(ruleId);
}

type Effects = { [O in Operation | UndoOperation]: (state: FakeState, input: never) => Output };

export const operations = {
  CreateSecurityGroup(state, input: { GroupName: string; Description: string; TagSpecifications?: TagSpecifications }) {
    if (state.snapshot.securityGroups.some(({ name }) => name === input.GroupName)) {
      throw refuse("duplicate", "InvalidGroup.Duplicate", `The security group '${input.GroupName}' already exists`);
    }
    const id = make(state, "sg");
    state.snapshot.securityGroups.push({
      id,
      name: input.GroupName,
      description: input.Description,
      ownerId: state.snapshot.accountId,
      ingress: [],
      egress: [{ protocol: "-1", ports: null, peer: { kind: "ipv4", cidr: "0.0.0.0/0" } }],
      tags: tagsOf(input.TagSpecifications),
    });
    return { GroupId: id };
  },
  AuthorizeSecurityGroupEgress: authorize("egress"),
  AuthorizeSecurityGroupIngress: authorize("ingress"),
  RevokeSecurityGroupEgress: revoke("egress"),
  RevokeSecurityGroupIngress: revoke("ingress"),
  ModifyVpcAttribute(state, input: { EnableDnsSupport?: Toggle; EnableDnsHostnames?: Toggle }) {
    const { vpc } = state.snapshot;
    if (!vpc) throw refuse("not-found", "InvalidVpcID.NotFound", "The VPC does not exist");
    vpc.enableDnsSupport = input.EnableDnsSupport?.Value ?? vpc.enableDnsSupport;
    vpc.enableDnsHostnames = input.EnableDnsHostnames?.Value ?? vpc.enableDnsHostnames;
    return {};
  },
  CreateVpcEndpoint: createEndpoint,
  ModifyVpcEndpoint: modifyEndpoint,
  DeleteVpcEndpoints(state, { VpcEndpointIds }: { VpcEndpointIds: VpcEndpointId[] }) {
    for (const id of VpcEndpointIds) deleteEndpoint(state, id);
    return {};
  },
  DeleteSecurityGroup(state, { GroupId }: { GroupId: string }) {
    deleteGroup(state, GroupId);
    return {};
  },
} satisfies Effects;
