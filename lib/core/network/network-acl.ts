/** What network ACLs allow: rules in the order of their numbers, the first match decides, the rest is denied. */
import { derivedFrom, memoizeByArguments } from "#lib/core/text/memoize";
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

type AclOfSubnet = (subnetId: SubnetId) => NetworkAcl | undefined;

function aclOfSubnet(acls: readonly NetworkAcl[]): AclOfSubnet {
  const fallback = acls.find((acl) => acl.isDefault);
  const own = new Map(acls.flatMap((acl) => acl.subnetIds.map((id) => [id, acl] as const)));
  return (subnetId) => own.get(subnetId) ?? fallback;
}

/** Finds the network ACL of each subnet; the default one where no association is known. */
export function networkAcls(snapshot: Pick<Snapshot, "networkAcls">): AclOfSubnet {
  return derivedFrom(snapshot.networkAcls, aclOfSubnet);
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

const allowedByEntries = (all: readonly NetworkAclEntry[]) =>
  memoizeByArguments((direction: AclDirection, family: Family, from: number, to: number): IntervalSet => {
    const entries = all
      .filter((entry) => entry.egress === (direction === "outbound") && isTcp(entry))
      .filter((entry) => portsOfRule(entry).from <= to && from <= portsOfRule(entry).to)
      .sort((a, b) => a.ruleNumber - b.ruleNumber);
    const starts = entries.flatMap((entry) => [portsOfRule(entry).from, portsOfRule(entry).to + 1]);
    const segments = new Set([from, ...starts.filter((port) => from < port && port <= to)]);
    return [...segments]
      .map((port) => entries.filter((entry) => holdsPort(portsOfRule(entry), port)))
      .map((deciding) => allowedBy(deciding, family))
      .reduce(intersect, allAddresses(family));
  });

const NO_ENTRIES: readonly NetworkAclEntry[] = [];

/** The addresses to which (outbound) or from which (inbound) TCP passes on every port of the range; without an ACL, none. */
export function aclAllows(
  acl: Pick<NetworkAcl, "entries"> | undefined,
  direction: AclDirection,
  { from, to }: PortRange,
  family: Family,
): IntervalSet {
  return derivedFrom(acl?.entries ?? NO_ENTRIES, allowedByEntries)(direction, family, from, to);
}
