/** Capacity and network of ECS workloads, and what they need. */
import { type Case, EC2, ECR, secret, secrets, TRIO } from "./workload";

const strategy = (...names: string[]) => names.map((capacityProvider) => ({ capacityProvider, weight: 1 }));

export const capacity: Case[] = [
  [
    "FARGATE_SPOT",
    { service: { launchType: undefined, capacityProviderStrategy: strategy("FARGATE_SPOT", "FARGATE") } },
    ECR,
  ],
  [
    "an Auto Scaling group",
    { service: { launchType: undefined, capacityProviderStrategy: strategy("asg") } },
    `${ECR} ${TRIO}`,
  ],
  [
    "Managed Instances",
    {
      service: { launchType: undefined, capacityProviderStrategy: strategy("mi") },
      capacityProviders: [{ name: "mi", managedInstancesProvider: {} }],
    },
    `${ECR} ${TRIO}`,
  ],
  [
    "Fargate by the cluster's default strategy",
    { service: { launchType: undefined }, cluster: { defaultCapacityProviderStrategy: strategy("FARGATE") } },
    ECR,
  ],
  ["neither launch type nor strategy", { service: { launchType: undefined } }, `${ECR} ${TRIO}`],
  ["a daemon", { service: { launchType: undefined, schedulingStrategy: "DAEMON" } }, `${ECR} ${TRIO}`],
  ["ECS Anywhere", { service: { launchType: "EXTERNAL" } }, ECR, [/ECS Anywhere/]],
  [
    "platform 1.3.0",
    { service: { platformVersion: "1.3.0" }, container: secrets(secret()) },
    "ecr.dkr s3",
    [/1\.3\.0/, /older/],
  ],
  ["platform 1.4.0", { service: { platformVersion: "1.4.0" }, container: secrets(secret()) }, `${ECR} secretsmanager`],
  [
    "platform 1.0.0 of Windows",
    {
      service: { platformVersion: "1.0.0" },
      taskDefinition: { runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" } },
    },
    ECR,
  ],
  ["Fargate where AWS asks for the trio", { region: "ca-west-1" }, ECR, [/ca-west-1 is among/]],
  ["EC2 there", { region: "ca-west-1", service: EC2 }, `${ECR} ${TRIO}`],
  [
    "public addresses",
    { service: { networkConfiguration: { awsvpcConfiguration: { assignPublicIp: "ENABLED" } } } },
    ECR,
    [/assignPublicIp/],
  ],
  ["bridge", { service: EC2, taskDefinition: { networkMode: "bridge" } }, `${ECR} ${TRIO}`, [/network mode bridge/]],
  ["host", { service: EC2, taskDefinition: { networkMode: "host" } }, `${ECR} ${TRIO}`, [/network mode host/]],
  [
    "no network",
    { service: EC2, taskDefinition: { networkMode: "none" } },
    `${ECR} ${TRIO}`,
    [/no network of their own/],
  ],
  ["an inactive task definition", { taskDefinition: { status: "INACTIVE" } }, ECR, [/web:7 is inactive/]],
  ["one that is being deleted", { taskDefinition: { status: "DELETE_IN_PROGRESS" } }, ECR, [/being deleted/]],
];
