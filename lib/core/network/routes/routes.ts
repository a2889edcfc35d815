/** Which route table a subnet uses, and in which subnets a security group's workloads are. */
import { derivedFrom } from "#lib/core/text/memoize";
import type {
  NetworkInterface,
  NetworkInterfaceId,
  RouteTable,
  SecurityGroupId,
  Snapshot,
  SubnetId,
} from "../snapshot";

type TableOfSubnet = (subnetId: SubnetId) => RouteTable | undefined;

function tableOfSubnet(tables: readonly RouteTable[]): TableOfSubnet {
  const main = tables.find((table) => table.main);
  const own = new Map(tables.flatMap((table) => table.subnetIds.map((id) => [id, table] as const)));
  return (subnetId) => own.get(subnetId) ?? main;
}

/** Finds the route table of each subnet: its own association, else the main table (VPC user guide, "Subnet route tables"). */
export function routeTables(snapshot: Pick<Snapshot, "routeTables">): TableOfSubnet {
  return derivedFrom(snapshot.routeTables, tableOfSubnet);
}

/** The route table of one subnet: its own association, else the main table; undefined when there is neither. */
export function routeTableOf(snapshot: Pick<Snapshot, "routeTables">, subnetId: SubnetId): RouteTable | undefined {
  return routeTables(snapshot)(subnetId);
}

type Interfaces = Pick<Snapshot, "networkInterfaces" | "endpoints">;

const workloadsOf = (snapshot: Interfaces) => derivedFrom(snapshot, findWorkloads);

function findWorkloads(snapshot: Interfaces) {
  const ofEndpoints = new Set<NetworkInterfaceId>(
    snapshot.endpoints.flatMap((endpoint) => endpoint.networkInterfaceIds),
  );
  const interfaces = snapshot.networkInterfaces.filter(
    (one) =>
      one.interfaceType !== "vpc_endpoint" &&
      one.interfaceType !== "gateway_load_balancer_endpoint" &&
      !ofEndpoints.has(one.id),
  );
  const byGroup = new Map<SecurityGroupId, Set<SubnetId>>();
  for (const { securityGroupIds, subnetId } of interfaces) {
    for (const id of securityGroupIds) byGroup.set(id, (byGroup.get(id) ?? new Set()).add(subnetId));
  }
  return { interfaces, subnets: new Map([...byGroup].map(([id, subnets]) => [id, [...subnets].sort()])) };
}

/** Network interfaces of workloads: all but those of VPC endpoints. */
export function workloadInterfaces(snapshot: Interfaces): NetworkInterface[] {
  return workloadsOf(snapshot).interfaces;
}

/** Subnets where workloads' interfaces carry the group, sorted. */
export function subnetsOfGroup(snapshot: Interfaces, groupId: SecurityGroupId): SubnetId[] {
  return workloadsOf(snapshot).subnets.get(groupId) ?? [];
}
