/** What holds in a VPC today, without any plan: findings, and what its workloads reach. */
import { desiredState, servicesOf } from "./desired";
import { findings } from "./findings/all";
import type { Intent } from "./intent";
import type { Snapshot, VpcId } from "./network";
import type { BlockReason, Finding, Verdict } from "./plan-format";
import { reachability } from "./reachability";
import { workloadInterfaces } from "./routes";
import { shortName } from "./service";

export type VpcCheckRow = {
  securityGroupId: string;
  subnetId: string;
  service: string;
  verdict: Verdict;
  blockedBy: BlockReason[];
};

export type VpcCheck = {
  format: "postern.check/1";
  region: string;
  vpcId: VpcId;
  services: string[];
  findings: Finding[];
  reachability: VpcCheckRow[];
};

/** Findings that speak of what is there; the others speak of a plan's changes and choices. */
const OF_TODAY = new Set([
  "resource-not-found",
  "service-not-in-region",
  "endpoint-failed",
  "custom-dns-servers",
  "resolver-rule",
  "missing-endpoint",
  "nacl-blocks",
  "nacl-narrow-ephemeral",
  "endpoint-group-open",
]);

/** Interfaces that open no connections of a workload's own. */
const NOT_WORKLOADS = new Set(["nat_gateway", "transit_gateway", "gateway_load_balancer"]);

/**
 * Checks what the VPC's workloads reach of the services: those named as intents name them, else those that the VPC has
 * endpoints for. Workloads are all groups that interfaces carry, in the subnets where they do.
 */
export function checkVpc(snapshot: Snapshot, vpcId: VpcId, named?: readonly string[]): VpcCheck {
  const services = [...new Set(named ?? servicesWithEndpoints(snapshot))].sort();
  const workloads = workloadInterfaces(snapshot).filter(({ interfaceType }) => !NOT_WORKLOADS.has(interfaceType));
  const intent: Intent = {
    version: 1,
    region: snapshot.region,
    vpcId,
    services,
    subnetIds: [],
    clientSecurityGroupIds: [...new Set(workloads.flatMap(({ securityGroupIds }) => securityGroupIds))].sort(),
    endpointSecurityGroup: { create: { name: "" } },
    privateDns: true,
    cutover: "safe",
    policies: {},
    ipAddressType: "ipv4",
    acceptedRisks: [],
    tags: {},
  };
  const rows = snapshot.vpc ? reachability(snapshot, snapshot, intent) : [];
  const found = findings({
    intent,
    before: snapshot,
    after: snapshot,
    services: servicesOf(snapshot, intent),
    desired: desiredState(snapshot, intent),
    changes: [],
    reachability: rows,
    cost: { hourlyUsd: 0, monthlyUsd: 0, perGbUsd: 0, asOf: "", assumptions: [] },
  });
  return {
    format: "postern.check/1",
    region: snapshot.region,
    vpcId,
    services,
    findings: found.filter(({ code }) => OF_TODAY.has(code)),
    reachability: rows.map(({ before, after: _, blockedBy, ...row }) => ({
      ...row,
      verdict: before,
      blockedBy: blockedBy.before,
    })),
  };
}

/** As intents name them. */
function servicesWithEndpoints({ endpoints, region }: Snapshot): string[] {
  return endpoints
    .filter(({ type, state }) => (type === "Interface" || type === "Gateway") && !state.startsWith("delet"))
    .map(({ type, serviceName }) => {
      const short = shortName(serviceName, region);
      return type === "Interface" && (short === "s3" || short === "dynamodb") ? `${short}:interface` : short;
    });
}

/** Whether something is wrong: an error or a warning, or a workload that reaches a service not at all or only in part. */
export function hasProblems({ findings: found, reachability: rows }: VpcCheck): boolean {
  return (
    found.some(({ severity }) => severity !== "info") ||
    rows.some(({ verdict }) => verdict === "none" || verdict === "partial")
  );
}
