import type { SecurityGroup as Ec2SecurityGroup, IpPermission } from "@aws-sdk/client-ec2";
import type { RulePeer, SecurityGroup, SecurityGroupRule, VpcId } from "#lib/core/network/snapshot";
import { idFrom, tagsFrom } from "./from-ec2";

/** A group, as seen from a VPC: it names its own where that is another one. */
export function securityGroupFrom(group: Ec2SecurityGroup, vpcId: VpcId): SecurityGroup {
  const itsVpc = idFrom<VpcId>(group.VpcId ?? vpcId);
  return {
    id: idFrom(group.GroupId),
    name: group.GroupName ?? "",
    description: group.Description ?? "",
    ownerId: group.OwnerId ?? "",
    ingress: (group.IpPermissions ?? []).flatMap(rulesFrom),
    egress: (group.IpPermissionsEgress ?? []).flatMap(rulesFrom),
    tags: tagsFrom(group.Tags),
    ...(itsVpc !== vpcId ? { vpcId: itsVpc } : {}),
  };
}

/** EC2 names these four protocols also by number (EC2 API reference, IpPermission). */
const PROTOCOL_NAMES: Readonly<Record<string, string>> = { "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6" };

/** One permission with many peers → one rule per peer. */
export function rulesFrom(permission: IpPermission): SecurityGroupRule[] {
  const raw = permission.IpProtocol ?? "-1";
  const protocol = PROTOCOL_NAMES[raw] ?? raw;
  const { FromPort: from, ToPort: to } = permission;
  const ports = protocol === "-1" || from === undefined || to === undefined ? null : { from, to };
  return peersOf(permission).map(({ peer, description }) => ({
    protocol,
    ports,
    peer,
    ...(description ? { description } : {}),
  }));
}

type Peer = { peer: RulePeer; description: string | undefined };

function peersOf({ IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }: IpPermission): Peer[] {
  const peers: Peer[] = [];
  const add = (peer: RulePeer, description: string | undefined) => peers.push({ peer, description });
  for (const range of IpRanges ?? []) add({ kind: "ipv4", cidr: range.CidrIp ?? "" }, range.Description);
  for (const range of Ipv6Ranges ?? []) add({ kind: "ipv6", cidr: range.CidrIpv6 ?? "" }, range.Description);
  for (const list of PrefixListIds ?? [])
    add({ kind: "prefix-list", prefixListId: idFrom(list.PrefixListId) }, list.Description);
  for (const pair of UserIdGroupPairs ?? []) add({ kind: "group", groupId: idFrom(pair.GroupId) }, pair.Description);
  return peers;
}
