import type { Severity } from "#lib/core/format/finding-codes";
import type { Finding } from "#lib/core/format/plan-format";
import { acceptanceRequired, singleAz } from "./availability";
import { blastRadius } from "./blast-radius";
import type { Check, Facts } from "./check";
import { clientSubnetsUnknown } from "./client-subnets-unknown";
import { ecsAgentRestart, s3RouteInterrupts } from "./connections";
import { customDnsServers } from "./custom-dns-servers";
import { dnsAttributesChange } from "./dns-attributes-change";
import { dnsFirewall } from "./dns-firewall";
import { endpointFailed } from "./endpoint-failed";
import { endpointGroupOpen } from "./endpoint-group-open";
import { natSavings, stsGlobalName } from "./hints";
import { hostedZone } from "./hosted-zone";
import { hostedZoneConflict } from "./hosted-zone-conflict";
import { missingEndpoint } from "./missing-endpoint";
import { naclBlocks, naclNarrowEphemeral } from "./network-acl";
import { noFreeAddress } from "./no-free-address";
import { noSupportedAz } from "./no-supported-az";
import { otherRoute } from "./other-route";
import { azNotSupported, oneSubnetPerAz, sharedSubnet } from "./placement";
import {
  policyBlocksEcrLayers,
  policyDeniesEverything,
  policyGrammar,
  policyInvalid,
  policyTooLong,
  policyUnsupported,
  policyWithoutService,
} from "./policies";
import { policyRadius } from "./policy-radius";
import { portsWithoutService, portUnknown } from "./ports";
import { pricesStale } from "./prices-stale";
import { privateDnsConflict, privateDnsUnsupported } from "./private-dns";
import { publicApis } from "./public-apis";
import { endpointQuota, groupsPerInterfaceQuota, rulesQuota } from "./quotas";
import { resolverInboundClients } from "./resolver-inbound-clients";
import { resolverRule } from "./resolver-rule";
import { resourceNotFound } from "./resource-not-found";
import { reusedEndpoint, reusedGroup } from "./reuse";
import { ruleAlreadyCovered } from "./rule-already-covered";
import { serviceNotInRegion } from "./service-not-in-region";
import { ipTypeUnsupported, publicSubnet, sharedParticipants } from "./subnets";

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
