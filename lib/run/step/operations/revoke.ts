import { z } from "zod";
import { GONE, isPropagated, noCall, toSend, type Undo } from "./undo-step";

/** By rule id: revoked by its properties, EC2 could match a rule of somebody else or nothing at all. */
export const revoke: Undo = (step, context) => {
  const { SecurityGroupRuleIds } = z.looseObject({ SecurityGroupRuleIds: z.array(z.string()) }).parse(step.input);
  const there = async () => {
    const tagged = await context.gateway.tagged("security-group-rule", { "postern:change": step.change });
    return SecurityGroupRuleIds.filter((id) => tagged.includes(id));
  };
  return {
    operation: step.operation,
    input: step.input,
    reconcileFirst: false,
    createdIds: () => [],
    async reconcile() {
      const left = await there();
      // EC2 may not know yet those that are missing, or not any more: the call shows which.
      if (left.length < SecurityGroupRuleIds.length && !isPropagated(step)) return toSend(step.input);
      if (left.length === 0) return noCall(GONE);
      return toSend({ ...step.input, SecurityGroupRuleIds: left });
    },
    treatAsDone: async (error) =>
      error.kind === "not-found" && isPropagated(step) && (await there()).length === 0 ? GONE : null,
  };
};
