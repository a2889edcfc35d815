/** Which rules clients and endpoints lack for each other. */

import type { Intent } from "#lib/core/intent/intent";
import { networkIndex } from "#lib/core/network/network-index";
import { subnetsOfGroup } from "#lib/core/network/routes";
import type { SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { egressReaches, ingressAdmits, prefixListReached } from "./coverage";
import type { Desired, EgressPeer } from "./desired-state";

/** Whether a client's connections may come over both IPv4 and IPv6: the endpoints have both, and so do its subnets. */
export function usesBoth(snapshot: Snapshot, intent: Intent, client: SecurityGroupId): boolean {
  if (intent.ipAddressType !== "dualstack") return false;
  const lived = subnetsOfGroup(snapshot, client);
  const { subnets } = networkIndex(snapshot);
  return (lived.length > 0 ? lived : intent.subnetIds).some((id) => (subnets.get(id)?.ipv6Cidrs.length ?? 0) > 0);
}

/** Whether an endpoint lets a client in that way. */
export const admitsClient = (
  snapshot: Snapshot,
  intent: Intent,
  groups: readonly SecurityGroupId[],
  client: SecurityGroupId,
) => ingressAdmits(snapshot, groups, client, intent.subnetIds, usesBoth(snapshot, intent, client)) !== null;

/** The VPC's CIDRs that can reach an endpoint of this kind and are to be let in. */
export function cidrsToAdmit({ vpc }: Snapshot, { admitVpcCidrs }: Intent, ipAddressType: string): string[] {
  if (!vpc || !admitVpcCidrs) return [];
  return [...(ipAddressType === "ipv6" ? [] : vpc.cidrs), ...(ipAddressType === "ipv4" ? [] : vpc.ipv6Cidrs)];
}

/** What each client's group must let out and does not yet. */
export function egressLacking(
  snapshot: Snapshot,
  intent: Intent,
  desired: Omit<Desired, "egressTo">,
): Desired["egressTo"] {
  const ownGroup = "existing" in desired.endpointGroup ? desired.endpointGroup.existing.id : null;
  const lacking: Desired["egressTo"] = new Map();
  for (const client of intent.clientSecurityGroupIds) {
    const both = usesBoth(snapshot, intent, client);
    const peers = new Map<string, EgressPeer>();
    const need = (key: string, peer: EgressPeer, service: string) => {
      const known = peers.get(key) ?? peer;
      known.services.push(service);
      peers.set(key, known);
    };
    for (const { service, existing, placement, needsGroup } of desired.interfaces) {
      const groups: SecurityGroupId[] = [
        ...(existing?.securityGroupIds ?? []),
        ...(needsGroup && ownGroup ? [ownGroup] : []),
      ];
      const subnets = [...(existing?.subnetIds ?? []), ...placement.chosen];
      if (subnets.length === 0 || egressReaches(snapshot, client, groups, subnets, both)) continue;
      const group = needsGroup
        ? ownGroup
        : ownGroup && groups.includes(ownGroup)
          ? ownGroup
          : (groups.sort()[0] ?? null);
      if (needsGroup || group) need(group ?? "", { group, services: [] }, service.written);
    }
    for (const { service } of desired.gateways) {
      const prefixList = snapshot.prefixLists.find((list) => list.name === service.offer.name);
      if (prefixList && !prefixListReached(snapshot, client, prefixList)) {
        need(prefixList.id, { prefixList, services: [] }, service.written);
      }
    }
    if (peers.size > 0) lacking.set(client, [...peers.values()]);
  }
  return lacking;
}
