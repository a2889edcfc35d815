/** The rows that `reachability` should give, and the blast radius, found by walking every packet. */

import type { BlockReason, ReachabilityRow, Verdict } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { NetworkInterface, Snapshot, Subnet, SubnetId } from "#lib/core/network/snapshot";
import { addressesFrom, anywhereIn, type From, packetWalk, type Walk } from "./walk/packet-walk";

/** Ports of the services that tiny networks have; a third party's only where an intent gives them. */
const PORTS: Readonly<Record<string, (number | string)[]>> = { "email-smtp": [587] };

function intentPorts(intent: Intent, service: string): (number | string)[] {
  const given = intent.ports?.[service];
  if (given) return given;
  return service.includes(".vpce.") ? [] : (PORTS[service] ?? [443]);
}

/** One by one. */
function ports(intent: Intent, service: string): number[] | null {
  const all = intentPorts(intent, service).flatMap((text) => {
    const [from, to = from] = String(text).split("-").map(Number);
    return Array.from({ length: (to ?? 0) - (from ?? 0) + 1 }, (_, i) => (from ?? 0) + i);
  });
  return all.length > 0 ? all : null;
}

/** Interfaces of VPC endpoints are none. */
function isWorkload(network: Snapshot, one: NetworkInterface): boolean {
  return (
    one.interfaceType !== "vpc_endpoint" &&
    !network.endpoints.some(({ networkInterfaceIds }) => networkInterfaceIds.includes(one.id))
  );
}

const familyIn = (intent: Intent, { cidr }: Subnet): 4 | 6 =>
  intent.ipAddressType === "ipv6" || cidr === null ? 6 : 4;

function subnetOf(network: Snapshot, id: SubnetId): Subnet {
  const subnet = network.subnets.find((one) => one.id === id);
  if (!subnet) throw new Error(`No subnet ${id}`);
  return subnet;
}

/** The rows that one group has in one subnet. */
function rowsOf(
  before: Snapshot,
  after: Snapshot,
  intent: Intent,
  groupId: ReachabilityRow["securityGroupId"],
  subnet: Subnet,
): ReachabilityRow[] {
  const family = familyIn(intent, subnet);
  const there = before.networkInterfaces.filter(
    (one) => isWorkload(before, one) && one.subnetId === subnet.id && one.securityGroupIds.some((id) => id === groupId),
  );
  const own = addressesFrom(there, family);
  const from = own.length > 0 ? own : anywhereIn(subnet, family);
  return intent.services.map((service) => {
    const question = { groups: [groupId], subnet, family, from, service, ports: ports(intent, service) };
    const was = packetWalk({ ...question, network: before, ownName: false });
    const becomes = packetWalk({ ...question, network: after, ownName: !intent.privateDns });
    return {
      securityGroupId: groupId,
      subnetId: subnet.id,
      service,
      ports: intentPorts(intent, service),
      before: was.verdict,
      after: becomes.verdict,
      blockedBy: { before: was.reasons, after: becomes.reasons },
      ...(was.partlyRouted || becomes.partlyRouted ? { partlyRouted: true as const } : {}),
    };
  });
}

/** In the order of `reachability`. */
export function walkedReachability(before: Snapshot, after: Snapshot, intent: Intent): ReachabilityRow[] {
  const rows = intent.clientSecurityGroupIds.flatMap((groupId) => {
    const now = before.networkInterfaces.filter(
      (one) => isWorkload(before, one) && one.securityGroupIds.includes(groupId),
    );
    const named = [...now.map(({ subnetId }) => subnetId), ...(intent.clientSubnetIds ?? [])];
    const subnets = named.length > 0 ? named : intent.subnetIds;
    return [...new Set(subnets)].flatMap((id) => rowsOf(before, after, intent, groupId, subnetOf(before, id)));
  });
  const key = (row: ReachabilityRow) => `${row.service} ${row.securityGroupId} ${row.subnetId}`;
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What cannot be known may reach. */
const WORTH: Record<Verdict, number> = { none: 0, partial: 1, public: 2, private: 2, unknown: 2 };

const SILENT = /^(?:ElastiCache |Route 53 Resolver: )/;

export type WalkedLoss = {
  service: string;
  networkInterfaceId: string;
  before: Verdict;
  after: Verdict;
  blockedBy: BlockReason[];
};

/** Interfaces with an address that gets less far than before. */
export function walkedBlastRadius(before: Snapshot, after: Snapshot, intent: Intent): WalkedLoss[] {
  return [...intent.services].sort().flatMap((service) =>
    before.networkInterfaces
      .filter((one) => isWorkload(before, one) && one.interfaceType !== "efs" && !SILENT.test(one.description))
      .flatMap((one): WalkedLoss[] => {
        const subnet = subnetOf(before, one.subnetId);
        const wanted = familyIn(intent, subnet);
        const family = wanted === 6 && one.ipv6Addresses.length === 0 && one.addresses.length > 0 ? 4 : wanted;
        const ask = (network: Snapshot, from: From[]): Walk =>
          packetWalk({
            network,
            groups: one.securityGroupIds,
            subnet,
            family,
            from,
            service,
            ports: ports(intent, service),
            ownName: false,
          });
        const from = addressesFrom([one], family);
        const loses = from.some((each) => WORTH[ask(after, [each]).verdict] < WORTH[ask(before, [each]).verdict]);
        if (!loses) return [];
        const [was, becomes] = [ask(before, from), ask(after, from)];
        return [
          {
            service,
            networkInterfaceId: one.id,
            before: was.verdict,
            after: becomes.verdict,
            blockedBy: becomes.reasons,
          },
        ];
      }),
  );
}
