/** For a while after a create, calls do not know what was made. How long is a setting; normally not at all. */
import { refusals } from "#lib/core/ec2-rules";
import type { Call, Rule } from "../call";
import { list } from "../params";
import { refuse } from "../refuse";
import { child, text } from "../xml";

const unseen = (call: Call, id: string): boolean => call.now < (call.unseenUntil.get(id) ?? 0);

const source = "EC2 API developer guide, Eventual consistency";

export const freshThings: Rule = {
  name: "What was just created is not known everywhere at once",
  source,
  actions: ["CreateVpcEndpoint", "CreateSecurityGroup"],
  after(call, answer) {
    const id = text(answer, "vpcEndpoint", "vpcEndpointId") || text(answer, "groupId");
    const until = call.now + call.settings.consistencyDelayMs;
    if (!call.unseenUntil.has(id)) call.unseenUntil.set(id, until);
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
  after: (call, answer) => hide(call, answer, "vpcEndpointSet", "vpcEndpointId"),
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
  after: (call, answer) => hide(call, answer, "securityGroupInfo", "groupId"),
};

function hide(call: Call, answer: Parameters<typeof child>[0], set: string, id: string): void {
  const listed = child(answer, set);
  if (listed) listed.children = listed.children.filter((item) => !unseen(call, text(item, id)));
}
