import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { DnsFirewallRule, ProfileRef, Read, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Caller, type Service, unlessRefused } from "./attempt";
import {
  type FirewallRule,
  ListFirewallDomainsCommand,
  ListFirewallRuleGroupAssociationsCommand,
  ListFirewallRulesCommand,
  route53ResolverClient,
} from "./client-route53resolver";
import { domainFrom } from "./domain";
import { allPages } from "./pages";
import type { ProfileContent } from "./profiles";

const DNS_FIREWALL: Service = {
  id: "route53resolver",
  name: "Route 53 Resolver",
  actions:
    "route53resolver:ListFirewallRuleGroupAssociations, route53resolver:ListFirewallRules and route53resolver:ListFirewallDomains",
};

/** Route 53 Resolver API reference, ListFirewallDomains: up to 5,000 on a page. */
const DOMAINS_PAGE = 5_000;

type RuleGroup = { id: string; name: string; priority: number; profile?: ProfileRef };

/** A rule before its domains are known: null where the group's rules cannot be listed. */
type Unread = { group: RuleGroup; rule: FirewallRule | null };

/**
 * The rules of the VPC's rule groups and of those that its Profiles bring, in the order in which they apply: groups by priority, of
 * equal ones the VPC's own first. Rules after the last that blocks are left out. Of a list's domains those that concern services
 * are kept; null where it cannot be read, as AWS's own, or where there is no list.
 */
export function readDnsFirewall(
  target: Target,
  vpcId: VpcId,
  profiles: readonly ProfileContent[],
  concerns: (domain: string) => boolean,
): Promise<Read<DnsFirewallRule[]>> {
  return attempt(target, DNS_FIREWALL, async (caller) => {
    const client = route53ResolverClient(caller.config);
    const calls = callsOf(client, caller);
    try {
      const brought = profiles.flatMap(({ profile, ruleGroups }) => ruleGroups.map((group) => ({ ...group, profile })));
      const groups = [...(await calls.groups(vpcId)), ...brought].sort((a, b) => a.priority - b.priority);
      const unread: Unread[] = [];
      for (const group of groups) {
        const rules = await calls.rules(group.id);
        unread.push(...(rules ?? [null]).map((rule) => ({ group, rule })));
      }
      const upToLastBlock = unread.slice(0, unread.findLastIndex((one) => actionOf(one) === "BLOCK") + 1);
      const lists = new Map<string, string[] | null>();
      for (const { rule } of upToLastBlock) {
        const id = rule?.FirewallDomainListId;
        if (id && !lists.has(id)) lists.set(id, (await calls.domains(id))?.map(domainFrom).filter(concerns) ?? null);
      }
      return upToLastBlock.map((one) => ruleFrom(one, lists));
    } finally {
      client.destroy();
    }
  });
}

/** Route 53 Resolver's calls, each with all its pages; null where one is refused or comes too late. */
function callsOf(client: ServiceQuotasClient, { abortSignal, hasTime }: Caller) {
  const options = { abortSignal };
  const inTime = async <T>(call: () => Promise<T>): Promise<T | null> => (hasTime() ? unlessRefused(call) : null);
  return {
    async groups(VpcId: VpcId): Promise<RuleGroup[]> {
      const associations = await allPages(
        (paging) => client.send(new ListFirewallRuleGroupAssociationsCommand({ ...paging, VpcId }), options),
        (page) => page.FirewallRuleGroupAssociations,
      );
      return associations
        .filter((one) => one.VpcId === VpcId && one.Status !== "DELETING")
        .map(({ FirewallRuleGroupId: id = "", Name: name = "", Priority: priority = 0 }) => ({ id, name, priority }));
    },
    rules: (FirewallRuleGroupId: string) =>
      inTime(async () => {
        const rules = await allPages(
          (paging) => client.send(new ListFirewallRulesCommand({ ...paging, FirewallRuleGroupId }), options),
          (page) => page.FirewallRules,
        );
        return rules.sort((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0)).filter(asksForAddresses);
      }),
    domains: (FirewallDomainListId: string) =>
      inTime(() =>
        allPages(
          (paging) => client.send(new ListFirewallDomainsCommand({ ...paging, FirewallDomainListId }), options),
          (page) => page.Domains,
          DOMAINS_PAGE,
        ),
      ),
  };
}

/** Query types by name or number; without one a rule is about all of them (Route 53 developer guide, Rule settings in DNS Firewall). */
const ALL_ADDRESSES = ["", "A", "TYPE1"];
const IPV6_ADDRESSES = ["AAAA", "TYPE28"];

const asksForAddresses = ({ Qtype = "" }: FirewallRule): boolean =>
  [...ALL_ADDRESSES, ...IPV6_ADDRESSES].includes(Qtype);

const actionOf = ({ rule }: Unread): DnsFirewallRule["action"] =>
  rule?.Action === "ALLOW" || rule?.Action === "ALERT" ? rule.Action : "BLOCK";

/** What is about IPv6 addresses only is not known to hold for the others: its domains count as unread. */
function ruleFrom({ group, rule }: Unread, lists: ReadonlyMap<string, string[] | null>): DnsFirewallRule {
  const { FirewallDomainListId = "", Name = "", Qtype = "" } = rule ?? {};
  return {
    ruleGroupId: group.id,
    ruleGroupName: group.name,
    name: Name,
    action: actionOf({ group, rule }),
    domains: IPV6_ADDRESSES.includes(Qtype) ? null : (lists.get(FirewallDomainListId) ?? null),
    ...(group.profile ? { profile: group.profile } : {}),
  };
}
