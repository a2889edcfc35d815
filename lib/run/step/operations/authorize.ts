import { z } from "zod";
import type { RunContext } from "../context";
import type { Work } from "../step-definition";
import type { Members } from "../stored";
import { authorizeInput, missingPermissions, singlePermissions } from "./ip-permissions";
import { ownTags } from "./own-tags";

const output = z.looseObject({
  SecurityGroupRules: z.array(z.looseObject({ SecurityGroupRuleId: z.string() })).default([]),
});

export type Authorize = "AuthorizeSecurityGroupEgress" | "AuthorizeSecurityGroupIngress";

/**
 * EC2 refuses the whole call when one of its rules exists already. Then what is missing is sent alone; only rules with this
 * run's tags count as made by it.
 */
export function authorize(operation: Authorize, change: string, members: Members, context: RunContext): Work {
  const { GroupId, IpPermissions } = authorizeInput.parse(members);
  const wanted = singlePermissions(IpPermissions);
  const { gateway, runId, vpcId } = context;
  return {
    operation,
    input: members,
    lookFirst: false,
    made: (answer) => output.parse(answer).SecurityGroupRules.map((rule) => rule.SecurityGroupRuleId),
    async look() {
      const made = await gateway.tagged("security-group-rule", ownTags(runId, change));
      const { securityGroups } = await gateway.snapshot(vpcId);
      const group = securityGroups.find(({ id }) => id === GroupId);
      const direction = operation === "AuthorizeSecurityGroupEgress" ? "egress" : "ingress";
      const missing = missingPermissions(wanted, group, direction);
      const found = wanted.length - missing.length;
      const others = found - made.length;
      return {
        remaining:
          missing.length > 0 ? { ...members, IpPermissions: missing.map(({ permission }) => permission) } : null,
        output: { SecurityGroupRules: made.map((id) => ({ SecurityGroupRuleId: id })) },
        made,
        ...(others > 0
          ? { note: `${others} of ${wanted.length} rules had been added by somebody else; a rollback leaves them.` }
          : {}),
      };
    },
  };
}
