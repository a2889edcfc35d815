/**
 * Which private hosted zone or Resolver rule resolves a name before the endpoints and public DNS (Route 53 developer guide,
 * Considerations when working with a private hosted zone; How Route 53 Profile settings are prioritized).
 */
import type { HostedZone, ProfileRef, Read, ResolverRule, Snapshot } from "#lib/core/network/snapshot";
import { baseName, covers, labelsIn } from "./domain-names";

/** What resolves a name instead of an endpoint or public DNS. */
export type Override =
  | { kind: "hosted-zone"; domain: string; zone: HostedZone }
  | { kind: "resolver-rule"; domain: string; rule: ResolverRule };

export const listed = <T>(read: Read<T[]> | undefined): T[] => (read?.state === "read" ? read.value : []);

/** The zones that a person created; those of AWS services, for endpoints and file systems, are managed by them. */
function hostedZones({ vpc, hostedZones: read }: Pick<Snapshot, "vpc" | "hostedZones">): HostedZone[] {
  if (!vpc?.enableDnsSupport || !vpc.enableDnsHostnames) return [];
  return listed(read).filter(({ owningService }) => owningService === null);
}

const FORWARDING = ["FORWARD", "SYSTEM"];

/** The VPC's own association wins over a Profile's; of several Profiles the lowest priority number. */
const priorityOf = ({ profile }: { profile?: ProfileRef }): number => profile?.priority ?? -1;

/** The more specific domain first, then by association. */
function byPrecedence<T extends { domain: string; of: { profile?: ProfileRef } }>(a: T, b: T): number {
  return labelsIn(b.domain) - labelsIn(a.domain) || priorityOf(a.of) - priorityOf(b.of);
}

/** The rule that decides whether a name is forwarded; null where none does, or a SYSTEM rule keeps it at the VPC resolver. */
function forwardingRule(snapshot: Pick<Snapshot, "resolverRules">, name: string): ResolverRule | null {
  const [first] = listed(snapshot.resolverRules)
    .filter(({ type, domain }) => FORWARDING.includes(type) && covers(baseName(domain), name))
    .map((rule) => ({ domain: baseName(rule.domain), of: rule }))
    .sort(byPrecedence);
  return first?.of.type === "FORWARD" ? first.of : null;
}

function matchingZone(snapshot: Pick<Snapshot, "vpc" | "hostedZones">, name: string): HostedZone | null {
  const [first] = hostedZones(snapshot)
    .filter((zone) => covers(baseName(zone.name), name))
    .map((zone) => ({ domain: baseName(zone.name), of: zone }))
    .sort(byPrecedence);
  return first?.of ?? null;
}

/** The zone or rule, of the name itself or of a parent domain, that resolves a standard name; null: neither. */
export function overrideOf(
  snapshot: Pick<Snapshot, "vpc" | "hostedZones" | "resolverRules">,
  standardName: string,
): Override | null {
  const name = baseName(standardName);
  const rule = forwardingRule(snapshot, name);
  const zone = matchingZone(snapshot, name);
  if (!rule && !zone) return null;
  const ofRule: Override | null = rule && { kind: "resolver-rule", domain: baseName(rule.domain), rule };
  const ofZone: Override | null = zone && { kind: "hosted-zone", domain: baseName(zone.name), zone };
  if (!rule || !zone || !ofRule || !ofZone) return ofRule ?? ofZone;
  const difference = labelsIn(ofZone.domain) - labelsIn(ofRule.domain) || priorityOf(rule) - priorityOf(zone);
  return difference > 0 ? ofZone : ofRule;
}

/** Zones and forwarding rules for a part of a standard name's names: below it, such as one registry under `*.dkr.ecr…`. */
export function overridesBelow(
  snapshot: Pick<Snapshot, "vpc" | "hostedZones" | "resolverRules">,
  standardName: string,
): Override[] {
  const name = baseName(standardName);
  const below = (domain: string) => baseName(domain).endsWith(`.${name}`);
  return [
    ...hostedZones(snapshot)
      .filter((zone) => below(zone.name))
      .map((zone): Override => ({ kind: "hosted-zone", domain: baseName(zone.name), zone })),
    ...listed(snapshot.resolverRules)
      .filter(({ type, domain }) => type === "FORWARD" && below(domain))
      .map((rule): Override => ({ kind: "resolver-rule", domain: baseName(rule.domain), rule })),
  ];
}
