import { isInUse } from "../desired";
import { isForHttps } from "../security-group";
import type { Check } from "./check";

/** A group on an endpoint of the intent lets HTTPS in from anywhere: who may use it is not decided there. */
export const endpointGroupOpen: Check = ({ after, desired }) => {
  const ids = new Set(
    after.endpoints
      .filter((endpoint) => isInUse(endpoint))
      .filter((endpoint) => desired.interfaces.some(({ service }) => service.offer.name === endpoint.serviceName))
      .flatMap(({ securityGroupIds }) => securityGroupIds),
  );
  const anywhere = ["0.0.0.0/0", "::/0"];
  return after.securityGroups
    .filter(({ id, ingress }) => {
      const open = ingress.some((rule) => isForHttps(rule) && "cidr" in rule.peer && anywhere.includes(rule.peer.cidr));
      return ids.has(id) && open;
    })
    .map(({ id, name }) => ({
      code: "endpoint-group-open",
      severity: "warning",
      summary: `${name} (${id}) lets HTTPS into the endpoints from anywhere.`,
      detail: "Whatever is routed into the VPC, peered networks and VPNs included, can use the endpoints.",
      resources: [id],
      fix: "Admit the workloads' groups or the VPC's CIDRs instead.",
    }));
};
