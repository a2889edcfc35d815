import { mayModify } from "#lib/core/network/services/endpoint";
import type { DesiredInterface } from "#lib/core/planning/desired-state";
import type { Check } from "../check";

/** An endpoint with an interface in one Availability Zone only is lost with that zone. */
export const singleAz: Check = ({ desired, before }) => {
  const zoneOf = new Map(before.subnets.map(({ id, availabilityZone }) => [id, availabilityZone]));
  const subnetsOf = ({ existing, placement }: DesiredInterface) => [
    ...(existing?.subnetIds ?? []),
    ...placement.chosen,
  ];
  const alone = desired.interfaces.filter(
    (wanted) =>
      new Set(subnetsOf(wanted).map((id) => zoneOf.get(id))).size === 1 &&
      (!wanted.existing || mayModify(wanted.existing, before)),
  );
  if (alone.length === 0) return [];
  const subnets = [...new Set(alone.flatMap(subnetsOf))];
  return [
    {
      code: "single-az",
      severity: "warning",
      summary: `${alone.map(({ service }) => service.raw).join(", ")}: an interface in one Availability Zone only, in ${subnets.join(", ")}.`,
      detail: "When that zone fails, no workload of the VPC reaches the service through the endpoint.",
      resources: subnets,
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
      summary: `${service.raw}: the owner of the service has to accept the endpoint.`,
      detail: "Until then it carries no traffic, and private DNS cannot be switched on.",
      resources: [service.raw],
      fix: "Apply, ask the owner to accept, and plan again to complete it.",
    }));
