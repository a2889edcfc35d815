import { allAddresses, covers } from "#lib/core/network/intervals";
import { mergePorts, type PortRange, trafficInWords } from "#lib/core/network/ports";
import { allowedAddresses } from "#lib/core/network/security-group";
import { isInUse } from "#lib/core/network/services/endpoint";
import type { SecurityGroupId } from "#lib/core/network/snapshot";
import type { Check, Facts } from "../check";

/** The ports of the intent's services, by the groups on their endpoints. */
function portsByGroup({ after, desired }: Facts): Map<SecurityGroupId, PortRange[]> {
  const byGroup = new Map<SecurityGroupId, PortRange[]>();
  for (const { service, ports } of desired.interfaces) {
    const endpoints = after.endpoints.filter((one) => isInUse(one) && one.serviceName === service.offer.name);
    for (const id of endpoints.flatMap(({ securityGroupIds }) => securityGroupIds)) {
      byGroup.set(id, mergePorts([...(byGroup.get(id) ?? []), ...(ports ?? [])]));
    }
  }
  return byGroup;
}

/** A group on an endpoint of the intent allows the service's ports in from anywhere: who may use it is not decided there. */
export const endpointGroupOpen: Check = (facts) => {
  const ports = portsByGroup(facts);
  const { securityGroups, prefixLists } = facts.after;
  return securityGroups
    .filter(({ id, ingress }) =>
      ([4, 6] as const).some((family) =>
        allowedAddresses(ingress, prefixLists, family, ports.get(id) ?? []).some((allowed) =>
          covers(allowed, allAddresses(family)),
        ),
      ),
    )
    .map(({ id, name }) => ({
      code: "endpoint-group-open",
      severity: "warning",
      summary: `${name} (${id}) allows ${trafficInWords(ports.get(id) ?? [])} into the endpoints from anywhere.`,
      detail: "Whatever is routed into the VPC, peered networks and VPNs included, can use the endpoints.",
      resources: [id],
      fix: "Allow the workloads' groups or the VPC's CIDRs instead.",
    }));
};
