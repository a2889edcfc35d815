/** The cluster `legacy`: container instances, whose tasks share the instances' network and often cannot pull their image. */
import type { Builder } from "./builder";
import { arn, awslogs, ecsCluster, failed, image } from "./ecs";

const PULL =
  'CannotPullContainerError: Error response from daemon: Get "https://000000000000.dkr.ecr.us-east-1.amazonaws.com/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)';

export function seedLegacyEcs(build: Builder, instanceIds: readonly string[]): void {
  const cluster = ecsCluster(build, "legacy", {
    settings: [{ name: "containerInsights", value: "enabled" }],
    capacityProviders: [],
  });
  cluster.definition("legacy-app", 12, {
    requiresCompatibilities: ["EC2"],
    networkMode: "bridge",
    containerDefinitions: [
      {
        name: "app",
        image: image("legacy/app:12"),
        memory: 512,
        essential: true,
        logConfiguration: awslogs("/ecs/legacy-app"),
        secrets: [{ name: "API_KEY", valueFrom: arn("ssm", "parameter/legacy/api-key") }],
      },
    ],
  });
  cluster.service("legacy-app", "legacy-app:12", {
    launchType: "EC2",
    desiredCount: 2,
    events: [
      '(service legacy-app) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 91a2b3c4d5e6f708192a3b4c5d6e7f80) encountered error "AGENT".',
      "(service legacy-app) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    ],
  });
  const ids = ["91a2b3c4d5e6f708192a3b4c5d6e7f80", "a2b3c4d5e6f708192a3b4c5d6e7f8091"];
  for (const [at, instanceId] of instanceIds.entries()) cluster.instance(ids[at] ?? `${at}`, instanceId);
  cluster.task("9ba3c4d5-3e4f-4051-8c63-748596a7b804", "legacy-app:12", "legacy-app", { launchType: "EC2" });
  cluster.task("acb4d5e6-4f50-4162-9d74-8596a7b8c905", "legacy-app:12", "legacy-app", {
    launchType: "EC2",
    ...failed("Task failed to start"),
    containers: [{ name: "app", reason: PULL }],
  });
  cluster.task("bdc5e6f7-5061-4273-8e85-96a7b8c9da06", "legacy-app:12", "legacy-app", {
    launchType: "EC2",
    ...failed("Essential container in task exited"),
    stopCode: "EssentialContainerExited",
    containers: [{ name: "app", exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" }],
  });
}
