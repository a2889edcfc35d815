/** Which rules clients and endpoints lack for each other. */

import type { Intent } from "#lib/core/intent/intent";
import { networkIndex } from "#lib/core/network/network-index";
import type { PortRange } from "#lib/core/network/ports";
import type { SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import {
  egressReaches,
  ingressAllows,
  ingressAllowsCidr,
  prefixListReached,
  subnetsOfClient,
  type Traffic,
} from "./coverage";
import type { Desired, EgressPeer } from "./desired-state";

/** Whether a client's connections may come over both IPv4 and IPv6: the endpoints have both, and so do its subnets. */
export function usesBoth(snapshot: Snapshot, intent: Intent, client: SecurityGroupId): boolean {
  if (intent.ipAddressType !== "dualstack") return false;
  const { subnets } = networkIndex(snapshot);
  return subnetsOfClient(snapshot, intent, client).some((id) => (subnets.get(id)?.ipv6Cidrs.length ?? 0) > 0);
}

const trafficOf = (snapshot: Snapshot, intent: Intent, client: SecurityGroupId, port: PortRange): Traffic => ({
  ports: [port],
  both: usesBoth(snapshot, intent, client),
});

/** Of a service's ports, those on which an endpoint with these groups does not allow a client in. */
export function portsNotAllowed(
  snapshot: Snapshot,
  intent: Intent,
  groups: readonly SecurityGroupId[],
  client: SecurityGroupId,
  ports: readonly PortRange[],
): PortRange[] {
  const subnets = subnetsOfClient(snapshot, intent, client);
  return ports.filter(
    (port) => ingressAllows(snapshot, groups, client, subnets, trafficOf(snapshot, intent, client, port)) === null,
  );
}

/** Of a service's ports, those on which an endpoint with these groups does not allow a CIDR in. */
export const portsNotAllowedTo = (
  snapshot: Snapshot,
  groups: readonly SecurityGroupId[],
  cidr: string,
  ports: readonly PortRange[],
): PortRange[] => ports.filter((port) => ingressAllowsCidr(snapshot, groups, cidr, [port]) === null);

/** The VPC's CIDRs that can reach an endpoint of this kind and are to be allowed in. */
export function cidrsToAllow({ vpc }: Snapshot, { admitVpcCidrs }: Intent, ipAddressType: string): string[] {
  if (!vpc || !admitVpcCidrs) return [];
  return [...(ipAddressType === "ipv6" ? [] : vpc.cidrs), ...(ipAddressType === "ipv4" ? [] : vpc.ipv6Cidrs)];
}

/** What each client's group must allow out and does not yet. */
export function egressLacking(
  snapshot: Snapshot,
  intent: Intent,
  desired: Omit<Desired, "egressTo">,
): Desired["egressTo"] {
  const ownGroup = "existing" in desired.endpointGroup ? desired.endpointGroup.existing.id : null;
  const lacking: Desired["egressTo"] = new Map();
  for (const client of intent.clientSecurityGroupIds) {
    const peers = new Map<string, EgressPeer>();
    const need = (key: string, peer: EgressPeer, service: string, ports: readonly PortRange[]) => {
      const known = peers.get(key) ?? peer;
      known.services.push(service);
      known.ports.push(...ports);
      peers.set(key, known);
    };
    for (const { service, ports, existing, placement, needsGroup } of desired.interfaces) {
      const groups: SecurityGroupId[] = [
        ...(existing?.securityGroupIds ?? []),
        ...(needsGroup && ownGroup ? [ownGroup] : []),
      ];
      const subnets = [...(existing?.subnetIds ?? []), ...placement.chosen];
      const missing = (ports ?? []).filter(
        (port) => egressReaches(snapshot, client, groups, subnets, trafficOf(snapshot, intent, client, port)) === null,
      );
      if (subnets.length === 0 || missing.length === 0) continue;
      const group = needsGroup
        ? ownGroup
        : ownGroup && groups.includes(ownGroup)
          ? ownGroup
          : (groups.sort()[0] ?? null);
      if (needsGroup || group) need(group ?? "", { group, services: [], ports: [] }, service.raw, missing);
    }
    for (const { service, ports } of desired.gateways) {
      const prefixList = snapshot.prefixLists.find((list) => list.name === service.offer.name);
      const missing = prefixList
        ? (ports ?? []).filter((port) => !prefixListReached(snapshot, client, prefixList, [port]))
        : [];
      if (prefixList && missing.length > 0) {
        need(prefixList.id, { prefixList, services: [], ports: [] }, service.raw, missing);
      }
    }
    if (peers.size > 0) lacking.set(client, [...peers.values()]);
  }
  return lacking;
}
