import type { SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { type AffectedInterface, blastRadius as affectedBy } from "#lib/core/reachability/blast-radius";
import { memoize } from "#lib/core/text/memoize";
import { counted, listed } from "#lib/core/text/phrases";
import type { Check } from "./check";

/** What is the same for all services that these interfaces lose. */
type Lost = { who: string; detail: string; ids: string[] };

/** Names that nobody gave: the UUID of a task's attachment, the id of the interface itself. */
const UNNAMED = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|eni-[0-9a-f]+)?$/;

/** Affected interfaces by what they belong to: "function resize", or those without a name "2 tasks of batch", by their security group. */
function byWorkload(
  affected: readonly AffectedInterface[],
  groupName: (id: SecurityGroupId) => string,
): [string, string[]][] {
  const workloads = new Map<string, { what: string; of: string | null; ids: string[] }>();
  for (const {
    what,
    label,
    networkInterfaceId,
    securityGroupIds: [group],
  } of affected) {
    const of = UNNAMED.test(label) ? (group ? groupName(group) : networkInterfaceId) : null;
    const key = JSON.stringify([what, of ?? label, of === null]);
    memoize(workloads, key, () => ({ what: of ? what : `${what} ${label}`, of, ids: [] })).ids.push(
      networkInterfaceId,
    );
  }
  return [...workloads.values()].map(({ what, of, ids }) => [of ? `${counted(ids.length, what)} of ${of}` : what, ids]);
}

function lostBy(affected: readonly AffectedInterface[], before: Snapshot): Lost {
  const groups = new Map(before.securityGroups.map(({ id, name }) => [id, name]));
  const workloads = byWorkload(affected, (id) => groups.get(id) ?? id);
  return {
    who: listed(
      workloads.map(([workload]) => workload),
      5,
    ),
    detail: listed(
      workloads.map(([workload, ids]) => `${workload} (${listed(ids, 5)})`),
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
    const { who, detail, ids } = memoize(known, interfaces, () => lostBy(interfaces, before));
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
