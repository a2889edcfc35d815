import { type AffectedInterface, blastRadius as affectedBy } from "#lib/core/reachability/blast-radius";
import { memoize } from "#lib/core/text/memoize";
import type { Check } from "../check";
import { type WorkloadNames, workloadNames } from "../workload-names";

/** Interfaces that reach a service today and would not, or only partly, after this plan: they have to be accepted. */
export const blastRadius: Check = ({ before, after, intent }) => {
  const accepted = intent.acceptedRisks.includes("blast-radius");
  const known = new Map<readonly AffectedInterface[], WorkloadNames>();
  return affectedBy(before, after, intent).map(({ service, interfaces }) => {
    const { who, withIds, ids } = memoize(known, interfaces, () => workloadNames(interfaces, before));
    return {
      code: "blast-radius",
      severity: "warning",
      summary: `${service}: ${who} would lose access.`,
      detail: `They reach it today and would not, or only partly, after this plan: ${withIds}.`,
      resources: ids,
      fix: accepted
        ? "Accepted."
        : "Allow them: add their security groups to the clients of this plan, or allow ingress from the VPC's CIDRs (admitVpcCidrs: true). Or accept the risk (acceptedRisks: blast-radius).",
    };
  });
};
