import { problemsOf } from "#components/wizard/draft/problems";
import type { Feature, Workload } from "#lib/core/intent/catalogue";
import { type Draft, type DraftPatch, emptyDraft, type Step, steps } from "#lib/core/intent/draft";
import { routeTables, workloadInterfaces } from "#lib/core/network/routes";
import type { SecurityGroupId, Snapshot, Subnet, SubnetId, VpcId } from "#lib/core/network/snapshot";
import { subnetKind } from "#lib/core/network/subnet-kind";

/** What a fix is for: services by name, or all that a workload needs. */
export type Wanted = { workload: Workload | null; features: readonly Feature[]; services: readonly string[] };

/**
 * A draft that is filled in to put something right, and the first of its steps that lacks anything, else the review. Endpoints
 * go where the workloads live.
 */
export function fixDraft(
  snapshot: Snapshot,
  vpcId: VpcId,
  wanted: Wanted,
  { securityGroupIds, subnetIds }: { securityGroupIds: readonly SecurityGroupId[]; subnetIds: readonly SubnetId[] },
): { filled: DraftPatch; step: Step } {
  const subnets = onePerZone(snapshot, subnetIds);
  const filled = {
    vpcId,
    workload: wanted.workload,
    features: [...wanted.features],
    services: [...wanted.services],
    network: {
      [vpcId]: {
        subnetIds: subnets.length > 0 ? subnets : null,
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

/** Of each Availability Zone the subnet with most workloads, as far as endpoints can and should be put there. */
function onePerZone(snapshot: Snapshot, subnetIds: readonly SubnetId[]): SubnetId[] {
  const tableOf = routeTables(snapshot);
  const inhabitants = workloadInterfaces(snapshot);
  const count = ({ id }: Subnet) => inhabitants.filter(({ subnetId }) => subnetId === id).length;
  const zones = new Map<string, Subnet>();
  for (const subnet of snapshot.subnets) {
    const usable =
      subnetIds.includes(subnet.id) &&
      subnet.ownerId === snapshot.accountId &&
      subnet.cidr !== null &&
      subnet.availableIpAddressCount > 0 &&
      subnetKind(tableOf(subnet.id)) !== "public";
    const known = zones.get(subnet.availabilityZone);
    if (usable && (!known || count(subnet) > count(known))) zones.set(subnet.availabilityZone, subnet);
  }
  return [...zones.values()].map(({ id }) => id).sort();
}
