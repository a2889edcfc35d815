/** What tasks run on, and what that takes of the network (ECS developer guide, "Amazon ECS interface VPC endpoints"). */
import { ECS_TOGETHER } from "#lib/core/network/services/ecs-regions";
import { listed } from "#lib/core/text/phrases";
import { below, type Derived, type Line, needed, noted, nothing, together } from "./derived";
import type { CapacityProvider, CapacityProviderStrategyItem, Cluster, Service } from "./model";

/** `managed`: ECS Managed Instances; `external`: ECS Anywhere, outside of the VPC. */
type Capacity = "fargate" | "ec2" | "managed" | "external";

export type Runs = {
  on: readonly Capacity[];
  /** What says so. */
  line: Line;
};

const LAUNCH_TYPES: Readonly<Record<string, Capacity>> = {
  FARGATE: "fargate",
  EC2: "ec2",
  EXTERNAL: "external",
  MANAGED_INSTANCES: "managed",
};

export type Launched = Pick<Service, "launchType" | "capacityProviderStrategy" | "schedulingStrategy">;

/**
 * What a service's tasks run on: its launch type, else its capacity providers, else the cluster's default strategy, else EC2 (ECS API
 * reference, CreateService). Daemons run on container instances only.
 */
export function capacityOf(
  service: Launched,
  cluster: Cluster,
  providers: readonly CapacityProvider[],
  line: Line,
): Runs {
  if (service.schedulingStrategy === "DAEMON") return { on: ["ec2"], line: below(line, "schedulingStrategy") };
  const launchType = LAUNCH_TYPES[service.launchType ?? ""];
  if (launchType) return { on: [launchType], line: below(line, "launchType") };
  const own = service.capacityProviderStrategy ?? [];
  if (own.length > 0) return { on: kindsOf(own, providers), line: below(line, "capacityProviderStrategy") };
  const common = cluster.defaultCapacityProviderStrategy ?? [];
  const ofCluster = {
    document: "cluster" as const,
    name: cluster.clusterName ?? "",
    path: "defaultCapacityProviderStrategy",
  };
  if (common.length > 0) return { on: kindsOf(common, providers), line: ofCluster };
  return { on: ["ec2"], line };
}

/** A provider of a person's own is an Auto Scaling group where it could not be read. */
function kindsOf(
  strategy: readonly CapacityProviderStrategyItem[],
  providers: readonly CapacityProvider[],
): Capacity[] {
  const kinds = strategy.map(({ capacityProvider = "" }): Capacity => {
    if (capacityProvider === "FARGATE" || capacityProvider === "FARGATE_SPOT") return "fargate";
    return providers.find(({ name }) => name === capacityProvider)?.managedInstancesProvider ? "managed" : "ec2";
  });
  return [...new Set(kinds)];
}

const TRIO = [
  ["ecs-agent", "the ECS agent of container instances gets its instructions here"],
  ["ecs-telemetry", "the ECS agent of container instances reports metrics here"],
  ["ecs", "container instances register with the cluster here"],
] as const;

/** The endpoints of ECS itself: container instances need them, Fargate does not. */
export function needsOfCapacity({ on, line }: Runs, region: string): Derived {
  return together([
    on.includes("ec2") || on.includes("managed")
      ? together(TRIO.map(([service, because]) => needed(service, because, line)))
      : nothing,
    on.includes("fargate") && !on.includes("ec2") && ECS_TOGETHER.has(region)
      ? noted(
          "note",
          `Fargate needs no endpoints of ECS, and none is proposed; but ${region} is among the Regions in which one page of AWS asks for ${listed(TRIO.map(([service]) => service))} together.`,
          line,
          "If tasks do not start, add the three services to the intent.",
        )
      : nothing,
    on.includes("external")
      ? noted(
          "note",
          "The tasks run on instances of your own outside AWS (ECS Anywhere): they use endpoints only if their network leads to the VPC.",
          line,
        )
      : nothing,
  ]);
}

/** Whether Fargate fetches images and secrets through an interface of its own: before platform version 1.4.0, on Linux. */
export function isOldPlatform({ on }: Runs, { platformVersion = "LATEST", platformFamily = "" }: Service): boolean {
  if (!on.includes("fargate") || /^windows/i.test(platformFamily)) return false;
  const [major = 0, minor = 0] = platformVersion.split(".").map(Number);
  return /^\d/.test(platformVersion) && (major < 1 || (major === 1 && minor < 4));
}
