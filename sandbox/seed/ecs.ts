/** What runs on ECS in the seeded account: documents as ECS's describe calls give them, about interfaces and instances that are there. */
import { attachmentOf } from "../ec2-rules/ecs/interfaces";
import type { Fields } from "../ec2-rules/ecs/resources";
import type { Builder } from "./builder";

const SEEDED_AT = Date.UTC(2026, 0, 15, 9) / 1000;
const ACCOUNT = "000000000000";
const REGION = "us-east-1";

/** An interface of a task: where it is, and the ARN in its description. */
export type TaskInterface = { id: string; subnetId: string; address: string; attachment: string };

export const image = (repository: string): string => `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${repository}`;

export const awslogs = (group: string): Fields => ({
  logDriver: "awslogs",
  options: { "awslogs-group": group, "awslogs-region": REGION, "awslogs-stream-prefix": "ecs" },
});

export const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** What a cluster of the seed is made of; tasks and services name their task definition `family:revision`. */
export function ecsCluster(build: Builder, clusterName: string, more: Fields = {}) {
  const clusterArn = arn("ecs", `cluster/${clusterName}`);
  build.ecs("cluster", `cluster/${clusterName}`, {
    clusterArn,
    clusterName,
    status: "ACTIVE",
    settings: [{ name: "containerInsights", value: "disabled" }],
    capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    defaultCapacityProviderStrategy: [],
    ...more,
  });
  return {
    definition(family: string, revision: number, fields: Fields): void {
      const taskDefinitionArn = arn("ecs", `task-definition/${family}:${revision}`);
      build.ecs("taskDefinition", `task-definition/${family}:${revision}`, {
        taskDefinitionArn,
        family,
        revision,
        status: "ACTIVE",
        networkMode: "awsvpc",
        executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/ecsTaskExecutionRole`,
        volumes: [],
        ...fields,
      });
    },
    service(serviceName: string, definition: string, { events = [], ...fields }: Fields): void {
      const taskDefinition = arn("ecs", `task-definition/${definition}`);
      const { networkConfiguration, serviceConnectConfiguration, ...own } = fields;
      const inDeployment = {
        ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
        ...(serviceConnectConfiguration === undefined ? {} : { serviceConnectConfiguration }),
      };
      build.ecs("service", `service/${clusterName}/${serviceName}`, {
        serviceArn: arn("ecs", `service/${clusterName}/${serviceName}`),
        serviceName,
        clusterArn,
        status: "ACTIVE",
        taskDefinition,
        schedulingStrategy: "REPLICA",
        enableExecuteCommand: false,
        createdAt: SEEDED_AT,
        ...own,
        ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
        deployments: [{ id: "ecs-svc/1", status: "PRIMARY", taskDefinition, ...inDeployment }],
        events: (events as string[]).map((message, at) => ({
          id: `0000000${at}-0000-4000-8000-000000000000`,
          createdAt: SEEDED_AT,
          message,
        })),
      });
    },
    /** Its id is the attachment's, without dashes; a stopped one has no interface any more. */
    task(id: string, definition: string, serviceName: string, fields: Fields, at?: TaskInterface): void {
      const name = id.replaceAll("-", "");
      build.ecs("task", `task/${clusterName}/${name}`, {
        taskArn: arn("ecs", `task/${clusterName}/${name}`),
        clusterArn,
        taskDefinitionArn: arn("ecs", `task-definition/${definition}`),
        group: `service:${serviceName}`,
        startedBy: "ecs-svc/1",
        createdAt: SEEDED_AT,
        desiredStatus: "RUNNING",
        lastStatus: "RUNNING",
        containers: [],
        attachments: at ? [attachmentOf(at.attachment, at.subnetId, at.id, at.address)] : [],
        ...fields,
      });
    },
    instance(id: string, ec2InstanceId: string): void {
      build.ecs("containerInstance", `container-instance/${clusterName}/${id}`, {
        containerInstanceArn: arn("ecs", `container-instance/${clusterName}/${id}`),
        clusterArn,
        ec2InstanceId,
        status: "ACTIVE",
        agentConnected: true,
        registeredAt: SEEDED_AT,
      });
    },
  };
}

/** How a task that did not start ended. */
export const failed = (stoppedReason: string): Fields => ({
  desiredStatus: "STOPPED",
  lastStatus: "STOPPED",
  stopCode: "TaskFailedToStart",
  stoppedReason,
  stoppedAt: SEEDED_AT,
});
