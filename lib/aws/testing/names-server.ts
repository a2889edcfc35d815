/** The names in a snapshot, served as Route 53, Profiles and Resolver do. */
import type { DnsFirewallRule, ProfileRef, Read, Snapshot } from "#lib/core/network/snapshot";
import {
  type MockResponse,
  NOT_ALLOWED,
  recordsPage,
  refusedByRoute53,
  zoneResponse,
  zonesPage,
} from "./other-services";

const list = <T>(read: Read<T[]> | undefined): T[] => (read?.state === "read" ? read.value : []);

function responseFor<T>(read: Read<T[]> | undefined, response: (value: T[]) => MockResponse): MockResponse {
  return read?.state === "read" ? response(read.value) : NOT_ALLOWED;
}

/** What is the VPC's own, and what a Profile brings. */
const own = <T extends { profile?: ProfileRef }>(all: readonly T[]) => all.filter(({ profile }) => !profile);
const of = <T extends { profile?: ProfileRef }>(all: readonly T[], id: unknown) =>
  all.filter(({ profile }) => profile?.id === id);

/** The response to a call about names; what the snapshot does not hold may not be read. */
export function nameResponse(snapshot: Snapshot, operation: string, input: Record<string, unknown>): MockResponse {
  const { hostedZones, resolverRules, profiles, dnsFirewall, vpc } = snapshot;
  switch (operation) {
    case "ListHostedZonesByVPC":
      return responseFor(hostedZones, (zones) =>
        zonesPage(
          own(zones).map(({ id, name, owningService, owningAccount }) =>
            owningService === null
              ? [id, `${name}.`, "OwningAccount", owningAccount ?? ""]
              : [id, `${name}.`, "OwningService", owningService],
          ),
        ),
      );
    case "GetHostedZone": {
      const zone = list(hostedZones).find(({ id }) => id === input.id);
      return zone ? zoneResponse(zone.id, `${zone.name}.`, zone.owningService) : refusedByRoute53("NoSuchHostedZone");
    }
    case "ListResourceRecordSets": {
      const records = list(hostedZones).find(({ id }) => id === input.id)?.records;
      return records
        ? recordsPage(
            records.map(({ name, type, values, alias }) => ({
              name: `${name.replace("*", "\\052")}.`,
              type,
              values,
              ...(alias === null ? {} : { alias: `${alias}.` }),
            })),
          )
        : refusedByRoute53();
    }
    case "ListResolverRuleAssociations":
      return responseFor(resolverRules, (rules) => ({
        body: { ResolverRuleAssociations: own(rules).map(({ id }) => ({ ResolverRuleId: id, VPCId: vpc?.id })) },
      }));
    case "ListResolverRules":
      return responseFor(resolverRules, (rules) => ({
        body: {
          ResolverRules: rules.map(({ id, name, type, domain, targets }) => ({
            Id: id,
            Name: name,
            RuleType: type,
            DomainName: `${domain}.`,
            TargetIps: targets.map((Ip) => ({ Ip, Port: 53 })),
          })),
        },
      }));
    case "ListProfileAssociations":
      return responseFor(profiles, (all) => ({
        body: {
          ProfileAssociations: all.map(({ id, name, priority }) => ({
            ProfileId: id,
            Name: name,
            Priority: priority,
            ResourceId: vpc?.id,
            Status: "COMPLETE",
          })),
        },
      }));
    case "ListProfileResourceAssociations":
      return { body: { ProfileResourceAssociations: resourcesOf(snapshot, input.id) } };
    case "ListFirewallRuleGroupAssociations":
      return responseFor(dnsFirewall, (rules) => ({
        body: {
          FirewallRuleGroupAssociations: groupsIn(rules)
            .filter(({ profile }) => !profile)
            .map(({ id, name, priority }) => ({
              FirewallRuleGroupId: id,
              Name: name,
              Priority: priority,
              VpcId: vpc?.id,
            })),
        },
      }));
    case "ListFirewallRules":
      return responseFor(dnsFirewall, (rules) => ({
        body: {
          FirewallRules: rules.flatMap(({ ruleGroupId, name, action }, i) =>
            ruleGroupId === input.FirewallRuleGroupId
              ? [{ Name: name, Priority: i, Action: action, FirewallDomainListId: `rslvr-fdl-${i}` }]
              : [],
          ),
        },
      }));
    case "ListFirewallDomains": {
      const at = Number(String(input.FirewallDomainListId).slice("rslvr-fdl-".length));
      const domains = list(dnsFirewall)[at]?.domains;
      return domains ? { body: { Domains: domains.map((one) => (one === "*" ? one : `${one}.`)) } } : NOT_ALLOWED;
    }
    default:
      return NOT_ALLOWED;
  }
}

type Group = { id: string; name: string; priority: number; profile?: ProfileRef };

/** The rule groups in the order of their rules. */
function groupsIn(rules: readonly DnsFirewallRule[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { ruleGroupId: id, ruleGroupName: name, profile } of rules) {
    if (!groups.has(id)) groups.set(id, { id, name, priority: 100 + groups.size, ...(profile ? { profile } : {}) });
  }
  return [...groups.values()];
}

function resourcesOf({ accountId, region, hostedZones, resolverRules, profiles, dnsFirewall }: Snapshot, id: unknown) {
  const resolver = `arn:aws:route53resolver:${region}:${accountId}`;
  const profile = list(profiles).find((one) => one.id === id);
  return [
    ...of(list(hostedZones), id).map((zone) => ({
      ResourceArn: `arn:aws:route53:::hostedzone/${zone.id}`,
      OwnerId: zone.owningAccount,
    })),
    ...of(list(resolverRules), id).map((rule) => ({ ResourceArn: `${resolver}:resolver-rule/${rule.id}` })),
    ...groupsIn(list(dnsFirewall))
      .filter((group) => group.profile?.id === id)
      .map((group) => ({
        ResourceArn: `${resolver}:firewall-rule-group/${group.id}`,
        Name: group.name,
        ResourceProperties: JSON.stringify({ priority: group.priority }),
      })),
    ...(profile?.endpointIds ?? []).map((endpoint) => ({
      ResourceArn: `arn:aws:ec2:${region}:${accountId}:vpc-endpoint/${endpoint}`,
    })),
  ];
}
