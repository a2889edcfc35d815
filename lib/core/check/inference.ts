/** What a setup may start with, as the check of a VPC sees it: a person can change all of it. */
import type { Workload } from "#lib/core/intent/catalogue";
import { chooseWorkload, type Draft, type DraftPatch, networkChoiceOf, patchNetwork } from "#lib/core/intent/draft";
import { routeTables } from "#lib/core/network/routes/routes";
import { subnetKind } from "#lib/core/network/routes/subnet-kind";
import type { SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { interfacesOf } from "./vpc-check";

/** The workload that runs in the VPC: tasks before instances. null: neither does. */
export function inferredWorkload(snapshot: Snapshot): Workload | null {
  return (["fargate", "ec2"] as const).find((kind) => interfacesOf(snapshot, kind).length > 0) ?? null;
}

/** The groups that a kind of workload carries outside of public subnets, sorted. */
export function inferredGroups(snapshot: Snapshot, workload: Workload): SecurityGroupId[] {
  const tableOf = routeTables(snapshot);
  const known = new Set(snapshot.securityGroups.map(({ id }) => id));
  const inside = interfacesOf(snapshot, workload).filter(({ subnetId }) => subnetKind(tableOf(subnetId)) !== "public");
  return [...new Set(inside.flatMap(({ securityGroupIds }) => securityGroupIds))].filter((id) => known.has(id)).sort();
}

const same = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join() === [...b].sort().join();

/** Whether the groups of a draft are those that would be chosen for it. */
export function groupsAreInferred(draft: Draft, snapshot: Snapshot): boolean {
  const { clientSecurityGroupIds } = networkChoiceOf(draft);
  if (!draft.workload || clientSecurityGroupIds.length === 0) return false;
  return same(clientSecurityGroupIds, inferredGroups(snapshot, draft.workload));
}

/** What to choose for a draft in whose VPC nothing has been chosen yet; null: nothing. */
export function inference(draft: Draft, snapshot: Snapshot): DraftPatch | null {
  const { vpcId } = draft;
  if (!vpcId || snapshot.vpc?.id !== vpcId || draft.network[vpcId]) return null;
  const untouched = draft.workload === null && draft.services.length === 0 && draft.features.length === 0;
  const workload = draft.workload ?? (untouched ? inferredWorkload(snapshot) : null);
  if (!workload) return null;
  const groups = inferredGroups(snapshot, workload);
  const patch = {
    ...(draft.workload === null ? chooseWorkload(draft, workload) : {}),
    ...(groups.length > 0 ? patchNetwork({ ...draft, vpcId }, { clientSecurityGroupIds: groups }) : {}),
  };
  return Object.keys(patch).length > 0 ? patch : null;
}

/** A patch that chooses another workload; groups that were chosen for the one before are replaced by those of this one. */
export function withWorkload(draft: Draft, snapshot: Snapshot | null, workload: Workload): DraftPatch {
  const chosen = chooseWorkload(draft, workload);
  const { vpcId } = draft;
  if (!snapshot || !vpcId || !groupsAreInferred(draft, snapshot)) return chosen;
  const clientSecurityGroupIds = inferredGroups(snapshot, workload);
  return { ...chosen, ...patchNetwork({ ...draft, vpcId }, { clientSecurityGroupIds }) };
}
