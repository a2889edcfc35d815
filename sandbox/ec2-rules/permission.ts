/** Permissions of security groups, as calls ask for them and as EC2 describes them. */
import type { Call } from "./call";
import { where } from "./facts";
import { type Params, structures } from "./protocol/params";
import { type Element, items, text } from "./protocol/xml";

/** The calls that add permissions. */
export const AUTHORIZE = ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"] as const;

/** One protocol, port range and peer. */
export type Permission = {
  protocol: string;
  from: string;
  to: string;
  /** A CIDR, or the id of a group or a prefix list. */
  peer: string;
  description: string | undefined;
};

/** The rules that a group has in one direction, each with the key and the peer of its permission. */
export async function rulesOf(
  call: Call,
  groupId: string,
  egress: boolean,
): Promise<{ id: string; key: string; peer: string }[]> {
  const response = await call.ask("DescribeSecurityGroupRules", where("group-id", [groupId]));
  return items(response, "securityGroupRuleSet")
    .filter((rule) => (text(rule, "isEgress") === "true") === egress)
    .map((rule) => {
      const permission = permissionOf(rule);
      return { id: text(rule, "securityGroupRuleId"), key: keyOf(permission), peer: permission.peer };
    });
}

/** Permissions of an Authorize or Revoke call, one for each peer. */
export function requested(params: Params): Permission[] {
  return structures(params, "IpPermissions").flatMap((permission) => {
    const protocol = permission.get("IpProtocol") ?? "";
    const base = { protocol, from: permission.get("FromPort") ?? "", to: permission.get("ToPort") ?? "" };
    const peers: [string, string][] = [
      ["IpRanges", "CidrIp"],
      ["Ipv6Ranges", "CidrIpv6"],
      ["Groups", "GroupId"],
      ["PrefixListIds", "PrefixListId"],
    ];
    return peers.flatMap(([set, field]) =>
      structures(permission, set).map((peer) => ({
        ...base,
        peer: peer.get(field) ?? "",
        description: peer.get("Description"),
      })),
    );
  });
}

/** The permission of a `SecurityGroupRule` structure. */
export const permissionOf = (rule: Element): Permission => ({
  protocol: text(rule, "ipProtocol"),
  from: text(rule, "fromPort"),
  to: text(rule, "toPort"),
  peer:
    text(rule, "cidrIpv4") ||
    text(rule, "cidrIpv6") ||
    text(rule, "prefixListId") ||
    text(rule, "referencedGroupInfo", "groupId"),
  description: undefined,
});

const PROTOCOLS: Record<string, string> = { "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", all: "-1" };

/** What makes two rules of a group and direction the same. */
export function keyOf({ protocol, from, to, peer }: Permission): string {
  const name = PROTOCOLS[protocol.toLowerCase()] ?? protocol.toLowerCase();
  return name === "-1" ? `-1 ${peer}` : `${name} ${from} ${to} ${peer}`;
}

/** For EC2's sentence about a permission. */
export const described = ({ protocol, from, to, peer }: Permission) => ({
  peer,
  protocol: protocol === "-1" ? "ALL" : protocol.toUpperCase(),
  ports: `from port: ${from}, to port: ${to}`,
});
