import { routeTables, workloadInterfaces } from "#lib/core/network/routes/routes";
import { type SubnetKind, subnetKind } from "#lib/core/network/routes/subnet-kind";
import type { Snapshot, Subnet } from "#lib/core/network/snapshot";

/** A subnet, and how many interfaces in it carry a client group. */
export type ClientSubnetRow = { subnet: Subnet; kind: SubnetKind; interfaces: number };

/** The VPC's subnets: those with interfaces of client groups first, then by Availability Zone and name. */
export function clientSubnetRows(snapshot: Snapshot, clientSecurityGroupIds: readonly string[]): ClientSubnetRow[] {
  const tableOf = routeTables(snapshot);
  const interfaces = new Map<string, number>();
  for (const { subnetId, securityGroupIds } of workloadInterfaces(snapshot)) {
    if (!securityGroupIds.some((id) => clientSecurityGroupIds.includes(id))) continue;
    interfaces.set(subnetId, (interfaces.get(subnetId) ?? 0) + 1);
  }
  const order = ({ subnet }: ClientSubnetRow) => `${subnet.availabilityZone} ${subnet.tags.Name ?? ""} ${subnet.id}`;
  return snapshot.subnets
    .map((subnet) => ({
      subnet,
      kind: subnetKind(tableOf(subnet.id)),
      interfaces: interfaces.get(subnet.id) ?? 0,
    }))
    .sort((a, b) => Number(b.interfaces > 0) - Number(a.interfaces > 0) || order(a).localeCompare(order(b)));
}
