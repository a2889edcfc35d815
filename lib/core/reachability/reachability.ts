/** What happens to connections from client groups to services, before and after the changes. */

import type { ReachabilityRow } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import { familyOf } from "#lib/core/network/addresses";
import type { Family } from "#lib/core/network/intervals";
import { overlaps } from "#lib/core/network/intervals";
import { type NetworkIndex, networkIndex } from "#lib/core/network/network-index";
import { type PortRange, portText } from "#lib/core/network/ports";
import { workloadInterfaces } from "#lib/core/network/routes/routes";
import { findService, type RequestedService } from "#lib/core/network/services/service";
import { portsOfService } from "#lib/core/network/services/service-ports";
import type { NetworkInterface, SecurityGroupId, Snapshot, Subnet, SubnetId } from "#lib/core/network/snapshot";
import { memoize, memoizeByArguments } from "#lib/core/text/memoize";
import { clientAnywhereIn, clientOf } from "./clients";
import { type AskedName, resolveService } from "./dns-resolution";
import type { Client } from "./network-path";
import { type Assessment, egressOf, pathBoundsAfter, verdictAndCauses } from "./path-bounds";
import { pathsKey } from "./paths";

/** The family that an intent's verdict on a subnet is for: IPv4, except in IPv6-only subnets and for endpoints of type ipv6. */
export const familyFor = ({ ipAddressType }: Pick<Intent, "ipAddressType">, subnet: Subnet): Family =>
  ipAddressType === "ipv6" ? 6 : familyOf(subnet);

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

/** The clients, by group and subnet: where its interfaces are and where they may come to run, else in every candidate subnet. */
function clientsIn(index: NetworkIndex, intent: Intent): { groupId: SecurityGroupId; client: Client }[] {
  const groupIds = new Set(intent.clientSecurityGroupIds.filter((id) => index.securityGroups.has(id)).sort());
  return [...interfacesByGroup(index.snapshot, groupIds)].flatMap(([groupId, bySubnet]) => {
    const named = new Set([...bySubnet.keys(), ...(intent.clientSubnetIds ?? [])]);
    const subnetIds = named.size > 0 ? named : new Set(intent.subnetIds);
    return [...subnetIds].sort().flatMap((subnetId) => {
      const subnet = index.subnets.get(subnetId);
      if (!subnet) return [];
      const family = familyFor(intent, subnet);
      const client = clientOf(bySubnet.get(subnetId) ?? [], [groupId], subnet, family);
      return [{ groupId, client: client.addresses.length > 0 ? client : clientAnywhereIn(subnet, [groupId], family) }];
    });
  });
}

type RowAssessment = Assessment & { partlyRouted: boolean };

/** What happens to a client's connections to one service in one state of the account. */
type View = (client: Client) => RowAssessment;

/** The views of services in one state of the account; those that share their paths are one. */
function viewsOf(index: NetworkIndex, name: AskedName) {
  const known = new Map<string, View>();
  return (service: RequestedService, ranges: readonly PortRange[] | null): View => {
    const ports = index.portsToTest(ranges ?? []);
    const resolve = (family: Family) => resolveService(index.snapshot, { service, name, family }, ranges !== null);
    const resolutions = { 4: resolve(4), 6: resolve(6) };
    return memoize(known, pathsKey(service, resolutions, ports), () => {
      const boundsOf = memoizeByArguments((family: Family) =>
        pathBoundsAfter(index, service, resolutions[family], ports),
      );
      return memoizeByArguments((client: Client): RowAssessment => {
        const bounds = boundsOf(client.family)(client, egressOf(index, client, ports));
        const assessment = verdictAndCauses(bounds, client.addresses);
        const reaches = assessment.verdict === "public" || assessment.verdict === "partial";
        return { ...assessment, partlyRouted: reaches && overlaps(bounds.most.partlyRouted, client.addresses) };
      });
    });
  };
}

/**
 * For every client group, subnet where it is or may be, and service: what happens to connections on the service's ports in the
 * account as it is and as it would be, and every cause that keeps them from being private. Services that the Region does not
 * offer, and groups and subnets that are not there, have no rows. Sorted by service, group and subnet.
 */
export function reachability(before: Snapshot, after: Snapshot, intent: Intent): ReachabilityRow[] {
  const views = {
    before: viewsOf(networkIndex(before), "standard"),
    after: viewsOf(networkIndex(after), intent.privateDns ? "standard" : "endpoint"),
  };
  const services = [...new Set(intent.services)].sort().flatMap((raw) => findService(before, raw) ?? []);
  const clients = clientsIn(networkIndex(before), intent);
  return services.flatMap((service) => {
    const ranges = portsOfService(before, service, intent.ports);
    const [today, planned] = [views.before(service, ranges), views.after(service, ranges)];
    return clients.map(({ groupId, client }): ReachabilityRow => {
      const [was, becomes] = [today(client), planned(client)];
      return {
        securityGroupId: groupId,
        subnetId: client.subnet.id,
        service: service.raw,
        ports: (ranges ?? []).map(portText),
        before: was.verdict,
        after: becomes.verdict,
        blockedBy: { before: was.causes, after: becomes.causes },
        ...(was.partlyRouted || becomes.partlyRouted ? { partlyRouted: true } : {}),
      };
    });
  });
}
