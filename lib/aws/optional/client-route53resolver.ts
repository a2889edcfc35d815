/**
 * Route 53 Resolver, as much of it as Postern reads. The SDK's own client for it is far behind its siblings, and brings a second
 * SDK of its age with it. Services that use AWS JSON 1.1 differ in their address, their names and their shapes only: so this is
 * the client of Service Quotas with those of Resolver. Signing, retries and the settings of people stay the SDK's.
 */
import {
  $Command,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
  type ServiceQuotasClientConfig,
  type ServiceQuotasClientResolvedConfig,
} from "@aws-sdk/client-service-quotas";
import { getEndpointPlugin } from "@smithy/core/endpoints";
import { dnsSuffix, dualStackSuffix } from "#lib/core/network/services/partition";
import type { Paging } from "./pages";

const NAMESPACE = "com.amazonaws.route53resolver";

/** The kinds of Smithy's schemas: an operation, and a document, which is JSON of any shape. */
const [OPERATION, DOCUMENT] = [9, 15] as const;

/** Route 53 Resolver API reference, ResolverRuleAssociation. */
type Association = { ResolverRuleId?: string; VPCId?: string };

/** Route 53 Resolver API reference, ResolverRule. */
export type Rule = {
  Id?: string;
  Name?: string;
  RuleType?: string;
  DomainName?: string;
  TargetIps?: { Ip?: string; Ipv6?: string }[];
};

/** Route 53 Resolver API reference, FirewallRuleGroupAssociation. */
type RuleGroupAssociation = {
  FirewallRuleGroupId?: string;
  Name?: string;
  VpcId?: string;
  Priority?: number;
  Status?: string;
};

/** Route 53 Resolver API reference, FirewallRule. A rule of DNS Firewall Advanced has no domain list. */
export type FirewallRule = {
  FirewallDomainListId?: string;
  Name?: string;
  Priority?: number;
  Action?: string;
  Qtype?: string;
};

export const ListResolverRuleAssociationsCommand = command<
  Paging & { Filters: { Name: string; Values: string[] }[] },
  { ResolverRuleAssociations?: Association[]; NextToken?: string }
>("ListResolverRuleAssociations");

export const ListResolverRulesCommand = command<Paging, { ResolverRules?: Rule[]; NextToken?: string }>(
  "ListResolverRules",
);

export const ListFirewallRuleGroupAssociationsCommand = command<
  Paging & { VpcId: string },
  { FirewallRuleGroupAssociations?: RuleGroupAssociation[]; NextToken?: string }
>("ListFirewallRuleGroupAssociations");

export const ListFirewallRulesCommand = command<
  Paging & { FirewallRuleGroupId: string },
  { FirewallRules?: FirewallRule[]; NextToken?: string }
>("ListFirewallRules");

export const ListFirewallDomainsCommand = command<
  Paging & { FirewallDomainListId: string },
  { Domains?: string[]; NextToken?: string }
>("ListFirewallDomains");

export function route53ResolverClient(config: ServiceQuotasClientConfig): ServiceQuotasClient {
  return new ServiceQuotasClient({
    ...config,
    serviceId: "Route53Resolver",
    protocolSettings: { defaultNamespace: NAMESPACE, serviceTarget: "Route53Resolver" },
    endpointProvider: ({ Endpoint, Region = "", UseFIPS = false, UseDualStack = false }) => ({
      url: new URL(Endpoint ?? address(Region, UseFIPS, UseDualStack)),
      properties: {
        authSchemes: [{ name: "sigv4", signingName: "route53resolver", signingRegion: Region, properties: {} }],
      },
    }),
  });
}

/** AWS General Reference, Route 53 Resolver endpoints: GovCloud's IPv4 endpoints are FIPS ones by their plain name. */
function address(region: string, fips: boolean, dualStack: boolean): string {
  const plain = !fips || (region.startsWith("us-gov-") && !dualStack);
  return `https://route53resolver${plain ? "" : "-fips"}.${region}.${(dualStack ? dualStackSuffix : dnsSuffix)(region)}`;
}

function command<Input extends object, Output extends object>(operation: string) {
  return $Command
    .classBuilder<Input, Output & { $metadata: object }, ServiceQuotasClientResolvedConfig>()
    .ep(ListServiceQuotasCommand.getEndpointParameterInstructions())
    .m((Command, _, config) => [getEndpointPlugin(config, Command.getEndpointParameterInstructions())])
    .s("Route53Resolver", operation)
    .n("Route53ResolverClient", `${operation}Command`)
    .sc([OPERATION, NAMESPACE, operation, 0, DOCUMENT, DOCUMENT])
    .build();
}
