/** The cluster `shop`: services on Fargate, one with a sidecar and Service Connect, one without a path, and a daemon on EC2. */
import type { Builder } from "./builder";
import { arn, awslogs, ecsCluster, failed, image, type TaskInterface } from "./ecs";

type Shop = {
  privates: readonly string[];
  isolated: readonly string[];
  tasks: string;
  jobs: string;
  /** In the order of the attachments in `shop.ts`: four in private subnets, two in isolated ones. */
  interfaces: readonly TaskInterface[];
  toolsInstanceId: string;
};

const TIMEOUT =
  'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://api.ecr.us-east-1.amazonaws.com/": dial tcp 52.46.149.203:443: i/o timeout';

const fargate = { launchType: "FARGATE", platformVersion: "1.4.0" };

export function seedShopEcs(
  build: Builder,
  { privates, isolated, tasks, jobs, interfaces, toolsInstanceId }: Shop,
): void {
  const cluster = ecsCluster(build, "shop");
  const inSubnets = (subnets: readonly string[], group: string) => ({
    awsvpcConfiguration: { subnets: [...subnets], securityGroups: [group], assignPublicIp: "DISABLED" },
  });

  cluster.definition("shop-web", 7, {
    requiresCompatibilities: ["FARGATE"],
    cpu: "512",
    memory: "1024",
    containerDefinitions: [
      {
        name: "web",
        image: image("shop/web:7"),
        essential: true,
        logConfiguration: awslogs("/ecs/shop-web"),
        secrets: [{ name: "DB_PASSWORD", valueFrom: arn("secretsmanager", "secret:shop/db-AbCdEf") }],
      },
    ],
  });
  cluster.definition("shop-worker", 3, {
    requiresCompatibilities: ["FARGATE"],
    cpu: "512",
    memory: "1024",
    containerDefinitions: [
      { name: "worker", image: image("shop/worker:3"), essential: true, logConfiguration: awslogs("/ecs/shop-worker") },
      { name: "xray", image: "public.ecr.aws/xray/aws-xray-daemon:3.x", essential: false },
    ],
  });
  cluster.definition("shop-jobs", 2, {
    requiresCompatibilities: ["FARGATE"],
    cpu: "256",
    memory: "512",
    containerDefinitions: [
      { name: "jobs", image: image("shop/jobs:2"), essential: true, logConfiguration: awslogs("/ecs/shop-jobs") },
    ],
  });
  cluster.definition("shop-agent", 1, {
    requiresCompatibilities: ["EC2"],
    networkMode: "host",
    containerDefinitions: [
      { name: "agent", image: image("shop/agent:1"), memory: 128, logConfiguration: awslogs("/ecs/shop-agent") },
    ],
  });

  cluster.service("shop-web", "shop-web:7", {
    ...fargate,
    desiredCount: 3,
    networkConfiguration: inSubnets(privates, tasks),
    events: ["(service shop-web) has reached a steady state."],
  });
  cluster.service("shop-worker", "shop-worker:3", {
    ...fargate,
    desiredCount: 1,
    enableExecuteCommand: true,
    networkConfiguration: inSubnets(privates.slice(0, 1), tasks),
    serviceConnectConfiguration: { enabled: true, namespace: "shop" },
  });
  cluster.service("shop-jobs", "shop-jobs:2", {
    ...fargate,
    desiredCount: 2,
    networkConfiguration: inSubnets(isolated.slice(0, 2), jobs),
    events: [
      "(service shop-jobs) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    ],
  });
  cluster.service("shop-agent", "shop-agent:1", { launchType: "EC2", schedulingStrategy: "DAEMON", desiredCount: 1 });

  const [webA, worker, webB, webC, jobA, jobB] = interfaces;
  for (const at of [webA, webB, webC]) if (at) cluster.task(at.attachment, "shop-web:7", "shop-web", fargate, at);
  if (worker) cluster.task(worker.attachment, "shop-worker:3", "shop-worker", fargate, worker);
  for (const at of [jobA, jobB]) {
    if (at) cluster.task(at.attachment, "shop-jobs:2", "shop-jobs", { ...fargate, lastStatus: "PENDING" }, at);
  }
  cluster.task("6e7f8091-0b1c-4d2e-9f30-415263748501", "shop-jobs:2", "shop-jobs", { ...fargate, ...failed(TIMEOUT) });
  cluster.task("7f8091a2-1c2d-4e3f-8a41-526374859602", "shop-web:6", "shop-web", {
    ...fargate,
    ...failed("Scaling activity initiated by (deployment ecs-svc/1)"),
    stopCode: "ServiceSchedulerInitiated",
  });
  cluster.instance("8091a2b3c4d5e6f708192a3b4c5d6e7f", toolsInstanceId);
  cluster.task("8a92b3c4-2d3e-4f40-9b52-637485960703", "shop-agent:1", "shop-agent", { launchType: "EC2" });
}
