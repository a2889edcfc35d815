import type { Severity } from "#lib/core/format/finding-codes";
import type { Finding } from "#lib/core/format/plan-format";
import type { Check, Facts } from "./check";
import { customDnsServers } from "./dns/custom-dns-servers";
import { dnsAttributesChange } from "./dns/dns-attributes-change";
import { dnsFirewall } from "./dns/dns-firewall";
import { hostedZone } from "./dns/hosted-zone";
import { hostedZoneConflict } from "./dns/hosted-zone-conflict";
import { privateDnsConflict, privateDnsUnsupported } from "./dns/private-dns";
import { publicApis } from "./dns/public-apis";
import { resolverInboundClients } from "./dns/resolver-inbound-clients";
import { resolverRule } from "./dns/resolver-rule";
import { natSavings, stsGlobalName } from "./hints";
import { acceptanceRequired, singleAz } from "./placement/availability";
import { clientSubnetsUnknown } from "./placement/client-subnets-unknown";
import { noFreeAddress } from "./placement/no-free-address";
import { noSupportedAz } from "./placement/no-supported-az";
import { azNotSupported, oneSubnetPerAz, sharedSubnet } from "./placement/placement";
import { ipTypeUnsupported, publicSubnet, sharedParticipants } from "./placement/subnets";
import { pricesStale } from "./prices-stale";
import { resourceNotFound } from "./resource-not-found";
import { endpointFailed } from "./service/endpoint-failed";
import { missingEndpoint } from "./service/missing-endpoint";
import {
  policyBlocksEcrLayers,
  policyDeniesEverything,
  policyGrammar,
  policyInvalid,
  policyTooLong,
  policyUnsupported,
  policyWithoutService,
} from "./service/policies";
import { policyRadius } from "./service/policy-radius";
import { portsWithoutService, portUnknown } from "./service/ports";
import { endpointQuota, groupsPerInterfaceQuota, rulesQuota } from "./service/quotas";
import { reusedEndpoint, reusedGroup } from "./service/reuse";
import { serviceNotInRegion } from "./service/service-not-in-region";
import { blastRadius } from "./traffic/blast-radius";
import { ecsAgentRestart, s3RouteInterrupts } from "./traffic/connections";
import { endpointGroupOpen } from "./traffic/endpoint-group-open";
import { naclBlocks, naclNarrowEphemeral } from "./traffic/network-acl";
import { otherRoute } from "./traffic/other-route";
import { ruleAlreadyCovered } from "./traffic/rule-already-covered";

const checks: Check[] = [
  resourceNotFound,
  serviceNotInRegion,
  noSupportedAz,
  noFreeAddress,
  privateDnsUnsupported,
  privateDnsConflict,
  hostedZoneConflict,
  sharedSubnet,
  ipTypeUnsupported,
  endpointFailed,
  naclBlocks,
  dnsFirewall,
  policyWithoutService,
  policyInvalid,
  policyTooLong,
  policyUnsupported,
  portsWithoutService,
  blastRadius,
  policyRadius,
  publicApis,
  azNotSupported,
  clientSubnetsUnknown,
  portUnknown,
  otherRoute,
  customDnsServers,
  resolverRule,
  hostedZone,
  resolverInboundClients,
  acceptanceRequired,
  missingEndpoint,
  s3RouteInterrupts,
  singleAz,
  publicSubnet,
  sharedParticipants,
  naclNarrowEphemeral,
  endpointGroupOpen,
  policyDeniesEverything,
  policyBlocksEcrLayers,
  policyGrammar,
  endpointQuota,
  rulesQuota,
  groupsPerInterfaceQuota,
  pricesStale,
  dnsAttributesChange,
  oneSubnetPerAz,
  reusedEndpoint,
  reusedGroup,
  ruleAlreadyCovered,
  ecsAgentRestart,
  stsGlobalName,
  natSavings,
];

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** All findings of all checks: errors first, then in the order of the checks. Without the VPC there is nothing else to say. */
export function findings(facts: Facts): Finding[] {
  if (!facts.before.vpc) return resourceNotFound(facts);
  return checks.flatMap((check) => check(facts)).sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
