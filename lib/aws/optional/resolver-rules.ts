import type { ProfileRef, Read, ResolverRule, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Service, Skipped } from "./attempt";
import {
  ListResolverRuleAssociationsCommand,
  ListResolverRulesCommand,
  type Rule,
  route53ResolverClient,
} from "./client-route53resolver";
import { domainFrom } from "./domain";
import { allPages } from "./pages";
import type { ProfileContent } from "./profiles";

const RESOLVER: Service = {
  id: "route53resolver",
  name: "Route 53 Resolver",
  actions: "route53resolver:ListResolverRules and route53resolver:ListResolverRuleAssociations",
};

/** Rules that Resolver makes by itself (Route 53 developer guide, autodefined rules). */
const AUTODEFINED = "rslvr-autodefined";

/**
 * The rules associated with a VPC, shared ones too, and those that its Profiles bring as far as they can be read; the autodefined
 * ones are left out.
 */
export function readResolverRules(
  target: Target,
  vpcId: VpcId,
  profiles: readonly ProfileContent[],
): Promise<Read<ResolverRule[]>> {
  return attempt(target, RESOLVER, async ({ config, abortSignal }) => {
    const client = route53ResolverClient(config);
    const options = { abortSignal };
    try {
      const Filters = [{ Name: "VPCId", Values: [vpcId] }];
      const associations = await allPages(
        (paging) => client.send(new ListResolverRuleAssociationsCommand({ Filters, ...paging }), options),
        (page) => page.ResolverRuleAssociations,
      );
      const own = associations.flatMap(({ ResolverRuleId, VPCId }) =>
        ResolverRuleId && VPCId === vpcId && !ResolverRuleId.startsWith(AUTODEFINED) ? [ResolverRuleId] : [],
      );
      const from = broughtBy(profiles, own);
      if (own.length + from.size === 0) return [];
      const rules = await allPages(
        (paging) => client.send(new ListResolverRulesCommand(paging), options),
        (page) => page.ResolverRules,
      );
      const listed = new Set(rules.map(({ Id }) => Id));
      const unlisted = own.find((id) => !listed.has(id));
      if (unlisted) throw new Skipped(`Route 53 Resolver does not list the rule ${unlisted}, which the VPC has`);
      return rules.flatMap((rule) => {
        const { Id = "" } = rule;
        const profile = from.get(Id);
        return profile || own.includes(Id) ? [{ ...ruleFrom(rule), ...(profile ? { profile } : {}) }] : [];
      });
    } finally {
      client.destroy();
    }
  });
}

/** Rule → the Profile that brings it. The VPC's own association wins, then the Profile that comes first. */
function broughtBy(profiles: readonly ProfileContent[], own: readonly string[]): Map<string, ProfileRef> {
  const from = new Map<string, ProfileRef>();
  for (const { profile, ruleIds } of profiles) {
    for (const id of ruleIds) if (!own.includes(id) && !from.has(id)) from.set(id, profile);
  }
  return from;
}

function ruleFrom({ Id, Name, RuleType, DomainName, TargetIps }: Rule): ResolverRule {
  return {
    id: Id ?? "",
    name: Name ?? "",
    type: RuleType ?? "",
    domain: domainFrom(DomainName),
    targets: (TargetIps ?? []).flatMap(({ Ip, Ipv6 }) => Ip ?? Ipv6 ?? []),
  };
}
