import type { Snapshot } from "#lib/core/network/snapshot";
import { ATTRIBUTE_FIELDS, attributeSet } from "./modify-vpc-attribute";
import { isPropagated, noCall, toSend, type Undo } from "./undo-step";

const NEEDS = new Set(["available", "pending", "pendingacceptance", "partial"]);

/** Switches an attribute off again, unless an endpoint with private DNS needs it by now. */
export const restoreVpcAttribute: Undo = (step, context, { withoutDns }) => {
  const { name, value } = attributeSet(step.input);
  const needing = ({ endpoints }: Snapshot) =>
    endpoints.filter((e) => e.privateDnsEnabled && NEEDS.has(e.state) && !withoutDns.has(e.id));
  return {
    operation: "ModifyVpcAttribute",
    input: step.input,
    reconcileFirst: true,
    createdIds: () => [],
    async reconcile() {
      const snapshot = await context.gateway.snapshot(context.vpcId);
      const left = needing(snapshot).map(({ id }) => id);
      // Just after the run the read may show what was before it: then switching it off once more does no harm.
      if (snapshot.vpc?.[ATTRIBUTE_FIELDS[name]] === value && isPropagated(step)) return noCall("It was so already.");
      if (left.length === 0) return toSend(step.input);
      return noCall(`Left on: private DNS of ${left.join(", ")} needs it.`);
    },
  };
};
