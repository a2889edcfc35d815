import { quotas, refusals } from "#lib/core/network/ec2-rules";
import type { Call, Rule } from "../call";
import { listedEndpoints } from "../endpoints/endpoint";
import { listedInterfaces } from "../endpoints/interface";
import { vpc, where } from "../facts";
import { AUTHORIZE, described, keyOf, permissionOf, requested, rulesOf } from "../permission";
import { awsPrefixLists } from "../prefix-lists";
import { refuse } from "../protocol/refuse";
import { type Element, element, items, setChild, text } from "../protocol/xml";

export const repeatedPermission: Rule = {
  name: "A rule that the group has already is refused, whatever its description",
  source: refusals.permissionDuplicate.source,
  actions: AUTHORIZE,
  async before(call) {
    const egress = call.action === "AuthorizeSecurityGroupEgress";
    const group = call.params.get("GroupId");
    if (!group) return undefined;
    const seen = new Set((await rulesOf(call, group, egress)).map(({ key }) => key));
    for (const permission of requested(call.params)) {
      const key = keyOf(permission);
      if (seen.has(key)) refuse(refusals.permissionDuplicate, described(permission));
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
    const response = await call.ask("DescribeManagedPrefixLists");
    const known = items(response, "prefixListSet").map((item) => text(item, "prefixListId"));
    const prefixListId = others.find((id) => !known.includes(id));
    if (prefixListId) refuse(refusals.prefixListNotFound, { id: prefixListId });
    return undefined;
  },
};

export const groupOfAVpc: Rule = {
  name: "A security group is created in a VPC that exists",
  source: "EC2 API reference, CreateSecurityGroup",
  actions: ["CreateSecurityGroup"],
  async before(call) {
    const vpcId = call.params.get("VpcId");
    if (vpcId) await vpc(call, vpcId);
    return undefined;
  },
};

export const groupsPerRegion: Rule = {
  name: "A Region has at most 2,500 security groups",
  source: refusals.groupsPerRegion.source,
  actions: ["CreateSecurityGroup"],
  async before(call) {
    const most = quotas.groupsPerRegion;
    const { length } = items(await call.ask("DescribeSecurityGroups"), "securityGroupInfo");
    if (length >= most) refuse(refusals.groupsPerRegion, { most });
    return undefined;
  },
};

export const describedRules: Rule = {
  name: "Rules keep the descriptions of groups and prefix lists",
  source: "EC2 API reference, SecurityGroupRule",
  actions: [...AUTHORIZE, "DescribeSecurityGroupRules"],
  after(call, response) {
    const rules = items(response, "securityGroupRuleSet");
    if (call.action !== "DescribeSecurityGroupRules") remember(call, rules);
    for (const rule of rules) {
      const stored = call.state.ruleDescriptions.get(text(rule, "securityGroupRuleId"));
      if (stored) setChild(rule, element("description", stored.description));
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
