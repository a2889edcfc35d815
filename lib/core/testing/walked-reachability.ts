/** The rows that `reachability` should give, found by walking every packet. */

import type { ReachabilityRow } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { NetworkInterface, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { addressesFrom, type From, packetWalk, walk } from "./packet-walk";

/** Interfaces of VPC endpoints are none. */
export function isWorkload(network: Snapshot, one: NetworkInterface): boolean {
  return (
    one.interfaceType !== "vpc_endpoint" &&
    !network.endpoints.some(({ networkInterfaceIds }) => networkInterfaceIds.includes(one.id))
  );
}

/** The rows that one group has in one subnet, by walking packets. */
function walkedRows(
  before: Snapshot,
  after: Snapshot,
  intent: Intent,
  groupId: ReachabilityRow["securityGroupId"],
  subnetId: SubnetId,
): ReachabilityRow[] {
  const subnet = before.subnets.find(({ id }) => id === subnetId);
  if (!subnet) throw new Error(`No subnet ${subnetId}`);
  const there = before.networkInterfaces.filter(
    (one) => isWorkload(before, one) && one.subnetId === subnetId && one.securityGroupIds.some((id) => id === groupId),
  );
  const from: From[] =
    there.length > 0
      ? addressesFrom(there)
      : walk(subnet.cidr ?? "").map((address) => ({ address, isPublic: subnet.mapPublicIpOnLaunch }));
  return intent.services.map((service) => {
    const question = { groups: [groupId], subnet, from, service };
    const was = packetWalk({ ...question, network: before, ownName: false });
    const becomes = packetWalk({ ...question, network: after, ownName: !intent.privateDns });
    return {
      securityGroupId: groupId,
      subnetId,
      service,
      before: was.verdict,
      after: becomes.verdict,
      blockedBy: { before: was.reasons, after: becomes.reasons },
    };
  });
}

/** In the order of `reachability`. */
export function walkedReachability(before: Snapshot, after: Snapshot, intent: Intent): ReachabilityRow[] {
  const rows = intent.clientSecurityGroupIds.flatMap((groupId) => {
    const lives = before.networkInterfaces.filter(
      (one) => isWorkload(before, one) && one.securityGroupIds.includes(groupId),
    );
    const subnets = lives.length > 0 ? lives.map(({ subnetId }) => subnetId) : intent.subnetIds;
    return [...new Set(subnets)].flatMap((subnetId) => walkedRows(before, after, intent, groupId, subnetId));
  });
  const key = (row: ReachabilityRow) => `${row.service} ${row.securityGroupId} ${row.subnetId}`;
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
