/** The plan as data, `postern.plan/1`: what other programs read, and what is stored with a run. No functions, no colours. */

import type { Intent } from "#lib/core/intent/intent";
import type { PortText } from "#lib/core/network/ports";
import type { SecurityGroupId, SubnetId, VpcId } from "#lib/core/network/snapshot";
import type { FindingCode, Severity } from "./finding-codes";

/** EC2 API actions that a change may be. */
export type Operation =
  | "CreateSecurityGroup"
  | "AuthorizeSecurityGroupEgress"
  | "AuthorizeSecurityGroupIngress"
  | "ModifyVpcAttribute"
  | "CreateVpcEndpoint"
  | "ModifyVpcEndpoint";

export type ChangeKind =
  | "create-security-group"
  | "authorize-egress"
  | "authorize-ingress"
  | "enable-dns-support"
  | "enable-dns-hostnames"
  | "create-endpoint"
  | "modify-endpoint"
  | "enable-private-dns";

/** JSON of an SDK input. Strings may hold `${<change id>.<Field>}` and `${run.Id}`. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type Change = {
  /** Unique in the plan, stable between plans; letters, digits, `-` and `_`. */
  id: string;
  kind: ChangeKind;
  operation: Operation;
  /** Exactly the SDK's input of `operation`. */
  input: { [key: string]: Json };
  /** Ids of changes that must be done before. */
  dependsOn: string[];
  /** Dependants wait until the endpoint is in this state. */
  until?: "available";
  /** One sentence: why. */
  reason: string;
  reversible: boolean;
};

/** What others than the clients lose: connections (without a kind), what a policy allows, or public APIs of API Gateway. */
export type BlastRadiusKind = "policy" | "public-apis";

export type Finding = {
  code: FindingCode;
  /** Of a blast radius: of which kind; missing where connections are lost. */
  kind?: BlastRadiusKind;
  severity: Severity;
  /** One line. */
  summary: string;
  /** What it means, in one or two sentences. */
  detail: string;
  /** Ids of the resources it is about. */
  resources: string[];
  /** The next step. */
  fix?: string;
};

/** What a name resolves to, before and after: "public", "none", "unknown", or the id of the endpoint or of the change that creates it. */
export type DnsRow = { name: string; service: string; before: string; after: string };

export type Verdict = "private" | "partial" | "public" | "none" | "unknown";

export type BlockReason =
  | "no-endpoint"
  | "not-available"
  | "dns-support"
  | "dns-hostnames"
  | "private-dns-off"
  | "no-route"
  | "other-route"
  | "no-default-route"
  | "no-public-address"
  | "client-egress"
  | "client-nacl-out"
  | "client-nacl-in"
  | "endpoint-ingress"
  | "endpoint-nacl-in"
  | "endpoint-nacl-out"
  | "ip-address-type"
  | "dns-firewall"
  | "hosted-zone"
  | "resolver-rule"
  | "port-unknown"
  | "group-unreadable"
  | "not-visible";

export type ReachabilityRow = {
  securityGroupId: SecurityGroupId;
  subnetId: SubnetId;
  /** As the intent writes it. */
  service: string;
  /** TCP ports of the service: numbers, or ranges such as "1400-1499"; empty where unknown. */
  ports: PortText[];
  before: Verdict;
  after: Verdict;
  blockedBy: { before: BlockReason[]; after: BlockReason[] };
  /** Routes lead to some public addresses only, so the service may be among the others. */
  partlyRouted?: true;
};

/** USD at list prices, of what this plan adds. */
export type Cost = {
  hourlyUsd: number;
  monthlyUsd: number;
  perGbUsd: number;
  /** Date of the price list, YYYY-MM-DD. */
  asOf: string;
  assumptions: string[];
};

export type Plan = {
  format: "postern.plan/1";
  region: string;
  vpcId: VpcId;
  intent: Intent;
  /** SHA-256 (hex) of what is approved: Region, VPC, changes and what they rest on. Equal fingerprints mean equal effects. */
  fingerprint: string;
  changes: Change[];
  /** What the changes rest on, a sentence each, sorted (`basisOf`); empty without changes. */
  basis: string[];
  findings: Finding[];
  dns: DnsRow[];
  reachability: ReachabilityRow[];
  cost: Cost;
};
