/** Builds ECS workloads for tests: a service `web` on Fargate in cluster `shop`, with what a test says about it. */
import type { Cluster, ContainerDefinition, LogConfiguration, Service, TaskDefinition } from "#lib/core/ecs/model";
import type { Workload } from "#lib/core/ecs/needs";

export const ACCOUNT = "111122223333";
const REGION = "us-east-1";

/** An image in ECR of this account and Region, or of others. */
export const ecrImage = (repository = "web:7", account = ACCOUNT, region = REGION, domain = "amazonaws.com"): string =>
  `${account}.dkr.ecr.${region}.${domain}/${repository}`;

export const awslogs = (options: Record<string, string> = {}): LogConfiguration => ({
  logDriver: "awslogs",
  options: { "awslogs-group": "/ecs/web", "awslogs-region": REGION, "awslogs-stream-prefix": "web", ...options },
});

export type Parts = {
  region?: string;
  cluster?: Cluster;
  service?: Service;
  taskDefinition?: TaskDefinition;
  /** Of its only container. */
  container?: ContainerDefinition;
  containers?: ContainerDefinition[];
  capacityProviders?: Workload["capacityProviders"];
};

/** Without anything said: an image in ECR and nothing else. */
export function workload({ region = REGION, container, containers, ...parts }: Parts = {}): Workload {
  const own: ContainerDefinition = { name: "web", image: ecrImage("web:7", ACCOUNT, region), ...container };
  return {
    region,
    accountId: ACCOUNT,
    cluster: { clusterName: "shop", status: "ACTIVE", ...parts.cluster },
    service: { serviceName: "web", status: "ACTIVE", launchType: "FARGATE", ...parts.service },
    taskDefinition: {
      family: "web",
      revision: 7,
      status: "ACTIVE",
      networkMode: "awsvpc",
      containerDefinitions: containers ?? [own],
      ...parts.taskDefinition,
    },
    capacityProviders: parts.capacityProviders ?? [],
  };
}

/** Name, workload, the services it needs in any order, and its notes, each by a part of its sentence. */
export type Case = readonly [name: string, parts: Parts, services: string, notes?: readonly RegExp[]];

export const ECR = "ecr.api ecr.dkr s3";
export const TRIO = "ecs ecs-agent ecs-telemetry";
export const EC2 = { launchType: "EC2" };

export const secret = (region = "us-east-1", partition = "aws") =>
  `arn:${partition}:secretsmanager:${region}:${ACCOUNT}:secret:db-AbCdEf:password::`;

export const parameter = (region = "us-east-1") => `arn:aws:ssm:${region}:${ACCOUNT}:parameter/web/key`;

export const secrets = (valueFrom: string) => ({ secrets: [{ name: "KEY", valueFrom }] });
