import { gatewaySubnets } from "#lib/core/planning/desired";
import type { DesiredInterface } from "#lib/core/planning/desired-state";
import { isOurs, type Placement } from "#lib/core/planning/placement";
import type { Check, Facts } from "../check";

const dropped = (
  { desired }: Facts,
  reason: Placement["dropped"][number]["because"],
  concerns: (wanted: DesiredInterface) => boolean = () => true,
): Map<string, string[]> => {
  const services = new Map<string, string[]>();
  for (const { service, placement, existing } of desired.interfaces.filter(concerns)) {
    for (const { subnetId, because } of placement.dropped) {
      if (because === reason && !existing?.subnetIds.includes(subnetId)) {
        services.set(subnetId, [...(services.get(subnetId) ?? []), service.raw]);
      }
    }
  }
  return services;
};

/** Some candidate subnets are in Availability Zones that a service lacks; the endpoint does without them. */
export const azNotSupported: Check = (facts) =>
  [
    ...dropped(
      facts,
      "zone-not-supported",
      ({ existing, placement }) => Boolean(existing) || placement.chosen.length > 0,
    ),
  ].map(([subnetId, services]) => ({
    code: "az-not-supported",
    severity: "warning",
    summary: `${services.join(", ")}: not offered in the Availability Zone of ${subnetId}, which is left out.`,
    detail: "Workloads in that Availability Zone reach the endpoint in another one; traffic between zones is charged.",
    resources: [subnetId, ...services],
  }));

/** Of several candidates in one Availability Zone one is taken (EC2 API reference: DuplicateSubnetsInSameZone). */
export const oneSubnetPerAz: Check = (facts) => {
  const left = [...dropped(facts, "zone-taken").keys()];
  if (left.length === 0) return [];
  return [
    {
      code: "one-subnet-per-az",
      severity: "info",
      summary: `An endpoint has one subnet per Availability Zone: ${left.join(", ")} ${left.length === 1 ? "is" : "are"} not used.`,
      detail: "Workloads in these subnets reach the endpoint through the VPC's local route anyway.",
      resources: left,
    },
  ];
};

/** Subnets of other accounts whose route tables a gateway would need. */
function sharedByGateways({ before, desired, intent }: Facts): string[] {
  if (desired.gateways.every(({ existing, missingRouteTables }) => existing && missingRouteTables.length === 0))
    return [];
  const needed = new Set(gatewaySubnets(before, intent));
  return before.subnets
    .filter((subnet) => needed.has(subnet.id) && !isOurs(subnet, before.accountId))
    .map(({ id }) => id);
}

/** A participant of a shared subnet cannot create endpoints for it (VPC user guide, shared subnets). */
export const sharedSubnet: Check = (facts) => {
  const shared = [...dropped(facts, "not-ours", ({ existing }) => !existing).keys(), ...sharedByGateways(facts)];
  return [...new Set(shared)].map((subnetId) => ({
    code: "shared-subnet",
    severity: "error",
    summary: `subnetIds: ${subnetId} belongs to another account, which shares it.`,
    detail: "Only the owner of a shared subnet can put VPC endpoints into it, or their routes into its route table.",
    resources: [subnetId],
    fix: "Choose a subnet of your own, or ask the owner to create the endpoint.",
  }));
};
