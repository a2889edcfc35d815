import {
  paginateListResolverRuleAssociations,
  paginateListResolverRules,
  Route53ResolverClient,
  type ResolverRule as Rule,
} from "@aws-sdk/client-route53resolver";
import type { Read, ResolverRule, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Service } from "./attempt";
import { domainFrom } from "./domain";

const RESOLVER: Service = {
  id: "route53resolver",
  name: "Route 53 Resolver",
  actions: "route53resolver:ListResolverRules and route53resolver:ListResolverRuleAssociations",
};

/** Route 53 Resolver API reference: up to 100 on a page. */
const PAGE = 100;

/** Rules that Resolver makes by itself (Route 53 developer guide, autodefined rules). */
const AUTODEFINED = "rslvr-autodefined";

/** The rules associated with a VPC, shared ones too; the autodefined ones are left out. */
export function readResolverRules(target: Target, vpcId: VpcId): Promise<Read<ResolverRule[]>> {
  return attempt(target, RESOLVER, async ({ config, abortSignal }) => {
    const client = new Route53ResolverClient(config);
    const paging = { client, pageSize: PAGE, stopOnSameToken: true };
    try {
      const associated = new Set<string>();
      const Filters = [{ Name: "VPCId", Values: [vpcId] }];
      for await (const page of paginateListResolverRuleAssociations(paging, { Filters }, { abortSignal })) {
        for (const { ResolverRuleId, VPCId } of page.ResolverRuleAssociations ?? []) {
          if (ResolverRuleId && VPCId === vpcId && !ResolverRuleId.startsWith(AUTODEFINED))
            associated.add(ResolverRuleId);
        }
      }
      if (associated.size === 0) return [];
      const rules: ResolverRule[] = [];
      for await (const page of paginateListResolverRules(paging, {}, { abortSignal })) {
        rules.push(...(page.ResolverRules ?? []).filter(({ Id = "" }) => associated.has(Id)).map(ruleFrom));
      }
      return rules;
    } finally {
      client.destroy();
    }
  });
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
