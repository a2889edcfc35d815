import { answeringEndpoints } from "#lib/core/reachability/dns";
import type { Check } from "./check";

const zoneOf = (name: string): string => name.toLowerCase().replace(/^\*\./, "");

/**
 * A forwarding rule of the VPC takes queries away from the endpoint that answers them. Of a rule and a private hosted zone, which
 * private DNS is, the one with the more specific name decides, and for the same name the rule (Route 53 developer guide,
 * Considerations when working with a private hosted zone). So a rule on the name or below it counts, one on a parent does not.
 */
export const resolverRule: Check = ({ after, services }) => {
  if (after.resolverRules?.state !== "read") return [];
  const forwarding = after.resolverRules.value.filter(({ type }) => type === "FORWARD");
  return services
    .filter(({ offer }) => offer.type === "Interface" && answeringEndpoints(after, offer.name).length > 0)
    .flatMap(({ written, offer }) => {
      const names = [...new Set(offer.privateDnsNames.map(zoneOf))];
      return forwarding
        .filter(({ domain }) => names.some((name) => domain === name || domain.endsWith(`.${name}`)))
        .map(({ id, name, domain, targets }) => ({
          code: "resolver-rule",
          severity: "warning" as const,
          summary: `The Resolver rule ${name || id} forwards ${domain}, so the endpoint of ${written} does not answer it.`,
          detail: `For this name the rule comes before the endpoint's private DNS: clients in the VPC get what ${
            targets.length > 0 ? targets.join(", ") : "the rule's servers"
          } say${targets.length === 1 ? "s" : ""}.`,
          resources: [id, written],
          fix: `Disassociate ${id} from this VPC, or let its servers forward the name to an inbound endpoint of the VPC.`,
        }));
    });
};
