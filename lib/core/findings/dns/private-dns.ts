import { isInUse, mayModify } from "#lib/core/network/services/endpoint";
import type { EndpointService, VpcEndpoint } from "#lib/core/network/snapshot";
import type { Check } from "../check";

/** Private DNS was asked for, but the service has no private DNS name (EC2 API reference, DescribeVpcEndpointServices). */
export const privateDnsUnsupported: Check = ({ intent, services }) =>
  services
    .filter(({ offer }) => intent.privateDns && offer.type === "Interface" && offer.privateDnsNames.length === 0)
    .map(({ raw }) => ({
      code: "private-dns-unsupported",
      severity: "error",
      summary: `privateDns: ${raw} has no private DNS name.`,
      detail:
        "Clients of this service must use the endpoint's own DNS name, so private DNS cannot be switched on for it.",
      resources: [raw],
      fix: "Plan this service by itself with private DNS off.",
    }));

const namesOf = (offers: readonly EndpointService[], serviceName: string): string[] =>
  offers
    .filter((offer) => offer.name === serviceName && offer.type === "Interface")
    .flatMap((offer) => offer.privateDnsNames);

/**
 * An endpoint that Postern may not modify, or one of another service, resolves the same name already: EC2 refuses a second one
 * with private DNS in the VPC ("conflicting DNS domain", EC2 API reference, CreateVpcEndpoint).
 */
export const privateDnsConflict: Check = ({ before, desired }) =>
  desired.interfaces
    .filter(({ turnOnPrivateDns }) => turnOnPrivateDns)
    .flatMap(({ service, existing }) => {
      const wanted = new Set(service.offer.privateDnsNames);
      const holds = (endpoint: VpcEndpoint) =>
        endpoint.id !== existing?.id &&
        endpoint.privateDnsEnabled &&
        isInUse(endpoint) &&
        namesOf(before.services, endpoint.serviceName).some((name) => wanted.has(name));
      return before.endpoints.filter(holds).map((endpoint) => ({
        code: "private-dns-conflict",
        severity: "error" as const,
        summary: `privateDns: ${endpoint.id} resolves ${[...wanted].join(", ")} in this VPC already.`,
        ...(mayModify(endpoint, before)
          ? {
              detail: "Only one endpoint of a VPC can have private DNS for a name.",
              fix: "Switch private DNS off in this plan, or on that endpoint.",
            }
          : {
              detail: `Only one endpoint of a VPC can have private DNS for a name. This one is ${
                endpoint.requesterManaged ? "managed by an AWS service" : `account ${endpoint.ownerId}'s`
              }, so Postern does not change it, and it does not meet this plan's needs.`,
              fix: "Ask its owner to allow the workloads or to switch its private DNS off; or plan with private DNS off.",
            }),
        resources: [endpoint.id, service.raw],
      }));
    });
