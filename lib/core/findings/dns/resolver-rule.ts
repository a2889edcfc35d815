import { standardNames } from "#lib/core/network/services/service";
import type { ResolverRule } from "#lib/core/network/snapshot";
import { isParticipant, resolveName } from "#lib/core/reachability/dns-resolution";
import { overrideOf, overridesBelow } from "#lib/core/reachability/zones-and-rules";
import type { Check } from "../check";
import { bypassesEndpoint, resolvesStandardNames } from "./names";

/**
 * A forwarding rule of the VPC, or of a Profile, takes a service's name, or names below it, away from the VPC resolver. One of a
 * parent domain does so only where no endpoint resolves the name, which is more specific.
 */
export const resolverRule: Check = (facts) => {
  const { after, services } = facts;
  if (isParticipant(after)) return [];
  return services
    .filter((service) => resolvesStandardNames(facts, service))
    .flatMap((service) => {
      const names = standardNames(service, after);
      const whole = new Map<string, ResolverRule>();
      const part = new Map<string, ResolverRule>();
      for (const name of names) {
        const override = overrideOf(after, name);
        const resolution = resolveName(after, { service, name: "standard", family: 4 }, name);
        if (override?.kind === "resolver-rule" && resolution.kind === "unknown")
          whole.set(override.rule.id, override.rule);
        for (const below of overridesBelow(after, name))
          if (below.kind === "resolver-rule") part.set(below.rule.id, below.rule);
      }
      const bypassed = bypassesEndpoint(facts, service);
      return [...new Map([...part, ...whole]).values()].map((rule) => {
        const { id, domain, targets } = rule;
        const servers = targets.length > 0 ? targets.join(", ") : "the rule's servers";
        const isWhole = whole.has(id);
        return {
          code: "resolver-rule",
          severity: bypassed || !isWhole ? ("warning" as const) : ("info" as const),
          summary: `The Resolver rule ${rule.name || id} forwards ${domain}${bypassed ? `, so the endpoint of ${service.raw} does not resolve ${isWhole ? "it" : "these names"}` : `: where ${service.raw} leads is not visible from here`}.`,
          detail: `For ${isWhole ? "this name" : "these names"} the rule comes before the endpoint's private DNS and public DNS: clients in the VPC get what ${servers} say${targets.length === 1 ? "s" : ""}.`,
          resources: [id, service.raw],
          fix: `Disassociate ${id} from this VPC, or have its servers forward the name to an inbound endpoint of the VPC.`,
        };
      });
    });
};
