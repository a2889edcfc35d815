import { refusals } from "#lib/core/network/ec2-rules";
import type { Rule } from "../call";
import { keyOf, type Permission, requested, rulesOf } from "../permission";
import { list, withList, without } from "../protocol/params";
import { refuse } from "../protocol/refuse";
import { type Content, element } from "../protocol/xml";

export const revokedRules: Rule = {
  name: "Revoking by properties succeeds without matching anything and says what it did not know; by id it does not",
  source: "EC2 API reference, RevokeSecurityGroupIngress and RevokeSecurityGroupEgress",
  actions: ["RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"],
  async handle(call) {
    const groupId = call.params.get("GroupId") ?? refuse(refusals.missingParameter, { name: "GroupId" });
    const there = await rulesOf(call, groupId, call.action === "RevokeSecurityGroupEgress");
    const ids = list(call.params, "SecurityGroupRuleId");
    const ruleId = ids.find((id) => !there.some((rule) => rule.id === id));
    if (ruleId) refuse(refusals.ruleNotFound, { id: ruleId });

    const unknown: Permission[] = [];
    for (const permission of requested(call.params)) {
      const match = there.find((rule) => rule.key === keyOf(permission));
      if (match) ids.push(match.id);
      else unknown.push(permission);
    }
    if (ids.length > 0) {
      await call.mutate(call.action, withList(without(call.params, "IpPermissions"), "SecurityGroupRuleId", ids));
    }
    for (const id of ids) if (call.state.ruleDescriptions.has(id)) call.remove("ruleDescriptions", id);
    return element(`${call.action}Response`, {
      return: true,
      ...(unknown.length > 0 ? { unknownIpPermissionSet: unknown.map(ipPermission) } : {}),
    });
  },
};

function ipPermission({ protocol, from, to, peer }: Permission): Content {
  const peers: { [set: string]: Content } = peer.startsWith("sg-")
    ? { groups: [{ groupId: peer }] }
    : peer.startsWith("pl-")
      ? { prefixListIds: [{ prefixListId: peer }] }
      : peer.includes(":")
        ? { ipv6Ranges: [{ cidrIpv6: peer }] }
        : { ipRanges: [{ cidrIp: peer }] };
  const ports = protocol === "-1" ? {} : { fromPort: from, toPort: to };
  return { ipProtocol: protocol, ...ports, ...peers };
}
