/** Which route table a subnet uses, and in which subnets a security group's workloads live. */
import type { NetworkInterface, NetworkInterfaceId, RouteTable, SecurityGroupId, Snapshot, SubnetId } from "./network";

/**
 * Finds the route table of each subnet: its own association, else the main table (VPC user guide, "Subnet route tables").
 * Build it once for many subnets.
 */
export function routeTables(snapshot: Pick<Snapshot, "routeTables">): (subnetId: SubnetId) => RouteTable | undefined {
  const main = snapshot.routeTables.find((table) => table.main);
  const own = new Map(snapshot.routeTables.flatMap((table) => table.subnetIds.map((id) => [id, table] as const)));
  return (subnetId) => own.get(subnetId) ?? main;
}

/** The route table of one subnet: its own association, else the main table; undefined when there is neither. */
export function routeTableOf(snapshot: Pick<Snapshot, "routeTables">, subnetId: SubnetId): RouteTable | undefined {
  return routeTables(snapshot)(subnetId);
}

/** Network interfaces of workloads: all but those of VPC endpoints. */
export function workloadInterfaces(snapshot: Pick<Snapshot, "networkInterfaces" | "endpoints">): NetworkInterface[] {
  const ofEndpoints = new Set<NetworkInterfaceId>(
    snapshot.endpoints.flatMap((endpoint) => endpoint.networkInterfaceIds),
  );
  return snapshot.networkInterfaces.filter(
    (one) =>
      one.interfaceType !== "vpc_endpoint" &&
      one.interfaceType !== "gateway_load_balancer_endpoint" &&
      !ofEndpoints.has(one.id),
  );
}

/** Subnets where workloads' interfaces carry the group, sorted. */
export function subnetsOfGroup(
  snapshot: Pick<Snapshot, "networkInterfaces" | "endpoints">,
  groupId: SecurityGroupId,
): SubnetId[] {
  const carrying = workloadInterfaces(snapshot).filter((one) => one.securityGroupIds.includes(groupId));
  return [...new Set(carrying.map((one) => one.subnetId))].sort();
}
