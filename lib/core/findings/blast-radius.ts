import { type AffectedInterface, blastRadius as affectedBy } from "#lib/core/reachability/blast-radius";
import { memoize } from "#lib/core/text/memoize";
import type { Check } from "./check";

/** What is the same for all services that these interfaces lose. */
type Lost = { counted: string; named: string; ids: string[] };

function lostBy(affected: readonly AffectedInterface[]): Lost {
  const names = affected
    .slice(0, 20)
    .map(({ networkInterfaceId, label }) => (label ? `${networkInterfaceId} (${label})` : networkInterfaceId));
  const more = affected.length > 20 ? ` and ${affected.length - 20} more` : "";
  return {
    counted: count(affected),
    named: `${names.join(", ")}${more}`,
    ids: affected.map(({ networkInterfaceId }) => networkInterfaceId),
  };
}

const count = (affected: readonly AffectedInterface[]): string => {
  const kinds = new Map<string, number>();
  for (const { what } of affected) kinds.set(what, (kinds.get(what) ?? 0) + 1);
  return [...kinds].map(([what, n]) => `${n} ${what}${n === 1 ? "" : "s"}`).join(", ");
};

/** Interfaces that reach a service today and would not, or only partly, after this plan: they have to be accepted. */
export const blastRadius: Check = ({ before, after, intent }) => {
  const accepted = intent.acceptedRisks.includes("blast-radius");
  const known = new Map<readonly AffectedInterface[], Lost>();
  return affectedBy(before, after, intent).map(({ service, interfaces }) => {
    const { counted, named, ids } = memoize(known, interfaces, () => lostBy(interfaces));
    return {
      code: "blast-radius",
      severity: "warning",
      summary: `${service}: ${counted} in this VPC would be cut off.`,
      detail: `They reach ${service} today and would not after this plan: ${named}.`,
      resources: ids,
      fix: accepted
        ? "Accepted."
        : "Admit them: add their security groups to the clients of this plan, or let the VPC's CIDRs in (admitVpcCidrs: true). Or accept the risk (acceptedRisks: blast-radius).",
    };
  });
};
