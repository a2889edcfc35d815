/** What network ACLs allow: rules in the order of their numbers, the first match decides, the rest is denied. */
import {
  addressesOf,
  allAddresses,
  type Family,
  type IntervalSet,
  intersect,
  NO_ADDRESSES,
  subtract,
  union,
} from "./intervals";
import { holdsPort, isTcp, type PortRange, portsOfRule } from "./ports";
import type { NetworkAcl, NetworkAclEntry, Snapshot, SubnetId } from "./snapshot";

/** Finds the network ACL of each subnet; the default one where no association is known. */
export function networkAcls(snapshot: Pick<Snapshot, "networkAcls">): (subnetId: SubnetId) => NetworkAcl | undefined {
  const fallback = snapshot.networkAcls.find((acl) => acl.isDefault);
  const own = new Map(snapshot.networkAcls.flatMap((acl) => acl.subnetIds.map((id) => [id, acl] as const)));
  return (subnetId) => own.get(subnetId) ?? fallback;
}

/** The network ACL of one subnet. */
export function networkAclOf(snapshot: Pick<Snapshot, "networkAcls">, subnetId: SubnetId): NetworkAcl | undefined {
  return networkAcls(snapshot)(subnetId);
}

/** The addresses that entries, all of which are about the port in question, allow. */
function allowedBy(entries: readonly NetworkAclEntry[], family: Family): IntervalSet {
  let allowed = NO_ADDRESSES;
  let undecided = allAddresses(family);
  for (const entry of entries) {
    const matched = intersect(undecided, addressesOf(entry.cidr, family));
    if (entry.allow) allowed = union([allowed, matched]);
    undecided = subtract(undecided, matched);
  }
  return allowed;
}

export type AclDirection = "inbound" | "outbound";

/** The addresses to which (outbound) or from which (inbound) TCP passes on every port of the range. */
export function aclAllows(
  acl: Pick<NetworkAcl, "entries"> = { entries: [] },
  direction: AclDirection,
  range: PortRange,
  family: Family,
): IntervalSet {
  const entries = acl.entries
    .filter((entry) => entry.egress === (direction === "outbound") && isTcp(entry))
    .filter((entry) => portsOfRule(entry).from <= range.to && range.from <= portsOfRule(entry).to)
    .sort((a, b) => a.ruleNumber - b.ruleNumber);
  const starts = entries.flatMap((entry) => [portsOfRule(entry).from, portsOfRule(entry).to + 1]);
  const segments = new Set([range.from, ...starts.filter((port) => range.from < port && port <= range.to)]);
  return [...segments]
    .map((port) => entries.filter((entry) => holdsPort(portsOfRule(entry), port)))
    .map((deciding) => allowedBy(deciding, family))
    .reduce(intersect, allAddresses(family));
}
