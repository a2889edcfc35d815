import type { Read, ResolverRule, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Service } from "./attempt";
import {
  ListResolverRuleAssociationsCommand,
  ListResolverRulesCommand,
  type Paging,
  type Rule,
  route53ResolverClient,
} from "./client-route53resolver";
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
    const client = route53ResolverClient(config);
    const options = { abortSignal };
    try {
      const associated = new Set<string>();
      const Filters = [{ Name: "VPCId", Values: [vpcId] }];
      const associations = (paging: Paging) =>
        client.send(new ListResolverRuleAssociationsCommand({ Filters, ...paging }), options);
      for await (const page of pages(associations)) {
        for (const { ResolverRuleId, VPCId } of page.ResolverRuleAssociations ?? []) {
          if (ResolverRuleId && VPCId === vpcId && !ResolverRuleId.startsWith(AUTODEFINED))
            associated.add(ResolverRuleId);
        }
      }
      if (associated.size === 0) return [];
      const rules: ResolverRule[] = [];
      for await (const page of pages((paging) => client.send(new ListResolverRulesCommand(paging), options))) {
        rules.push(...(page.ResolverRules ?? []).filter(({ Id = "" }) => associated.has(Id)).map(ruleFrom));
      }
      return rules;
    } finally {
      client.destroy();
    }
  });
}

/** Page after page, until there is no token or the same one again, as the SDK's paginators do with `stopOnSameToken`. */
async function* pages<Page extends { NextToken?: string }>(ask: (paging: Paging) => Promise<Page>) {
  let token: string | undefined;
  let before: string | undefined;
  do {
    const page = await ask({ MaxResults: PAGE, NextToken: token });
    yield page;
    [before, token] = [token, page.NextToken];
  } while (token && token !== before);
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
