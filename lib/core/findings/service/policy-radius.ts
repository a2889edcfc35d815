import type { Snapshot } from "#lib/core/network/snapshot";
import type { Alike } from "#lib/core/reachability/blast-radius";
import { policyRadius as narrowedBy } from "#lib/core/reachability/policy-radius";
import { listed } from "#lib/core/text/phrases";
import type { Check } from "../check";
import { workloadNames } from "../workload-names";

const namesOf = (members: Alike["members"], before: Snapshot) =>
  workloadNames(
    members.map(({ what, label, one }) => {
      const { id: networkInterfaceId, securityGroupIds } = one;
      return { what, label, networkInterfaceId, securityGroupIds };
    }),
    before,
  );

/** An endpoint has one policy for all who use it: a narrower one takes from others than the clients, too. */
export const policyRadius: Check = ({ before, after, intent }) => {
  const accepted = intent.acceptedRisks.includes("blast-radius");
  return narrowedBy(before, after, intent).map(({ service, endpointIds, members }) => {
    const { who, withIds, ids } = namesOf(members, before);
    return {
      code: "blast-radius",
      kind: "policy",
      severity: "warning",
      summary: `${service}: ${who}, not among the clients of this plan, would be allowed less than today by the endpoint's policy.`,
      detail: `The policy of ${listed(endpointIds)} applies to all who use it, so also to ${withIds}.`,
      resources: [...ids, ...endpointIds],
      fix: accepted
        ? "Accepted."
        : "Allow in the policy what they need too. Or accept the risk (acceptedRisks: blast-radius).",
    };
  });
};
