/** For a while after a create, calls do not see the new resource. The delay is a setting, zero by default. */
import { refusals } from "#lib/core/network/ec2-rules";
import type { Call, Rule } from "../call";
import { AUTHORIZE } from "../permission";
import { list } from "../protocol/params";
import { refuse } from "../protocol/refuse";
import { child, items, text } from "../protocol/xml";

const unseen = (call: Call, id: string): boolean => call.now < (call.unseenUntil.get(id) ?? 0);

const source = "EC2 API developer guide, Eventual consistency";

export const newResources: Rule = {
  name: "What was just created is not known everywhere at once",
  source,
  actions: ["CreateVpcEndpoint", "CreateSecurityGroup", ...AUTHORIZE],
  after(call, response) {
    const rules = items(response, "securityGroupRuleSet").map((item) => text(item, "securityGroupRuleId"));
    const id = text(response, "vpcEndpoint", "vpcEndpointId") || text(response, "groupId");
    const until = call.now + call.settings.consistencyDelayMs;
    for (const one of [id, ...rules]) if (one && !call.unseenUntil.has(one)) call.unseenUntil.set(one, until);
  },
};

export const unseenEndpoints: Rule = {
  name: "DescribeVpcEndpoints and ModifyVpcEndpoint may say NotFound right after a create",
  source,
  actions: ["DescribeVpcEndpoints", "ModifyVpcEndpoint"],
  before(call) {
    const named = [...list(call.params, "VpcEndpointId"), call.params.get("VpcEndpointId") ?? ""];
    const endpointId = named.find((id) => unseen(call, id));
    if (endpointId) refuse(refusals.endpointNotFound, { id: endpointId });
    return undefined;
  },
  after: (call, response) => hide(call, response, "vpcEndpointSet", "vpcEndpointId"),
};

export const unseenGroups: Rule = {
  name: "Calls about a security group may say NotFound right after a create",
  source,
  actions: [
    "DescribeSecurityGroups",
    "AuthorizeSecurityGroupIngress",
    "AuthorizeSecurityGroupEgress",
    "CreateVpcEndpoint",
  ],
  before(call) {
    const named = [
      ...list(call.params, "GroupId"),
      ...list(call.params, "SecurityGroupId"),
      call.params.get("GroupId") ?? "",
    ];
    const groupId = named.find((id) => unseen(call, id));
    if (groupId) refuse(refusals.groupNotFound, { id: groupId });
    return undefined;
  },
  after: (call, response) => hide(call, response, "securityGroupInfo", "groupId"),
};

export const unseenRules: Rule = {
  name: "DescribeSecurityGroupRules may leave out a rule that was just added",
  source,
  actions: ["DescribeSecurityGroupRules"],
  after: (call, response) => hide(call, response, "securityGroupRuleSet", "securityGroupRuleId"),
};

function hide(call: Call, response: Parameters<typeof child>[0], set: string, id: string): void {
  const listed = child(response, set);
  if (listed) listed.children = listed.children.filter((item) => !unseen(call, text(item, id)));
}
