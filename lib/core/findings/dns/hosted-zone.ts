import type { Finding } from "#lib/core/format/plan-format";
import { standardNames } from "#lib/core/network/services/service";
import type { HostedZone } from "#lib/core/network/snapshot";
import { isParticipant, resolveName } from "#lib/core/reachability/dns-resolution";
import { overrideOf, overridesBelow } from "#lib/core/reachability/zones-and-rules";
import { listed } from "#lib/core/text/phrases";
import type { Check, Facts } from "../check";
import { conflictingZones } from "./hosted-zone-conflict";
import { bypassesEndpoint, resolvesStandardNames } from "./names";

type ZonesOfOwner = { zones: Map<string, HostedZone>; services: Set<string>; bypassed: boolean };

/** The owner of zones, as text. */
function owner({ before }: Facts, { owningAccount, profile }: HostedZone): string {
  const account = owningAccount && owningAccount !== before.accountId ? ` of account ${owningAccount}` : "";
  return profile ? `${account} from the Profile ${profile.name || profile.id}` : account;
}

const named = (zones: Iterable<HostedZone>): string =>
  listed(
    [...zones].map(({ id, name }) => `${name} (${id})`),
    6,
  );

/** Zones that resolve all names of services, to targets that are not visible. */
function wholeNames(facts: Facts): Finding[] {
  const { after, services } = facts;
  const byOwner = new Map<string, ZonesOfOwner>();
  const conflicts = new Set(conflictingZones(facts).map(({ zone }) => zone.id));
  for (const service of services.filter((one) => resolvesStandardNames(facts, one))) {
    for (const name of standardNames(service, after)) {
      const override = overrideOf(after, name);
      if (override?.kind !== "hosted-zone" || conflicts.has(override.zone.id)) continue;
      if (resolveName(after, { service, name: "standard", family: 4 }, name).kind !== "unknown") continue;
      const bypassed = bypassesEndpoint(facts, service);
      const key = `${owner(facts, override.zone)} ${bypassed}`;
      const known = byOwner.get(key) ?? { zones: new Map(), services: new Set(), bypassed };
      known.zones.set(override.zone.id, override.zone);
      known.services.add(service.raw);
      byOwner.set(key, known);
    }
  }
  return [...byOwner.values()].map(({ zones, services: resolved, bypassed }) => {
    const [first] = zones.values();
    const whose = first ? owner(facts, first) : "";
    return {
      code: "hosted-zone",
      severity: bypassed ? "warning" : "info",
      summary: `${listed([...resolved])}: the names are resolved by private hosted zones${whose}; where they lead is not visible from here.`,
      detail: `${named(zones.values())}${bypassed ? ": they come before the endpoints' private DNS, so the endpoints are not used." : ": the endpoints may be in another VPC, to which these names lead."}`,
      resources: [...zones.keys(), ...resolved],
      ...(bypassed
        ? { fix: "Let the zones' records lead to the endpoints, or disassociate the zones from this VPC." }
        : {}),
    };
  });
}

/** Zones for a part of a service's names, such as one registry of ECR. */
function partsOfNames(facts: Facts): Finding[] {
  const { after, services } = facts;
  return services
    .filter((one) => resolvesStandardNames(facts, one))
    .flatMap((service) => {
      const below = standardNames(service, after).flatMap((name) => overridesBelow(after, name));
      const zones = new Map(
        below.flatMap((one) => (one.kind === "hosted-zone" ? [[one.zone.id, one.zone] as const] : [])),
      );
      if (zones.size === 0) return [];
      return [
        {
          code: "hosted-zone",
          severity: "warning" as const,
          summary: `${service.raw}: private hosted zones resolve a part of its names: ${named(zones.values())}.`,
          detail: "For these names the zones' records count, and not the endpoint or public DNS.",
          resources: [...zones.keys(), service.raw],
          fix: "Make sure that their records lead to an endpoint of the service that the workloads may use.",
        },
      ];
    });
}

/** Private hosted zones resolve a service's names, or a part of them, before its endpoint does. */
export const hostedZone: Check = (facts) =>
  isParticipant(facts.after) ? [] : [...wholeNames(facts), ...partsOfNames(facts)];
