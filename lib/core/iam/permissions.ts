/** Which calls of a plan can be checked by DryRun beforehand, and what the results mean. */

import type { Change, Finding, Json, Operation, Plan } from "#lib/core/format/plan-format";
import { referencesIn, resolveReferences } from "#lib/core/format/references";
import { lacksDryRun } from "#lib/core/network/ec2-rules";

/** A call that EC2 can check without carrying it out. */
export type DryRun = { change: string; operation: Operation; input: { [key: string]: Json } };

export type PermissionResult = { change: string } & (
  | { outcome: "allowed" }
  /** `sentence` names the missing IAM action; `fix` holds the policy statement to add. */
  | { outcome: "denied"; sentence: string; fix: string }
  | { outcome: "not-checked"; why: string }
);

/** The results for the plan with this fingerprint. */
export type PermissionResults = { fingerprint: string; results: PermissionResult[] };

/** Stands for the run's id, which a policy may ask for but whose value it cannot know. */
const NO_RUN = "run-00000000000000000";

/**
 * The calls that EC2 can check by DryRun: those with such a parameter whose input names only what exists. Values of earlier
 * changes do not exist yet.
 */
export function dryRuns(changes: readonly Change[]): DryRun[] {
  return changes.filter(isConcrete).map(({ id, operation, input }) => ({
    change: id,
    operation,
    input: resolveReferences(input, () => NO_RUN),
  }));
}

const isConcrete = ({ operation, input }: Change): boolean =>
  !lacksDryRun.has(operation) && referencesIn(JSON.stringify(input)).every(({ source }) => source === "run");

/** Why a call of the plan could not be checked before it is made; the same words for all of a kind. */
function unasked({ operation }: Change): string {
  return lacksDryRun.has(operation)
    ? "EC2 has no dry run of this call"
    : "the call names what an earlier change of this plan creates";
}

/** One finding for each missing permission, whichever of the plan's calls need it. */
export function permissionFindings({ changes, vpcId }: Plan, results: readonly PermissionResult[]): Finding[] {
  const missing = new Map<string, { fix: string; changes: Change[] }>();
  for (const result of results) {
    const change = changes.find(({ id }) => id === result.change);
    if (result.outcome !== "denied" || !change) continue;
    const known = missing.get(result.sentence) ?? { fix: result.fix, changes: [] };
    known.changes.push(change);
    missing.set(result.sentence, known);
  }
  return [...missing].map(([summary, { fix, changes: needing }]) => ({
    code: "permission-denied",
    severity: "error",
    summary,
    detail: `A dry run of ${needing.map(({ id, operation }) => `${operation} (${id})`).join(", ")} was refused. Nothing was changed.`,
    resources: [vpcId],
    fix,
  }));
}

/** The calls of a plan whose permission is not known beforehand, by the reason. */
export function permissionsNotChecked({ changes }: Plan, results: readonly PermissionResult[]): string[] {
  const byReason = new Map<string, Set<string>>();
  const note = (why: string, operation: string) => byReason.set(why, (byReason.get(why) ?? new Set()).add(operation));
  for (const change of changes) {
    const result = results.find(({ change: id }) => id === change.id);
    if (!result) note(unasked(change), change.operation);
    else if (result.outcome === "not-checked") note(result.why, change.operation);
    if (switchesPrivateDnsOn(change)) note("EC2's dry runs do not ask Route 53", "route53:AssociateVPCWithHostedZone");
  }
  return [...byReason].map(([why, operations]) => `permission for ${[...operations].sort().join(", ")} (${why})`);
}

const switchesPrivateDnsOn = ({ input }: Change): boolean => input.PrivateDnsEnabled === true;
