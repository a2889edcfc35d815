import { ECS_TOGETHER } from "#lib/core/network/services/ecs-regions";
import { isInUse } from "#lib/core/network/services/endpoint";
import { findService, shortName } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import { resolveService } from "#lib/core/reachability/dns-resolution";
import type { Check } from "../check";

/** What else pulling an image takes (ECR user guide, interface endpoints): both ECR endpoints and the S3 gateway. */
const PARTNERS: Readonly<Record<string, readonly string[]>> = {
  "ecr.api": ["ecr.dkr", "s3"],
  "ecr.dkr": ["ecr.api", "s3"],
  "ecs-agent": ["ecs-telemetry", "ecs"],
  "ecs-telemetry": ["ecs-agent", "ecs"],
};

const ECS: readonly string[] = ["ecs", "ecs-agent", "ecs-telemetry"];

function partnersOf(key: string, region: string): readonly string[] {
  return ECS_TOGETHER.has(region) && ECS.includes(key) ? ECS.filter((other) => other !== key) : (PARTNERS[key] ?? []);
}

function why(partner: string, region: string): string {
  if (partner === "s3") {
    return "Image layers come from Amazon S3: without its gateway endpoint they are pulled over the internet, or not at all.";
  }
  return ECS_TOGETHER.has(region) && ECS.includes(partner)
    ? `${region} is among the Regions in which AWS asks for ${ECS.join(", ")} together; other pages of AWS ask so of container instances only.`
    : "One without the other does not give private access.";
}

/** Whether a name resolves to something not visible from here, such as an endpoint in a central VPC. */
function isElsewhere(snapshot: Snapshot, raw: string): boolean {
  const service = findService(snapshot, raw);
  return (
    service !== null && resolveService(snapshot, { service, name: "standard", family: 4 }, true).kind === "unknown"
  );
}

/** A service is of use only together with another one that is neither asked for nor in the VPC. */
export const missingEndpoint: Check = ({ services, after }) => {
  const there = new Set([
    ...services.map(({ key }) => key),
    ...after.endpoints
      .filter((one) => isInUse(one) && (one.type === "Gateway" || !one.serviceName.endsWith(".s3")))
      .map(({ serviceName }) => shortName(serviceName, after.region)),
  ]);
  const missing = new Map<string, string[]>();
  for (const { key } of services) {
    for (const partner of partnersOf(key, after.region)) {
      if (!there.has(partner) && !isElsewhere(after, partner))
        missing.set(partner, [...(missing.get(partner) ?? []), key]);
    }
  }
  return [...missing].map(([partner, by]) => ({
    code: "missing-endpoint",
    severity: "warning",
    summary: `${by.join(" and ")} also need${by.length === 1 ? "s" : ""} ${partner}, which has no endpoint in this VPC.`,
    detail: why(partner, after.region),
    resources: [partner],
    fix: `Plan an endpoint for ${partner}, too.`,
  }));
};
