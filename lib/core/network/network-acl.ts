/** What network ACLs let through: rules in the order of their numbers, the first match decides, the rest is denied. */
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
import type { NetworkAcl, NetworkAclEntry, Snapshot, SubnetId } from "./snapshot";

export type PortRange = { from: number; to: number };

export const HTTPS_PORT: PortRange = { from: 443, to: 443 };

/** The ports that clients answer on: the range of Linux kernels, within AWS's advice of 1024 to 65535. */
export const EPHEMERAL_PORTS: PortRange = { from: 32768, to: 65535 };

const EVERY_PORT: PortRange = { from: 0, to: 65535 };

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

function portsOf({ protocol, ports }: NetworkAclEntry): PortRange {
  return protocol === "-1" ? EVERY_PORT : (ports ?? EVERY_PORT);
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

/** The addresses to which (outbound) or from which (inbound) TCP passes on every port of the range. */
export function aclAdmits(
  acl: Pick<NetworkAcl, "entries">,
  direction: "inbound" | "outbound",
  range: PortRange,
  family: Family,
): IntervalSet {
  const entries = acl.entries
    .filter(({ egress, protocol }) => egress === (direction === "outbound") && (protocol === "-1" || protocol === "6"))
    .filter((entry) => portsOf(entry).from <= range.to && range.from <= portsOf(entry).to)
    .sort((a, b) => a.ruleNumber - b.ruleNumber);
  const starts = entries.flatMap((entry) => [portsOf(entry).from, portsOf(entry).to + 1]);
  const segments = new Set([range.from, ...starts.filter((port) => range.from < port && port <= range.to)]);
  return [...segments]
    .map((port) => entries.filter((entry) => portsOf(entry).from <= port && port <= portsOf(entry).to))
    .map((deciding) => allowedBy(deciding, family))
    .reduce(intersect, allAddresses(family));
}

/** What a subnet's network ACL lets through on the way to port 443 and back: the addresses of the other end. */
export type AclPassage = {
  requestsOut: IntervalSet;
  answersIn: IntervalSet;
  requestsIn: IntervalSet;
  answersOut: IntervalSet;
};

/** What an ACL lets through; without an ACL, nothing. */
export function aclPassage(acl: Pick<NetworkAcl, "entries"> = { entries: [] }, family: Family): AclPassage {
  return {
    requestsOut: aclAdmits(acl, "outbound", HTTPS_PORT, family),
    answersIn: aclAdmits(acl, "inbound", EPHEMERAL_PORTS, family),
    requestsIn: aclAdmits(acl, "inbound", HTTPS_PORT, family),
    answersOut: aclAdmits(acl, "outbound", EPHEMERAL_PORTS, family),
  };
}
