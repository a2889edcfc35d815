import type { Check } from "../check";

/** None of the candidate subnets is in an Availability Zone that the service supports (EC2 API reference, CreateVpcEndpoint). */
export const noSupportedAz: Check = ({ intent, before, desired }) => {
  const candidates = before.subnets.filter(({ id }) => intent.subnetIds.includes(id));
  return desired.interfaces
    .filter(({ existing }) => !existing)
    .flatMap(({ service, placement: { chosen, dropped } }) => {
      if (chosen.length > 0 || dropped.some(({ because }) => because !== "zone-not-supported")) return [];
      return [
        {
          code: "no-supported-az",
          severity: "error",
          summary:
            candidates.length > 0
              ? `subnetIds: ${service.raw} is offered in none of the chosen subnets' Availability Zones.`
              : `subnetIds: ${service.raw} needs at least one subnet.`,
          detail: `The service has Availability Zones ${service.offer.availabilityZones.join(", ")}.`,
          resources: [service.raw, ...candidates.map(({ id }) => id)],
          fix: "Choose a subnet in one of these Availability Zones.",
        },
      ];
    });
};
