/** ECS in the real sandbox: what is seeded, and that tasks and their network interfaces belong together. */
import { spawnSync } from "node:child_process";
import { DescribeNetworkInterfacesCommand, EC2Client, type NetworkInterface } from "@aws-sdk/client-ec2";
import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListContainerInstancesCommand,
  ListTasksCommand,
  StopTaskCommand,
  type Task,
} from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SandboxProcess, startSandbox, temporaryFolder } from "./testing/sandbox-process";

const folder = temporaryFolder();
let sandbox: SandboxProcess;
let ec2: EC2Client;
let ecs: ECSClient;

async function start(): Promise<void> {
  sandbox = await startSandbox(folder.path);
  const config = {
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  ec2 = new EC2Client(config);
  ecs = new ECSClient(config);
}

beforeAll(start);
afterAll(async () => {
  await sandbox?.stop();
  folder.remove();
});

async function tasksOf(cluster: string, desiredStatus: "RUNNING" | "STOPPED" = "RUNNING"): Promise<Task[]> {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus }));
  if (taskArns.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? [];
}

async function interfaces(): Promise<NetworkInterface[]> {
  return (await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces ?? [];
}

const detail = ({ attachments = [] }: Task, wanted: string): string[] =>
  attachments.flatMap(({ details = [] }) =>
    details.flatMap(({ name, value }) => (name === wanted && value ? [value] : [])),
  );

describe("the seeded clusters", () => {
  it("have tasks whose interfaces are in EC2, each with the attachment in its description", async () => {
    const attached = (await tasksOf("shop")).filter(({ attachments = [] }) => attachments.length > 0);
    expect(attached).toHaveLength(6);
    const known = new Map((await interfaces()).map((one) => [one.NetworkInterfaceId, one]));
    for (const task of attached) {
      const [id = ""] = detail(task, "networkInterfaceId");
      expect(known.get(id)).toMatchObject({
        SubnetId: detail(task, "subnetId")[0],
        PrivateIpAddress: detail(task, "privateIPv4Address")[0],
        Description: `arn:aws:ecs:us-east-1:000000000000:attachment/${task.attachments?.[0]?.id}`,
      });
    }
  });

  it("have services of each launch type, a daemon, container instances, and stopped tasks with reasons", async () => {
    const services = ["shop-web", "shop-worker", "shop-jobs", "shop-agent"];
    const { services: found = [] } = await ecs.send(new DescribeServicesCommand({ cluster: "shop", services }));
    expect(found.map(({ launchType, schedulingStrategy }) => `${launchType} ${schedulingStrategy}`)).toEqual([
      "FARGATE REPLICA",
      "FARGATE REPLICA",
      "FARGATE REPLICA",
      "EC2 DAEMON",
    ]);
    const { containerInstanceArns } = await ecs.send(new ListContainerInstancesCommand({ cluster: "legacy" }));
    const { containerInstances } = await ecs.send(
      new DescribeContainerInstancesCommand({ cluster: "legacy", containerInstances: containerInstanceArns }),
    );
    const attached = (await interfaces()).map(({ Attachment }) => Attachment?.InstanceId);
    expect(containerInstances).toHaveLength(2);
    for (const { ec2InstanceId } of containerInstances ?? []) expect(attached).toContain(ec2InstanceId);
    expect((await tasksOf("shop", "STOPPED")).map(({ stopCode }) => stopCode)).toContain("TaskFailedToStart");
    expect((await tasksOf("legacy", "STOPPED")).flatMap(({ containers }) => containers?.[0]?.reason)).toContainEqual(
      expect.stringContaining("CannotPullContainerError"),
    );
  });
});

describe("a service that is created", () => {
  it("has tasks with interfaces of their own, which end with them, and are there again after a restart", async () => {
    const { services: seeded } = await ecs.send(
      new DescribeServicesCommand({ cluster: "shop", services: ["shop-web"] }),
    );
    const { taskDefinition, networkConfiguration } = seeded?.[0] ?? {};
    await ecs.send(
      new CreateServiceCommand({
        cluster: "shop",
        serviceName: "copy",
        taskDefinition,
        networkConfiguration,
        launchType: "FARGATE",
        desiredCount: 2,
      }),
    );
    const ids = async () => {
      const own = (await tasksOf("shop")).filter(({ group }) => group === "service:copy");
      const there = new Set((await interfaces()).map(({ NetworkInterfaceId: id }) => id));
      return own.flatMap((task) => detail(task, "networkInterfaceId")).filter((id) => there.has(id));
    };
    const created = await ids();
    expect(new Set(created).size).toBe(2);
    await sandbox.stop();
    await start();
    expect(await ids()).toEqual(created);

    const [task] = (await tasksOf("shop")).filter(({ group }) => group === "service:copy");
    await ecs.send(new StopTaskCommand({ cluster: "shop", task: task?.taskArn, reason: "test" }));
    expect(await ids()).toHaveLength(1);
    await ecs.send(new DeleteServiceCommand({ cluster: "shop", service: "copy", force: true }));
    const left = new Set((await interfaces()).map(({ NetworkInterfaceId: id }) => id));
    expect(created.filter((id) => left.has(id))).toEqual([]);
  });
});

const postern = (args: string[], input?: string) =>
  spawnSync(process.execPath, ["bin/postern.mjs", ...args], {
    encoding: "utf8",
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      HOME: "/nonexistent",
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      POSTERN_DRY_RUN: "on",
    },
    ...(input === undefined ? {} : { input }),
  });

