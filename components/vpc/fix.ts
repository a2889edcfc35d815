import { problemsOf } from "#components/wizard/draft/problems";
import { fixPlacement } from "#lib/core/check/fix-plan";
import { type Feature, servicesFor, type Workload } from "#lib/core/intent/catalogue";
import { type Draft, type DraftPatch, emptyDraft, type Step, steps } from "#lib/core/intent/draft";
import type { SecurityGroupId, Snapshot, SubnetId, VpcId } from "#lib/core/network/snapshot";

/** What a fix is for: services by name, or all that a workload needs. */
export type Wanted = { workload: Workload | null; features: readonly Feature[]; services: readonly string[] };

/**
 * A draft that is filled in for a fix, and the first of its incomplete steps, else the review. Endpoints
 * go where the workloads are.
 */
export function fixDraft(
  snapshot: Snapshot,
  vpcId: VpcId,
  wanted: Wanted,
  { securityGroupIds, subnetIds }: { securityGroupIds: readonly SecurityGroupId[]; subnetIds: readonly SubnetId[] },
): { filled: DraftPatch; step: Step } {
  const services = servicesFor(wanted).map(({ service }) => service);
  const places = fixPlacement(snapshot, { services, securityGroupIds, subnetIds });
  const filled = {
    vpcId,
    workload: wanted.workload,
    features: [...wanted.features],
    services: [...wanted.services],
    ipAddressType: places.ipAddressType,
    network: {
      [vpcId]: {
        subnetIds: places.subnetIds.length > 0 ? places.subnetIds : null,
        clientSubnetIds: places.clientSubnetIds,
        clientSecurityGroupIds: [...securityGroupIds],
        endpointSecurityGroup: { create: { name: "postern-endpoints" } },
      },
    },
  };
  const draft: Draft = { ...emptyDraft(snapshot.region), ...filled };
  const problems = problemsOf(draft, snapshot);
  const step = steps.find((each) => problems[each].length > 0) ?? "review";
  return { filled: { ...filled, visited: steps.slice(0, steps.indexOf(step) + 1) }, step };
}
