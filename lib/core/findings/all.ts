import type { Finding, Severity } from "../plan-format";
import { acceptanceRequired, singleAz } from "./availability";
import type { Check, Facts } from "./check";
import { ecsAgentRestart, s3RouteInterrupts } from "./connections";
import { customDnsServers } from "./custom-dns-servers";
import { dnsAttributesChange } from "./dns-attributes-change";
import { missingEndpoint } from "./missing-endpoint";
import { noFreeAddress } from "./no-free-address";
import { noSupportedAz } from "./no-supported-az";
import { azNotSupported, oneSubnetPerAz, sharedSubnet } from "./placement";
import { privateDnsConflict, privateDnsUnsupported } from "./private-dns";
import { resourceNotFound } from "./resource-not-found";
import { reusedEndpoint, reusedGroup } from "./reuse";
import { ruleAlreadyCovered } from "./rule-already-covered";
import { serviceNotInRegion } from "./service-not-in-region";

const checks: Check[] = [
  resourceNotFound,
  serviceNotInRegion,
  noSupportedAz,
  noFreeAddress,
  privateDnsUnsupported,
  privateDnsConflict,
  sharedSubnet,
  azNotSupported,
  customDnsServers,
  acceptanceRequired,
  missingEndpoint,
  s3RouteInterrupts,
  singleAz,
  dnsAttributesChange,
  oneSubnetPerAz,
  reusedEndpoint,
  reusedGroup,
  ruleAlreadyCovered,
  ecsAgentRestart,
];

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** All findings of all checks: errors first, then in the order of the checks. */
export function findings(facts: Facts): Finding[] {
  return checks.flatMap((check) => check(facts)).sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
