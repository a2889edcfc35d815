/** What holds in a VPC today, without any plan: findings, and what its workloads reach. */

import { findings } from "#lib/core/findings/all";
import type { BlockReason, Finding, Verdict } from "#lib/core/format/plan-format";
import type { Workload } from "#lib/core/intent/catalogue";
import type { Intent } from "#lib/core/intent/intent";
import { opensConnections } from "#lib/core/network/interface-kind";
import { networkIndex } from "#lib/core/network/network-index";
import type { PortText } from "#lib/core/network/ports";
import { workloadInterfaces } from "#lib/core/network/routes/routes";
import { shortName } from "#lib/core/network/services/service";
import type { NetworkInterface, SecurityGroupId, Snapshot, SubnetId, VpcId } from "#lib/core/network/snapshot";
import { type WorkloadKind, workloadOf } from "#lib/core/network/workload";
import { desiredState, servicesOf } from "#lib/core/planning/desired";
import { reachability } from "#lib/core/reachability/reachability";
import { isElsewhere, type OtherEndpoint, otherEndpoints } from "./other-endpoints";

export type VpcCheckRow = {
  securityGroupId: SecurityGroupId;
  subnetId: SubnetId;
  service: string;
  ports: PortText[];
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
  /** Endpoints for services of other Regions and owners, which are not checked. */
  otherEndpoints: OtherEndpoint[];
};

/** Findings about existing resources; the others are about a plan's changes and choices. */
const OF_TODAY = new Set([
  "resource-not-found",
  "service-not-in-region",
  "endpoint-failed",
  "custom-dns-servers",
  "resolver-rule",
  "hosted-zone",
  "dns-firewall",
  "other-route",
  "missing-endpoint",
  "nacl-blocks",
  "nacl-narrow-ephemeral",
  "endpoint-group-open",
  "policy-denies-everything",
  "policy-blocks-ecr-layers",
]);

const RUNS_ON: Record<Workload, readonly WorkloadKind[]> = {
  fargate: ["task"],
  ec2: ["instance"],
  api: ["task", "instance", "function"],
};

/** The workloads' interfaces that a kind of workload has, as far as EC2 says; empty where it runs on none. */
export function interfacesOf(snapshot: Snapshot, workload: Workload): NetworkInterface[] {
  return workloadInterfaces(snapshot).filter(
    (one) => opensConnections(one) && RUNS_ON[workload].includes(workloadOf(one).what),
  );
}

/**
 * Checks what the VPC's workloads reach of the services: those named as intents name them, else those that the VPC has
 * endpoints for. Workloads are all groups that interfaces carry, in the subnets where they do; with `only`, those of these
 * interfaces.
 */
export function checkVpc(
  snapshot: Snapshot,
  vpcId: VpcId,
  named?: readonly string[],
  only?: readonly NetworkInterface[],
): VpcCheck {
  const services = [...new Set(named ?? servicesWithEndpoints(snapshot))].sort();
  const workloads = only ?? workloadInterfaces(snapshot).filter(opensConnections);
  const intent: Intent = {
    version: 1,
    region: snapshot.region,
    vpcId,
    services,
    subnetIds: [],
    clientSecurityGroupIds: [...new Set(workloads.flatMap(({ securityGroupIds }) => securityGroupIds))]
      .filter((id) => networkIndex(snapshot).securityGroups.has(id))
      .sort(),
    endpointSecurityGroup: { create: { name: "" } },
    privateDns: true,
    cutover: "safe",
    policies: {},
    ipAddressType: "ipv4",
    acceptedRisks: [],
    tags: {},
  };
  const places = new Set(
    workloads.flatMap(({ securityGroupIds, subnetId }) => securityGroupIds.map((id) => `${id} ${subnetId}`)),
  );
  const rows = (snapshot.vpc ? reachability(snapshot, snapshot, intent) : []).filter(({ securityGroupId, subnetId }) =>
    places.has(`${securityGroupId} ${subnetId}`),
  );
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
    reachability: rows.map(({ before, blockedBy, securityGroupId, subnetId, service, ports }) => ({
      securityGroupId,
      subnetId,
      service,
      ports,
      verdict: before,
      blockedBy: blockedBy.before,
    })),
    otherEndpoints: otherEndpoints(snapshot),
  };
}

/** As intents name them; not those of other Regions and owners, of which the Region says nothing. */
function servicesWithEndpoints(snapshot: Snapshot): string[] {
  const { endpoints, services, region } = snapshot;
  const offered = new Set(services.map(({ name, type }) => `${name} ${type}`));
  return endpoints
    .filter(({ serviceName, type }) => offered.has(`${serviceName} ${type}`))
    .filter((one) => (one.type === "Interface" || one.type === "Gateway") && !one.state.startsWith("delet"))
    .filter((one) => !isElsewhere(one, snapshot))
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
