/** What one packet meets: rules of security groups and entries of network ACLs. */

import type { NetworkAcl, SecurityGroupRule, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { derivedFrom } from "#lib/core/text/memoize";
import { type Address, isIn } from "./address";
import { entriesOf } from "./routes";

/** What unreadable groups allow. */
export type Unread = "shut" | "open";

function isAbout({ protocol, ports }: SecurityGroupRule, port: number): boolean {
  if (protocol === "-1") return true;
  if (protocol !== "tcp" && protocol !== "6") return false;
  return ports === null || (ports.from <= port && port <= ports.to);
}

type Other = { address: Address; ids: readonly string[] };

/** Do the groups' rules of one direction allow tcp on the port with the other end, known by its address and by ids? */
export function groupsAllow(
  network: Snapshot,
  groups: readonly string[],
  direction: "ingress" | "egress",
  port: number,
  other: Other,
  unread: Unread,
): boolean {
  for (const id of groups) {
    const group = [...network.securityGroups, ...(network.associatedGroups ?? [])].find((one) => one.id === id);
    if (!group) {
      if (unread === "open") return true;
      continue;
    }
    for (const rule of group[direction]) {
      if (!isAbout(rule, port)) continue;
      const { peer } = rule;
      if (peer.kind === "group" && other.ids.includes(peer.groupId)) return true;
      if ((peer.kind === "ipv4" || peer.kind === "ipv6") && isIn(other.address, peer.cidr)) return true;
      if (peer.kind !== "prefix-list") continue;
      if (other.ids.includes(peer.prefixListId)) return true;
      if (entriesOf(network, peer.prefixListId).some((cidr) => isIn(other.address, cidr))) return true;
    }
  }
  return false;
}

export function aclOf(network: Snapshot, subnet: SubnetId): NetworkAcl {
  const acl = network.networkAcls.find(({ subnetIds }) => subnetIds.includes(subnet));
  if (!acl) throw new Error(`No network ACL for ${subnet}`);
  return acl;
}

function aclPasses(acl: NetworkAcl, egress: boolean, address: Address, port: number): boolean {
  let decided: { ruleNumber: number; allow: boolean } | null = null;
  for (const entry of acl.entries) {
    if (entry.egress !== egress || (entry.protocol !== "-1" && entry.protocol !== "6")) continue;
    const { ports } = entry;
    if (entry.protocol === "6" && ports && (port < ports.from || ports.to < port)) continue;
    if (!isIn(address, entry.cidr)) continue;
    if (decided === null || entry.ruleNumber < decided.ruleNumber) decided = entry;
  }
  return decided?.allow ?? false;
}

/** Of the ports 32768 to 60999 those at which an entry begins or ends: between two of them all are alike. */
function returnPortsOf(acl: NetworkAcl): number[] {
  const bounds = acl.entries.flatMap(({ ports }) =>
    ports ? [ports.from - 1, ports.from, ports.to, ports.to + 1] : [],
  );
  return [...new Set([32768, 60999, ...bounds])].filter((port) => port >= 32768 && port <= 60999);
}

export const passesOut = (network: Snapshot, subnet: SubnetId, to: Address, port: number): boolean =>
  aclPasses(aclOf(network, subnet), true, to, port);

export const passesIn = (network: Snapshot, subnet: SubnetId, from: Address, port: number): boolean =>
  aclPasses(aclOf(network, subnet), false, from, port);

/** Replies go to a port that the client's system has chosen: each of them must pass. */
export function repliesPass(network: Snapshot, subnet: SubnetId, direction: "out" | "in", other: Address): boolean {
  const acl = aclOf(network, subnet);
  return derivedFrom(acl, returnPortsOf).every((port) => aclPasses(acl, direction === "out", other, port));
}
