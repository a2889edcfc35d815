import { z } from "zod";
import type { RunContext } from "../context";
import type { StepDefinition } from "../step-definition";
import type { JsonObject } from "../stored";
import { authorizeInput, missingPermissions, singlePermissions } from "./ip-permissions";
import { ownTags } from "./own-tags";

const output = z.looseObject({
  SecurityGroupRules: z.array(z.looseObject({ SecurityGroupRuleId: z.string() })).default([]),
});

export type Authorize = "AuthorizeSecurityGroupEgress" | "AuthorizeSecurityGroupIngress";

/**
 * EC2 refuses the whole call when one of its rules exists already. Then what is missing is sent alone; only rules with this
 * run's tags count as created by it.
 */
export function authorize(
  operation: Authorize,
  change: string,
  input: JsonObject,
  context: RunContext,
): StepDefinition {
  const { GroupId, IpPermissions } = authorizeInput.parse(input);
  const wanted = singlePermissions(IpPermissions);
  const { gateway, runId, vpcId } = context;
  return {
    operation,
    input,
    reconcileFirst: false,
    createdIds: (response) => output.parse(response).SecurityGroupRules.map((rule) => rule.SecurityGroupRuleId),
    async reconcile() {
      const created = await gateway.tagged("security-group-rule", ownTags(runId, change));
      const { securityGroups } = await gateway.snapshot(vpcId);
      const group = securityGroups.find(({ id }) => id === GroupId);
      const direction = operation === "AuthorizeSecurityGroupEgress" ? "egress" : "ingress";
      const missing = missingPermissions(wanted, group, direction);
      const found = wanted.length - missing.length;
      const others = found - created.length;
      return {
        remaining: missing.length > 0 ? { ...input, IpPermissions: missing.map(({ permission }) => permission) } : null,
        output: { SecurityGroupRules: created.map((id) => ({ SecurityGroupRuleId: id })) },
        created,
        ...(others > 0
          ? { note: `${others} of ${wanted.length} rules had been added by somebody else; a rollback leaves them.` }
          : {}),
      };
    },
  };
}
