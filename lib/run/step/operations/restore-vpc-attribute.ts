import type { Snapshot } from "#lib/core/network/snapshot";
import { ATTRIBUTE_FIELDS, attributeSet } from "./modify-vpc-attribute";
import { isPropagated, leftInPlace, noCall, toSend, type Undo } from "./undo-step";

const NEEDS = new Set(["available", "pending", "pendingacceptance", "partial"]);

/** What needs the VPC's DNS attributes: endpoints with private DNS, apart from those that are without it by then. */
export const needingDns = ({ endpoints }: Snapshot, withoutDns: ReadonlySet<string>): string[] =>
  endpoints.flatMap(({ id, state, privateDnsEnabled }) =>
    privateDnsEnabled && NEEDS.has(state) && !withoutDns.has(id) ? [id] : [],
  );

export const neededBy = (ids: readonly string[]): string => `Left on: private DNS of ${ids.join(", ")} needs it.`;

/** Switches an attribute off again, unless an endpoint with private DNS needs it by now. */
export const restoreVpcAttribute: Undo = (step, context, { withoutDns }) => {
  const { name, value } = attributeSet(step.input);
  return {
    operation: "ModifyVpcAttribute",
    input: step.input,
    reconcileFirst: true,
    createdIds: () => [],
    async reconcile() {
      const snapshot = await context.gateway.snapshot(context.vpcId);
      const left = needingDns(snapshot, withoutDns);
      // Just after the run the read may show what was before it: then switching it off once more does no harm.
      if (snapshot.vpc?.[ATTRIBUTE_FIELDS[name]] === value && isPropagated(step)) return noCall("It was so already.");
      if (left.length === 0) return toSend(step.input);
      return leftInPlace(neededBy(left));
    },
  };
};
