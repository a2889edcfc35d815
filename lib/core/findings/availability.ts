import type { Check } from "./check";

/** A new endpoint with an interface in one Availability Zone only is lost with that zone. */
export const singleAz: Check = ({ desired, before }) => {
  const alone = desired.interfaces.filter(({ existing, placement }) => !existing && placement.chosen.length === 1);
  const zones = new Set(before.subnets.map(({ availabilityZone }) => availabilityZone));
  if (alone.length === 0 || zones.size < 2) return [];
  return [
    {
      code: "single-az",
      severity: "warning",
      summary: `${alone.map(({ service }) => service.written).join(", ")}: an interface in one Availability Zone only.`,
      detail: "When that zone fails, no workload of the VPC reaches the service through the endpoint.",
      resources: alone.flatMap(({ placement }) => placement.chosen),
      fix: "Add a subnet in a second Availability Zone.",
    },
  ];
};

/** The service's owner must accept the endpoint before it can be used and before private DNS can be switched on. */
export const acceptanceRequired: Check = ({ desired }) =>
  desired.interfaces
    .filter(({ service, existing }) => service.offer.acceptanceRequired && existing?.state !== "available")
    .map(({ service }) => ({
      code: "acceptance-required",
      severity: "warning",
      summary: `${service.written}: the owner of the service has to accept the endpoint.`,
      detail: "Until then it carries no traffic, and private DNS cannot be switched on.",
      resources: [service.written],
      fix: "Apply, ask the owner to accept, and plan again: the rest follows then.",
    }));
