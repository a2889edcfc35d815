import { type AffectedInterface, blastRadius as affectedBy } from "#lib/core/reachability/blast-radius";
import { remembered } from "#lib/core/text/memoize";
import { counted, listed } from "#lib/core/text/phrases";
import type { Check } from "./check";

/** What is the same for all services that these interfaces lose. */
type Lost = { who: string; detail: string; ids: string[] };

/** Interfaces by what they belong to: "function resize", "task web"; an interface without a name by its id. */
function byWorkload(affected: readonly AffectedInterface[]): ReadonlyMap<string, string[]> {
  const workloads = new Map<string, string[]>();
  for (const { what, label, networkInterfaceId } of affected) {
    remembered(workloads, `${what} ${label || networkInterfaceId}`, () => []).push(networkInterfaceId);
  }
  return workloads;
}

const named = (workload: string, ids: readonly string[]): string => {
  if (ids.some((id) => workload.endsWith(` ${id}`))) return workload;
  return `${workload} (${ids.length > 3 ? counted(ids.length, "interface") : listed(ids)})`;
};

function lostBy(affected: readonly AffectedInterface[]): Lost {
  const workloads = byWorkload(affected);
  return {
    who: listed([...workloads.keys()], 5),
    detail: listed(
      [...workloads].map(([workload, ids]) => named(workload, ids)),
      20,
    ),
    ids: affected.map(({ networkInterfaceId }) => networkInterfaceId),
  };
}

/** Interfaces that reach a service today and would not, or only partly, after this plan: they have to be accepted. */
export const blastRadius: Check = ({ before, after, intent }) => {
  const accepted = intent.acceptedRisks.includes("blast-radius");
  const known = new Map<readonly AffectedInterface[], Lost>();
  return affectedBy(before, after, intent).map(({ service, interfaces }) => {
    const { who, detail, ids } = remembered(known, interfaces, () => lostBy(interfaces));
    return {
      code: "blast-radius",
      severity: "warning",
      summary: `${service}: ${who} would lose access.`,
      detail: `They reach it today and would not, or only partly, after this plan: ${detail}.`,
      resources: ids,
      fix: accepted
        ? "Accepted."
        : "Allow them: add their security groups to the clients of this plan, or allow ingress from the VPC's CIDRs (admitVpcCidrs: true). Or accept the risk (acceptedRisks: blast-radius).",
    };
  });
};
