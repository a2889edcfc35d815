/** Features of a service and its cluster that take a service of AWS: ECS Exec, Service Connect, Container Insights. */
import type { Runs } from "./capacity";
import { needsOfLogs } from "./definition/logs";
import type { Fetch } from "./definition/sensitive";
import { below, type Derived, type Line, needed, noted, nothing, together } from "./derived";
import type { Cluster, Service } from "./model";

/** ECS Exec (ECS developer guide, "Monitor Amazon ECS containers with ECS Exec"): its sessions, their key and their log. */
export function needsOfExec({ enableExecuteCommand }: Service, cluster: Cluster, line: Line): Derived {
  if (!enableExecuteCommand) return nothing;
  const at = below(line, "enableExecuteCommand");
  const { kmsKeyId, logging, logConfiguration } = cluster.configuration?.executeCommandConfiguration ?? {};
  const path = "configuration.executeCommandConfiguration";
  const ofCluster = (name: string): Line => ({
    document: "cluster",
    name: cluster.clusterName ?? "",
    path: `${path}.${name}`,
  });
  const { cloudWatchLogGroupName, s3BucketName } = logging === "OVERRIDE" ? (logConfiguration ?? {}) : {};
  return together([
    needed("ssmmessages", "sessions of ECS Exec", at),
    kmsKeyId
      ? needed("kms", "sessions of ECS Exec are encrypted with a key of the cluster's", ofCluster("kmsKeyId"))
      : nothing,
    cloudWatchLogGroupName
      ? needed(
          "logs",
          `sessions of ECS Exec are logged to ${cloudWatchLogGroupName}`,
          ofCluster("logConfiguration.cloudWatchLogGroupName"),
        )
      : nothing,
    s3BucketName
      ? needed(
          "s3",
          `sessions of ECS Exec are logged to the bucket ${s3BucketName}`,
          ofCluster("logConfiguration.s3BucketName"),
        )
      : nothing,
  ]);
}

/** Service Connect, as the newest deployment has it: its proxy is configured through `ecs-agent`, on Fargate too. */
export function needsOfServiceConnect({ deployments = [] }: Service, line: Line, fetch: Fetch): Derived {
  const at = deployments.findIndex(({ status }) => status === "PRIMARY");
  const connect = deployments[at]?.serviceConnectConfiguration;
  if (!connect?.enabled) return nothing;
  const path = below(line, `deployments[${at}].serviceConnectConfiguration`);
  return together([
    needed("ecs-agent", "the Service Connect proxy gets its configuration here", below(path, "enabled")),
    needsOfLogs(connect.logConfiguration, below(path, "logConfiguration"), fetch),
  ]);
}

/** Container Insights: the agent of container instances reports to `ecs-telemetry`; Fargate collects by itself. */
export function needsOfInsights({ settings = [], clusterName = "" }: Cluster, { on }: Runs): Derived {
  const at = settings.findIndex(({ name }) => name === "containerInsights");
  const value = settings[at]?.value ?? "disabled";
  if (value === "disabled") return nothing;
  const line: Line = { document: "cluster", name: clusterName, path: `settings[${at}]` };
  if (on.includes("ec2") || on.includes("managed")) {
    return needed("ecs-telemetry", "Container Insights gets the metrics of container instances here", line);
  }
  return noted("note", "Container Insights needs no endpoint on Fargate, which collects the metrics itself.", line);
}