describe("postern needs", () => {
  it("prints an intent that postern plan takes", () => {
    const { stdout } = postern(["needs", "--cluster", "shop", "--service", "shop-web", "--region", "us-east-1"]);
    const planned = postern(["plan", "--intent", "-", "--accept", "blast-radius"], stdout);
    expect(planned.status).toBe(2);
    const { changes, findings } = JSON.parse(planned.stdout);
    const created = changes.filter(({ operation }: { operation: string }) => operation === "CreateVpcEndpoint");
    expect(created).toHaveLength(5);
    expect(findings.filter(({ severity }: { severity: string }) => severity === "error")).toEqual([]);
  });

  it("has clients on container instances: their groups and subnets", async () => {
    const { stdout } = postern(["needs", "--cluster", "legacy", "--region", "us-east-1"]);
    const { containerInstanceArns } = await ecs.send(new ListContainerInstancesCommand({ cluster: "legacy" }));
    const { containerInstances = [] } = await ecs.send(
      new DescribeContainerInstancesCommand({ cluster: "legacy", containerInstances: containerInstanceArns }),
    );
    const ids = containerInstances.map(({ ec2InstanceId }) => ec2InstanceId);
    const own = (await interfaces()).filter(({ Attachment }) => ids.includes(Attachment?.InstanceId));
    expect(JSON.parse(stdout)).toMatchObject({
      services: ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "s3", "ssm"],
      clientSubnetIds: [...new Set(own.map(({ SubnetId }) => SubnetId))].sort(),
      clientSecurityGroupIds: [...new Set(own.flatMap(({ Groups = [] }) => Groups.map(({ GroupId }) => GroupId)))],
    });
  });
});

describe("postern check --cluster", () => {
  const check = (...args: string[]) => {
    const { status, stdout, stderr } = postern(["check", "--region", "us-east-1", "--cluster", ...args]);
    return { status, stderr, ...(JSON.parse(stdout) as { stopped: { kind: string; services: string[] }[] }) };
  };

  it("explains why tasks stopped, by what is in the way in this network", () => {
    const { status, stderr, stopped } = check("shop", "--service", "shop-jobs");
    expect(status).toBe(2);
    expect(stopped).toMatchObject([{ kind: "network", services: ["ecr.api"], workload: "shop-jobs" }]);
    expect(stderr).toMatch(/shop-jobs stopped or failed 1 time: The task could not log in to ECR/);
    expect(stderr).toMatch(/Here: Tasks in .*shop-isolated-a.* cannot pull images: no ecr\.api.* no default route/);
    expect(stderr).toContain("postern needs --cluster shop --service shop-jobs --region us-east-1 | postern plan");
  });

  it("says what is no fault of the network", () => {
    const { stderr, stopped } = check("legacy");
    expect(stopped.map(({ kind }) => kind).sort()).toEqual(["network", "network", "other"]);
    expect(stderr).toMatch(/Not a fault of the network: the container used more memory/);
    expect(stderr).toMatch(/Here: Instances in .*legacy-app-b.* no route to the s3 gateway endpoint/);
  });
});
