/** What happens to connections from client groups to services, before and after the changes. */

import type { BlockReason, ReachabilityRow, Verdict } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import { type NetworkIndex, networkIndex } from "#lib/core/network/network-index";
import { workloadInterfaces } from "#lib/core/network/routes";
import type { Admission } from "#lib/core/network/security-group";
import { findService } from "#lib/core/network/service";
import type { NetworkInterface, SecurityGroupId, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { clientAnywhereIn, clientOf } from "./clients";
import { type AskedName, answerTo, waysAfter } from "./dns-resolution";
import { type Client, causesOf, verdictOf, type Ways } from "./path";

type Judgement = { verdict: Verdict; causes: BlockReason[] };

function judge(ways: Ways, client: Client, egress: Admission): Judgement {
  const way = ways(client, egress);
  return { verdict: verdictOf(way, client.addresses), causes: causesOf(way, client.addresses) };
}

/** The workloads' interfaces that carry each of the groups, by subnet. */
function interfacesByGroup(
  snapshot: Snapshot,
  groupIds: ReadonlySet<SecurityGroupId>,
): Map<SecurityGroupId, Map<SubnetId, NetworkInterface[]>> {
  const byGroup = new Map([...groupIds].map((id) => [id, new Map<SubnetId, NetworkInterface[]>()]));
  for (const one of workloadInterfaces(snapshot)) {
    for (const groupId of one.securityGroupIds) {
      const bySubnet = byGroup.get(groupId);
      const there = bySubnet?.get(one.subnetId);
      if (there) there.push(one);
      else bySubnet?.set(one.subnetId, [one]);
    }
  }
  return byGroup;
}

/** The clients, by group and subnet: each group where it lives, or, living nowhere, in every candidate subnet. */
function clientsIn(index: NetworkIndex, intent: Intent): { groupId: SecurityGroupId; client: Client }[] {
  const known = new Set(index.snapshot.securityGroups.map(({ id }) => id));
  const groupIds = new Set(intent.clientSecurityGroupIds.filter((id) => known.has(id)).sort());
  return [...interfacesByGroup(index.snapshot, groupIds)].flatMap(([groupId, bySubnet]) => {
    const subnetIds = bySubnet.size > 0 ? bySubnet.keys() : new Set(intent.subnetIds);
    return [...subnetIds].sort().flatMap((subnetId) => {
      const subnet = index.subnets.get(subnetId);
      if (!subnet) return [];
      const client = clientOf(bySubnet.get(subnetId) ?? [], [groupId], subnet);
      return [{ groupId, client: client.addresses.length > 0 ? client : clientAnywhereIn(subnet, [groupId]) }];
    });
  });
}

/**
 * For every client group, subnet where it lives and service: what happens to connections on tcp/443 in the account as it
 * is and as it would be, and every cause that keeps them from being private. Services that the Region does not offer, and
 * groups and subnets that are not there, have no rows. Sorted by service, group and subnet.
 */
export function reachability(before: Snapshot, after: Snapshot, intent: Intent): ReachabilityRow[] {
  const views = { before: networkIndex(before), after: networkIndex(after) };
  const nameAfter: AskedName = intent.privateDns ? "standard" : "endpoint";
  const services = [...new Set(intent.services)].sort().flatMap((written) => findService(before, written) ?? []);
  const clients = clientsIn(views.before, intent).map(({ groupId, client }) => ({
    groupId,
    client,
    egress: {
      before: views.before.egressOf(client.groupIds, client.family),
      after: views.after.egressOf(client.groupIds, client.family),
    },
  }));
  return services.flatMap((service) => {
    const ways = {
      before: waysAfter(views.before, answerTo(before, service, "standard")),
      after: waysAfter(views.after, answerTo(after, service, nameAfter)),
    };
    return clients.map(({ groupId, client, egress }) => {
      const was = judge(ways.before, client, egress.before);
      const becomes = judge(ways.after, client, egress.after);
      return {
        securityGroupId: groupId,
        subnetId: client.subnet.id,
        service: service.written,
        before: was.verdict,
        after: becomes.verdict,
        blockedBy: { before: was.causes, after: becomes.causes },
      };
    });
  });
}
