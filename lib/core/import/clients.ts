/** Whom existing rules let use a set of endpoints. */
import { networkIndex } from "#lib/core/network/network-index";
import { isTcp, mergePorts, type PortRange, portsOfRule, portText } from "#lib/core/network/ports";
import { portsOfService } from "#lib/core/network/services/service-ports";
import type { SecurityGroupId, SecurityGroupRule, Snapshot } from "#lib/core/network/snapshot";
import type { Member } from "./endpoint-set";

const groupOf = ({ peer }: SecurityGroupRule): SecurityGroupId | null => (peer.kind === "group" ? peer.groupId : null);

/** Rules of the endpoints' groups that allow ingress by TCP. */
function ingressOf(snapshot: Snapshot, interfaces: readonly Member[]): SecurityGroupRule[] {
  const { securityGroups } = networkIndex(snapshot);
  const ids = new Set(interfaces.flatMap(({ endpoint }) => endpoint.securityGroupIds));
  return [...ids].flatMap((id) => securityGroups.get(id)?.ingress ?? []).filter(isTcp);
}

/** Groups of the VPC that rules name as clients: in the ingress of the endpoints' groups, or by their egress to gateways' prefix lists. */
export function namedClients(
  snapshot: Snapshot,
  interfaces: readonly Member[],
  gateways: readonly Member[],
): SecurityGroupId[] {
  const own = new Set(interfaces.flatMap(({ endpoint }) => endpoint.securityGroupIds));
  const allowed = new Set(ingressOf(snapshot, interfaces).flatMap((rule) => groupOf(rule) ?? []));
  const names = new Set(gateways.map(({ service }) => service.offer.name));
  const lists = new Set<string>(snapshot.prefixLists.filter(({ name }) => names.has(name)).map(({ id }) => id));
  const reaches = ({ peer }: SecurityGroupRule) =>
    (peer.kind === "group" && own.has(peer.groupId)) || (peer.kind === "prefix-list" && lists.has(peer.prefixListId));
  return snapshot.securityGroups
    .filter(({ id, egress }) => !own.has(id) && (allowed.has(id) || egress.some(reaches)))
    .map(({ id }) => id)
    .sort();
}

const inside = (range: PortRange, { from, to }: PortRange) => range.from >= from && range.to <= to;

/** The ports of services whose rules allow others than those that AWS documents, as an intent has them. */
export function portsInUse(snapshot: Snapshot, interfaces: readonly Member[]): Record<string, (number | string)[]> {
  const rules = ingressOf(snapshot, interfaces).filter((rule) => groupOf(rule) !== null);
  const open = mergePorts(rules.map(portsOfRule));
  const documented = new Map(
    interfaces.map(({ service }) => [service.raw, portsOfService(snapshot, service, {}) ?? []] as const),
  );
  const known = [...documented.values()].flat();
  const unexplained = open.filter((range) => !known.some((one) => inside(one, range)));
  const ports = interfaces.flatMap(({ service: { raw } }): [string, readonly PortRange[]][] => {
    const own = documented.get(raw) ?? [];
    const used = own.filter((range) => open.some((one) => inside(range, one)));
    if (used.length === own.length && own.length > 0) return [];
    const found = used.length > 0 ? used : unexplained;
    return found.length > 0 ? [[raw, found]] : [];
  });
  return Object.fromEntries(ports.map(([raw, ranges]) => [raw, ranges.map(portText)]));
}

/** Whether rules that allow ingress name each of the VPC's own CIDRs. */
export function allowsVpc(snapshot: Snapshot, interfaces: readonly Member[]): boolean {
  const rules = ingressOf(snapshot, interfaces);
  const named = new Set(rules.flatMap(({ peer }) => ("cidr" in peer ? peer.cidr : [])));
  const cidrs = [...(snapshot.vpc?.cidrs ?? []), ...(snapshot.vpc?.ipv6Cidrs ?? [])];
  return cidrs.length > 0 && cidrs.every((cidr) => named.has(cidr));
}
