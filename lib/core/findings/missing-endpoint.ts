import { isInUse } from "#lib/core/network/endpoint";
import { shortName } from "#lib/core/network/service";
import type { Check } from "./check";

/** What else pulling an image takes (ECR user guide, interface endpoints): both ECR endpoints and the S3 gateway. */
const PARTNERS: Readonly<Record<string, readonly string[]>> = {
  "ecr.api": ["ecr.dkr", "s3"],
  "ecr.dkr": ["ecr.api", "s3"],
  "ecs-agent": ["ecs-telemetry", "ecs"],
  "ecs-telemetry": ["ecs-agent", "ecs"],
};

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
    for (const partner of PARTNERS[key] ?? []) {
      if (!there.has(partner)) missing.set(partner, [...(missing.get(partner) ?? []), key]);
    }
  }
  return [...missing].map(([partner, by]) => ({
    code: "missing-endpoint",
    severity: "warning",
    summary: `${by.join(" and ")} also need${by.length === 1 ? "s" : ""} ${partner}, which has no endpoint in this VPC.`,
    detail:
      partner === "s3"
        ? "Image layers come from Amazon S3: without its gateway endpoint they are pulled over the internet, or not at all."
        : "One without the other does not give private access.",
    resources: [partner],
    fix: `Plan an endpoint for ${partner}, too.`,
  }));
};
