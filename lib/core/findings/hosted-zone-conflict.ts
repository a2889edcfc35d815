import type { Check } from "./check";

/** A private DNS name as the name of the zone that answers it: a wildcard is answered by the zone of its parent. */
const zoneOf = (privateDnsName: string): string => privateDnsName.toLowerCase().replace(/^\*\./, "").replace(/\.$/, "");

/**
 * A private hosted zone of the VPC has the name that private DNS would answer: EC2 refuses that ("conflicting DNS domain", AWS
 * PrivateLink guide, Private DNS). A zone of a parent domain is no conflict: the more specific one answers.
 */
export const hostedZoneConflict: Check = ({ before, desired }) => {
  if (before.hostedZones?.state !== "read") return [];
  // What AWS services made, for endpoints and file systems, is theirs to look after.
  const zones = before.hostedZones.value.filter(({ owningService }) => owningService === null);
  return desired.interfaces
    .filter(({ turnOnPrivateDns }) => turnOnPrivateDns)
    .flatMap(({ service }) => {
      const names = new Set(service.offer.privateDnsNames.map(zoneOf));
      return zones
        .filter(({ name }) => names.has(zoneOf(name)))
        .map(({ id, name, owningAccount }) => ({
          code: "hosted-zone-conflict",
          severity: "error" as const,
          summary: `privateDns: the private hosted zone ${name} (${id}) answers for ${service.written} in this VPC already.`,
          detail: `EC2 refuses private DNS for a name that has a private hosted zone in the VPC (“conflicting DNS domain”).${
            owningAccount && owningAccount !== before.accountId ? ` The zone belongs to account ${owningAccount}.` : ""
          }`,
          resources: [id, service.written],
          fix: "Disassociate the zone from this VPC before applying; or plan with private DNS off and let the zone's records point to the new endpoint.",
        }));
    });
};
