import { workloadInterfaces } from "#lib/core/network/routes/routes";
import type { NetworkInterface, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { workloadOf } from "#lib/core/network/workload";
import { counted, listed } from "#lib/core/text/phrases";

/** "1 instance and 2 tasks". */
export function workloadSummary(interfaces: readonly NetworkInterface[]): string {
  const counts = new Map<string, number>();
  for (const each of interfaces) {
    const { what } = workloadOf(each);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return listed([...counts].sort().map(([what, count]) => counted(count, what)));
}

/** The interfaces of workloads by subnet; NAT gateways, like endpoints, are drawn as what they are. */
export function workloadsBySubnet(snapshot: Snapshot): Map<SubnetId, NetworkInterface[]> {
  const bySubnet = new Map<SubnetId, NetworkInterface[]>();
  for (const each of workloadInterfaces(snapshot)) {
    if (each.interfaceType === "nat_gateway") continue;
    const known = bySubnet.get(each.subnetId);
    if (known) known.push(each);
    else bySubnet.set(each.subnetId, [each]);
  }
  return bySubnet;
}
