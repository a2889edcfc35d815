import type { RequestedService } from "#lib/core/network/services/service";
import type { HostedZone } from "#lib/core/network/snapshot";
import { baseName } from "#lib/core/reachability/domain-names";
import type { Check, Facts } from "../check";

/**
 * The zones of the VPC's own with a name that private DNS is to resolve: EC2 refuses that ("conflicting DNS domain", AWS PrivateLink
 * guide, Private DNS). A zone of a parent domain is no conflict: the more specific one wins.
 */
export function conflictingZones({ before, desired }: Facts): { zone: HostedZone; service: RequestedService }[] {
  if (before.hostedZones?.state !== "read") return [];
  // What AWS services created, for endpoints and file systems, is managed by them.
  const zones = before.hostedZones.value.filter(({ owningService, profile }) => owningService === null && !profile);
  return desired.interfaces
    .filter(({ turnOnPrivateDns }) => turnOnPrivateDns)
    .flatMap(({ service }) => {
      const names = new Set(service.offer.privateDnsNames.map(baseName));
      return zones.filter(({ name }) => names.has(baseName(name))).map((zone) => ({ zone, service }));
    });
}

/** A private hosted zone of the VPC has the name that private DNS would resolve. */
export const hostedZoneConflict: Check = (facts) =>
  conflictingZones(facts).map(({ zone: { id, name, owningAccount }, service }) => ({
    code: "hosted-zone-conflict",
    severity: "error" as const,
    summary: `privateDns: the private hosted zone ${name} (${id}) resolves ${service.raw} in this VPC already.`,
    detail: `EC2 refuses private DNS for a name that has a private hosted zone in the VPC (“conflicting DNS domain”).${
      owningAccount && owningAccount !== facts.before.accountId ? ` The zone belongs to account ${owningAccount}.` : ""
    }`,
    resources: [id, service.raw],
    fix: "Disassociate the zone from this VPC before applying; or plan with private DNS off and point the zone's records to the new endpoint.",
  }));
