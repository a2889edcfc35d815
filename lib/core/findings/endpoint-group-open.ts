import { isInUse } from "#lib/core/network/endpoint";
import { allAddresses, covers } from "#lib/core/network/intervals";
import { admittedAddresses } from "#lib/core/network/security-group";
import type { Check } from "./check";

/** A group on an endpoint of the intent lets HTTPS in from anywhere: who may use it is not decided there. */
export const endpointGroupOpen: Check = ({ after, desired }) => {
  const ids = new Set(
    after.endpoints
      .filter((endpoint) => isInUse(endpoint))
      .filter((endpoint) => desired.interfaces.some(({ service }) => service.offer.name === endpoint.serviceName))
      .flatMap(({ securityGroupIds }) => securityGroupIds),
  );
  return after.securityGroups
    .filter(({ id }) => ids.has(id))
    .filter(({ ingress }) =>
      ([4, 6] as const).some((family) =>
        covers(admittedAddresses(ingress, after.prefixLists, family), allAddresses(family)),
      ),
    )
    .map(({ id, name }) => ({
      code: "endpoint-group-open",
      severity: "warning",
      summary: `${name} (${id}) lets HTTPS into the endpoints from anywhere.`,
      detail: "Whatever is routed into the VPC, peered networks and VPNs included, can use the endpoints.",
      resources: [id],
      fix: "Admit the workloads' groups or the VPC's CIDRs instead.",
    }));
};
