/** VPC endpoints in the fake account, and the time they take. */
import type {
  NetworkInterfaceId,
  RouteTableId,
  SecurityGroupId,
  Snapshot,
  SubnetId,
  VpcEndpoint,
  VpcEndpointId,
} from "#lib/core/network/snapshot";
import {
  endpointOf,
  type FakeState,
  groupOf,
  newId,
  type Output,
  refuse,
  type TagSpecifications,
  tagsOf,
} from "./fake-state";

type DnsOptions = { DnsOptions?: { PrivateDnsOnlyForInboundResolverEndpoint?: boolean } };

type CreateEndpointInput = DnsOptions & {
  VpcEndpointType: "Interface" | "Gateway";
  ServiceName: string;
  SubnetIds?: SubnetId[];
  SecurityGroupIds?: SecurityGroupId[];
  RouteTableIds?: RouteTableId[];
  PrivateDnsEnabled?: boolean;
  IpAddressType?: string;
  PolicyDocument?: string;
  ClientToken?: string;
  TagSpecifications?: TagSpecifications;
};

type ModifyEndpointInput = DnsOptions & {
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
  IpAddressType?: string;
};

/** After a while the endpoint is available, with an interface in each of its subnets. */
function settle(state: FakeState, endpoint: VpcEndpoint): void {
  endpoint.state = "pending";
  const then = () => {
    endpoint.state = "available";
    if (endpoint.type === "Interface") placeInterfaces(state, endpoint);
    else placeRoutes(state, endpoint);
  };
  state.unsettled.set(endpoint.id, { at: Date.now() + state.settleMs, then });
}

/** A gateway's route to its service's prefix list, in the route tables that it lists and in no other. */
function placeRoutes({ snapshot }: FakeState, { id, serviceName, routeTableIds }: VpcEndpoint): void {
  const destination = snapshot.prefixLists.find(({ name }) => name === serviceName)?.id ?? "pl-0";
  for (const table of snapshot.routeTables) {
    table.routes = table.routes.filter(({ targetId }) => targetId !== id);
    if (!routeTableIds.includes(table.id)) continue;
    table.routes.push({ destination, target: "vpc-endpoint", targetId: id, active: true });
  }
}

function placeInterfaces(state: FakeState, endpoint: VpcEndpoint): void {
  const { snapshot } = state;
  const own = (id: NetworkInterfaceId) => endpoint.networkInterfaceIds.includes(id);
  const kept = snapshot.networkInterfaces.filter((one) => own(one.id) && endpoint.subnetIds.includes(one.subnetId));
  const missing = endpoint.subnetIds.filter((id) => !kept.some((one) => one.subnetId === id));
  const added = missing.map((subnetId): Snapshot["networkInterfaces"][number] => {
    const cidr = snapshot.subnets.find(({ id }) => id === subnetId)?.cidr ?? "10.0.0.0/24";
    const id = newId(state, "eni");
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

const onlyInbound = ({ DnsOptions }: DnsOptions) => DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint;

export function createEndpoint(state: FakeState, input: CreateEndpointInput): Output {
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
  const id = newId(state, "vpce");
  const endpoint: VpcEndpoint = {
    id,
    type: input.VpcEndpointType,
    serviceName: input.ServiceName,
    state: "pending",
    subnetIds: input.SubnetIds ?? [],
    securityGroupIds: input.SecurityGroupIds ?? [],
    routeTableIds: input.RouteTableIds ?? [],
    networkInterfaceIds: [],
    privateDnsEnabled: input.PrivateDnsEnabled ?? false,
    privateDnsOnlyForInboundResolverEndpoint: onlyInbound(input) ?? input.ServiceName.endsWith(".s3"),
    ipAddressType: input.IpAddressType ?? "ipv4",
    dnsNames: input.VpcEndpointType === "Interface" ? [`${id}.vpce.amazonaws.com`] : [],
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

/** What an endpoint has already, EC2 does not add to it again. */
function refuseRepeated(
  endpoint: VpcEndpoint,
  { AddSubnetIds = [], AddRouteTableIds = [] }: ModifyEndpointInput,
): void {
  if (AddSubnetIds.some((id) => endpoint.subnetIds.includes(id))) {
    throw refuse("refused", "DuplicateSubnetsInSameZone", `${endpoint.id} has a subnet in that zone already`);
  }
  if (AddRouteTableIds.some((id) => endpoint.routeTableIds.includes(id))) {
    throw refuse("refused", "RouteAlreadyExists", `the route table leads to ${endpoint.id} already`);
  }
}

export function modifyEndpoint(state: FakeState, input: ModifyEndpointInput): Output {
  const endpoint = endpointOf(state, input.VpcEndpointId);
  if (endpoint.state !== "available") {
    throw refuse(
      "busy",
      "OperationInProgress",
      `${endpoint.id} is ${endpoint.state}: another operation is in progress`,
    );
  }
  refuseRepeated(endpoint, input);
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
  endpoint.privateDnsOnlyForInboundResolverEndpoint =
    onlyInbound(input) ?? endpoint.privateDnsOnlyForInboundResolverEndpoint;
  endpoint.ipAddressType = input.IpAddressType ?? endpoint.ipAddressType;
  if (input.PolicyDocument !== undefined) endpoint.policy = JSON.parse(input.PolicyDocument);
  if (input.ResetPolicy) endpoint.policy = null;
  settle(state, endpoint);
  return { Return: true };
}

export function deleteEndpoint(state: FakeState, id: VpcEndpointId): void {
  const endpoint = endpointOf(state, id);
  endpoint.state = "deleting";
  const then = () => {
    const { snapshot } = state;
    snapshot.endpoints = snapshot.endpoints.filter((one) => one !== endpoint);
    placeRoutes(state, { ...endpoint, routeTableIds: [] });
    lingering(state, endpoint);
  };
  state.unsettled.set(id, { at: Date.now() + state.settleMs, then });
}

/** An endpoint's interfaces outlive it for a while. */
function lingering(state: FakeState, { id, networkInterfaceIds }: VpcEndpoint): void {
  const gone = new Set<string>(networkInterfaceIds);
  const then = () => {
    const { snapshot } = state;
    snapshot.networkInterfaces = snapshot.networkInterfaces.filter((one) => !gone.has(one.id));
  };
  state.unsettled.set(`interfaces of ${id}`, { at: Date.now() + state.lingerMs, then });
}
