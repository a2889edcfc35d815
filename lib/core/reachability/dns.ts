import type { DnsRow } from "#lib/core/format/plan-format";
import { isNamed } from "#lib/core/network/endpoint";
import { type RequestedService, standardNames } from "#lib/core/network/service";
import type { Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";

/**
 * The interface endpoints that answer a service's standard names inside the VPC: available, with private DNS on while the VPC has
 * both DNS attributes, and not only for inbound resolver endpoints (VPC user guide, private DNS for interface endpoints).
 */
export function answeringEndpoints(snapshot: Snapshot, serviceName: string): VpcEndpoint[] {
  if (!snapshot.vpc?.enableDnsSupport || !snapshot.vpc.enableDnsHostnames) return [];
  return snapshot.endpoints
    .filter(
      (endpoint) =>
        endpoint.type === "Interface" &&
        endpoint.serviceName === serviceName &&
        endpoint.state === "available" &&
        isNamed(endpoint),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Who answers each standard name of the services, before and after. */
export function dnsRows(before: Snapshot, after: Snapshot, services: readonly RequestedService[]): DnsRow[] {
  const answer = (snapshot: Snapshot, service: RequestedService) =>
    answeringEndpoints(snapshot, service.offer.name)[0]?.id ?? "public";
  return services.flatMap((service) =>
    standardNames(service, before.region).map((name) => ({
      name,
      service: service.written,
      before: answer(before, service),
      after: answer(after, service),
    })),
  );
}
