import type { Alike } from "#lib/core/reachability/blast-radius";
import { policyRadius as narrowedBy } from "#lib/core/reachability/policy-radius";
import { listed } from "#lib/core/text/phrases";
import type { Check } from "./check";

const named = ({ what, label, one }: Alike["members"][number]): string =>
  label === "" || label === one.id ? `${what} ${one.id}` : `${what} ${label} (${one.id})`;

/** An endpoint has one policy for all who use it: a narrower one takes from others than the clients, too. */
export const policyRadius: Check = ({ before, after, intent }) => {
  const accepted = intent.acceptedRisks.includes("blast-radius");
  return narrowedBy(before, after, intent).map(({ service, endpointIds, members }) => ({
    code: "blast-radius",
    kind: "policy",
    severity: "warning",
    summary: `${service}: others than the clients of this plan use this endpoint, and its policy would allow them less than today.`,
    detail: `The policy of ${listed(endpointIds)} counts for all who use it, so also for ${listed(members.map(named), 20)}.`,
    resources: [...members.map(({ one }) => one.id), ...endpointIds],
    fix: accepted
      ? "Accepted."
      : "Allow in the policy what they need too. Or accept the risk (acceptedRisks: blast-radius).",
  }));
};
