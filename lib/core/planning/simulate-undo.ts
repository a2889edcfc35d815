import type { Json } from "#lib/core/format/plan-format";
import type {
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Snapshot,
  VpcEndpoint,
  VpcEndpointId,
} from "#lib/core/network/snapshot";
import { canonicalJson } from "#lib/core/text/canonical";
import { type IpPermission, rulesOf } from "./simulate";

/** A call of a rollback: the SDK's input, and that of the call which it undoes. */
export type UndoCall = {
  operation:
    | "DeleteVpcEndpoints"
    | "RevokeSecurityGroupEgress"
    | "RevokeSecurityGroupIngress"
    | "DeleteSecurityGroup"
    | "ModifyVpcEndpoint"
    | "ModifyVpcAttribute";
  input: { [key: string]: Json };
  undoes: { [key: string]: Json };
};

/** Inputs of the calls that a rollback sends; only the members that the model follows. */
type Inputs = {
  VpcEndpointIds: VpcEndpointId[];
  GroupId: string;
  VpcEndpointId: VpcEndpointId;
  RemoveSubnetIds?: string[];
  RemoveSecurityGroupIds?: string[];
  RemoveRouteTableIds?: string[];
  IpAddressType?: string;
  PrivateDnsEnabled?: boolean;
  PolicyDocument?: string;
  ResetPolicy?: boolean;
  DnsOptions?: { PrivateDnsOnlyForInboundResolverEndpoint?: boolean };
  EnableDnsSupport?: { Value: boolean };
  EnableDnsHostnames?: { Value: boolean };
};

const without = <T extends string>(list: readonly T[], removed: readonly string[] = []): T[] =>
  list.filter((one) => !removed.includes(one));

/** The tables without their routes to the endpoints; `of`: in these tables only. */
const withoutRoutes = (tables: readonly RouteTable[], endpoints: readonly string[], of?: readonly string[]) =>
  tables.map((table) =>
    of && !of.includes(table.id)
      ? table
      : { ...table, routes: table.routes.filter(({ targetId }) => !targetId || !endpoints.includes(targetId)) },
  );

function deleteEndpoints(snapshot: Snapshot, { VpcEndpointIds: ids }: Inputs): Snapshot {
  const deleted = snapshot.endpoints.filter(({ id }) => ids.includes(id));
  const interfaces = new Set<string>(deleted.flatMap(({ networkInterfaceIds }) => networkInterfaceIds));
  return {
    ...snapshot,
    endpoints: snapshot.endpoints.filter((one) => !deleted.includes(one)),
    networkInterfaces: snapshot.networkInterfaces.filter(({ id }) => !interfaces.has(id)),
    routeTables: withoutRoutes(snapshot.routeTables, ids),
  };
}

function modifyEndpoint(snapshot: Snapshot, input: Inputs): Snapshot {
  const modified = (endpoint: VpcEndpoint): VpcEndpoint => ({
    ...endpoint,
    subnetIds: without(endpoint.subnetIds, input.RemoveSubnetIds),
    securityGroupIds: without(endpoint.securityGroupIds, input.RemoveSecurityGroupIds),
    routeTableIds: without(endpoint.routeTableIds, input.RemoveRouteTableIds),
    ipAddressType: input.IpAddressType ?? endpoint.ipAddressType,
    privateDnsEnabled: input.PrivateDnsEnabled ?? endpoint.privateDnsEnabled,
    privateDnsOnlyForInboundResolverEndpoint:
      input.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint ?? endpoint.privateDnsOnlyForInboundResolverEndpoint,
    policy: input.ResetPolicy ? null : input.PolicyDocument ? JSON.parse(input.PolicyDocument) : endpoint.policy,
  });
  return {
    ...snapshot,
    endpoints: snapshot.endpoints.map((one) => (one.id === input.VpcEndpointId ? modified(one) : one)),
    routeTables: withoutRoutes(snapshot.routeTables, [input.VpcEndpointId], input.RemoveRouteTableIds ?? []),
  };
}

function revoke(direction: "egress" | "ingress") {
  return (snapshot: Snapshot, { GroupId }: Inputs, undoes: UndoCall["undoes"]): Snapshot => {
    const keyOf = ({ protocol, ports, peer }: SecurityGroupRule) => canonicalJson({ protocol, ports, peer });
    const revoked = new Set(rulesOf((undoes.IpPermissions ?? []) as unknown as IpPermission[]).map(keyOf));
    const revokedFrom = (group: SecurityGroup) => ({
      ...group,
      [direction]: group[direction].filter((rule) => !revoked.has(keyOf(rule))),
    });
    return {
      ...snapshot,
      securityGroups: snapshot.securityGroups.map((one) => (one.id === GroupId ? revokedFrom(one) : one)),
    };
  };
}

type Effect = (snapshot: Snapshot, input: Inputs, undoes: UndoCall["undoes"]) => Snapshot;

const EFFECTS: Record<UndoCall["operation"], Effect> = {
  DeleteVpcEndpoints: deleteEndpoints,
  RevokeSecurityGroupEgress: revoke("egress"),
  RevokeSecurityGroupIngress: revoke("ingress"),
  DeleteSecurityGroup: (snapshot, { GroupId }) => ({
    ...snapshot,
    securityGroups: snapshot.securityGroups.filter(({ id }) => id !== GroupId),
  }),
  ModifyVpcEndpoint: modifyEndpoint,
  ModifyVpcAttribute: (snapshot, { EnableDnsSupport, EnableDnsHostnames }) => ({
    ...snapshot,
    vpc: snapshot.vpc && {
      ...snapshot.vpc,
      enableDnsSupport: EnableDnsSupport?.Value ?? snapshot.vpc.enableDnsSupport,
      enableDnsHostnames: EnableDnsHostnames?.Value ?? snapshot.vpc.enableDnsHostnames,
    },
  }),
};

/** The snapshot as it would be after the calls of a rollback. */
export function undoCalls(snapshot: Snapshot, calls: readonly UndoCall[]): Snapshot {
  return calls.reduce(
    (state, { operation, input, undoes }) => EFFECTS[operation](state, input as unknown as Inputs, undoes),
    snapshot,
  );
}
