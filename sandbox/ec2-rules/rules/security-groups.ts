import { refusals } from "#lib/core/ec2-rules";
import type { Call, Rule } from "../call";
import { listedEndpoints } from "../endpoint";
import { where } from "../facts";
import { listedInterfaces } from "../interface";
import { type Params, structures } from "../params";
import { awsPrefixLists } from "../prefix-lists";
import { refuse } from "../refuse";
import { type Element, element, items, setChild, text } from "../xml";

const AUTHORIZE = ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"] as const;

/** One protocol, port range and peer. */
type Permission = { protocol: string; from: string; to: string; peer: string; description: string | undefined };

export const repeatedPermission: Rule = {
  name: "A rule that the group has already is refused, whatever its description",
  source: refusals.permissionDuplicate.source,
  actions: AUTHORIZE,
  async before(call) {
    const egress = call.action === "AuthorizeSecurityGroupEgress";
    const group = call.params.get("GroupId");
    if (!group) return undefined;
    const answer = await call.ask("DescribeSecurityGroupRules", where("group-id", [group]));
    const seen = new Set(
      items(answer, "securityGroupRuleSet")
        .filter((rule) => (text(rule, "isEgress") === "true") === egress)
        .map((rule) => keyOf(permissionOf(rule))),
    );
    for (const permission of requested(call.params)) {
      const key = keyOf(permission);
      if (seen.has(key)) refuse(refusals.permissionDuplicate, { ...permission, ...wordsFor(permission) });
      seen.add(key);
    }
    return undefined;
  },
};

export const knownPrefixLists: Rule = {
  name: "A rule's prefix list must exist",
  source: refusals.prefixListNotFound.source,
  actions: AUTHORIZE,
  async before(call) {
    const ids = requested(call.params)
      .map(({ peer }) => peer)
      .filter((peer) => peer.startsWith("pl-"));
    const aws = awsPrefixLists(call.scope.region).map(({ id }) => id);
    const others = ids.filter((id) => !aws.includes(id));
    if (others.length === 0) return undefined;
    const answer = await call.ask("DescribeManagedPrefixLists");
    const known = items(answer, "prefixListSet").map((item) => text(item, "prefixListId"));
    const prefixListId = others.find((id) => !known.includes(id));
    if (prefixListId) refuse(refusals.prefixListNotFound, { prefixListId });
    return undefined;
  },
};

export const describedRules: Rule = {
  name: "Rules keep the descriptions of groups and prefix lists",
  source: "EC2 API reference, SecurityGroupRule",
  actions: [...AUTHORIZE, "DescribeSecurityGroupRules"],
  after(call, answer) {
    const rules = items(answer, "securityGroupRuleSet");
    if (call.action !== "DescribeSecurityGroupRules") remember(call, rules);
    for (const rule of rules) {
      const kept = call.state.ruleDescriptions.get(text(rule, "securityGroupRuleId"));
      if (kept) setChild(rule, element("description", kept.description));
    }
  },
};

function remember(call: Call, rules: readonly Element[]): void {
  const wanted = requested(call.params);
  for (const rule of rules) {
    const key = keyOf(permissionOf(rule));
    const description = wanted.find((permission) => keyOf(permission) === key)?.description;
    if (description) call.put("ruleDescriptions", { id: text(rule, "securityGroupRuleId"), description });
  }
}

export const groupInUse: Rule = {
  name: "A security group that an interface carries, or that another group's rule names, cannot be deleted",
  source: refusals.groupInUse.source,
  actions: ["DeleteSecurityGroup"],
  async before(call) {
    const groupId = call.params.get("GroupId");
    if (!groupId) return undefined;
    const onEndpoint = listedInterfaces(call).some((entry) =>
      call.state.endpoints.get(entry.endpointId)?.groups.some((group) => group.id === groupId),
    );
    const ofEndpoint = listedEndpoints(call.state, call.now).some((endpoint) =>
      endpoint.groups.some((group) => group.id === groupId),
    );
    if (onEndpoint || ofEndpoint) refuse(refusals.groupInUse, { groupId });
    const [interfaces, rules] = await Promise.all([
      call.ask("DescribeNetworkInterfaces", where("group-id", [groupId])),
      call.ask("DescribeSecurityGroupRules"),
    ]);
    const named = items(rules, "securityGroupRuleSet").some(
      (rule) => text(rule, "referencedGroupInfo", "groupId") === groupId && text(rule, "groupId") !== groupId,
    );
    if (named || items(interfaces, "networkInterfaceSet").length > 0) refuse(refusals.groupInUse, { groupId });
    return undefined;
  },
};

/** Permissions of an Authorize call, one for each peer. */
function requested(params: Params): Permission[] {
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
const permissionOf = (rule: Element): Permission => ({
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

function keyOf({ protocol, from, to, peer }: Permission): string {
  const name = PROTOCOLS[protocol.toLowerCase()] ?? protocol.toLowerCase();
  return name === "-1" ? `-1 ${peer}` : `${name} ${from} ${to} ${peer}`;
}

const wordsFor = ({ protocol, from, to }: Permission) => ({
  protocol: protocol === "-1" ? "ALL" : protocol.toUpperCase(),
  ports: `from port: ${from}, to port: ${to}`,
});
