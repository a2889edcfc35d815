/** ECS in the sandbox, as the SDK asks it. */
import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it, onTestFinished } from "vitest";
import { memoryJournal } from "../journal";
import { harness } from "../testing/harness";

const SUBNET = "subnet-a1";
const GROUP = "sg-clients";
const network = { awsvpcConfiguration: { subnets: [SUBNET], securityGroups: [GROUP] } };

async function ecs(journal = memoryJournal()) {
  const { url, client: ec2, ec2: proxy } = await harness({}, journal);
  const client = new ECSClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return { client, ec2, url, replay: () => proxy.replay() };
}

async function shop() {
  const { client, ...rest } = await ecs();
  await client.send(
    new CreateClusterCommand({ clusterName: "shop", settings: [{ name: "containerInsights", value: "enabled" }] }),
  );
  await client.send(
    new RegisterTaskDefinitionCommand({
      family: "web",
      networkMode: "awsvpc",
      containerDefinitions: [{ name: "web", image: "nginx", memory: 64 }],
    }),
  );
  const create = (serviceName: string, more = {}) =>
    client.send(
      new CreateServiceCommand({
        cluster: "shop",
        serviceName,
        taskDefinition: "web",
        launchType: "FARGATE",
        networkConfiguration: network,
        desiredCount: 0,
        ...more,
      }),
    );
  return { client, create, ...rest };
}

describe("ECS in the sandbox", () => {
  it("describes what was created, with what was said about it", async () => {
    const { client, create } = await shop();
    await create("web", {
      enableExecuteCommand: true,
      serviceConnectConfiguration: { enabled: true, namespace: "shop" },
    });
    const { clusters } = await client.send(new DescribeClustersCommand({ clusters: ["shop"] }));
    expect(clusters).toMatchObject([{ status: "ACTIVE", settings: [{ name: "containerInsights", value: "enabled" }] }]);
    const { services } = await client.send(new DescribeServicesCommand({ cluster: "shop", services: ["web"] }));
    expect(services).toMatchObject([
      {
        launchType: "FARGATE",
        enableExecuteCommand: true,
        networkConfiguration: network,
        deployments: [{ status: "PRIMARY", serviceConnectConfiguration: { enabled: true } }],
      },
    ]);
    const { taskDefinition } = await client.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: services?.[0]?.taskDefinition }),
    );
    expect(taskDefinition).toMatchObject({ family: "web", revision: 1, status: "ACTIVE" });
  });

  it("lists in pages, describes ten services a call, and says what is missing", async () => {
    const { client, create } = await shop();
    for (let at = 0; at < 12; at += 1) await create(`web-${at}`);
    const list = (nextToken?: string) =>
      client.send(new ListServicesCommand({ cluster: "shop", maxResults: 10, nextToken }));
    const first = await list();
    const second = await list(first.nextToken);
    expect([first.serviceArns?.length, second.serviceArns?.length, second.nextToken]).toEqual([10, 2, undefined]);
    const describing = (services: string[]) => client.send(new DescribeServicesCommand({ cluster: "shop", services }));
    await expect(describing([...(first.serviceArns ?? []), "web-11"])).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    const { services, failures } = await describing(["web-11", "gone"]);
    expect(services).toHaveLength(1);
    expect(failures).toMatchObject([{ reason: "MISSING", arn: expect.stringContaining("service/shop/gone") }]);
  });

  it("keeps to the cluster's default strategy, and to the newest active revision", async () => {
    const { client, create } = await shop();
    await client.send(
      new CreateClusterCommand({
        clusterName: "spot",
        defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
      }),
    );
    const { service } = await create("web", { cluster: "spot", launchType: undefined });
    expect(service).toMatchObject({ capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }] });
    const { taskDefinition } = await client.send(
      new RegisterTaskDefinitionCommand({ family: "web", containerDefinitions: [{ name: "web", image: "httpd" }] }),
    );
    expect(taskDefinition?.revision).toBe(2);
    const updated = await client.send(
      new UpdateServiceCommand({ cluster: "spot", service: "web", taskDefinition: "web" }),
    );
    expect(updated.service?.taskDefinition).toMatch(/web:2$/);
    await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: "web:2" }));
    const { tasks } = await client.send(
      new RunTaskCommand({ cluster: "spot", taskDefinition: "web", networkConfiguration: network }),
    );
    expect(tasks).toMatchObject([{ group: "family:web", taskDefinitionArn: expect.stringMatching(/web:1$/) }]);
  });

  it("is there again after a restart", async () => {
    const journal = memoryJournal();
    const before = await ecs(journal);
    await before.client.send(new CreateClusterCommand({ clusterName: "shop" }));
    const after = await ecs(journal);
    await after.ec2.send(new DescribeNetworkInterfacesCommand({}));
    const found = async () => (await after.client.send(new DescribeClustersCommand({ clusters: ["shop"] }))).clusters;
    expect(await found()).toEqual([]);
    await after.replay();
    expect(await found()).toMatchObject([{ clusterName: "shop" }]);
  });

  it.each([
    ["an unknown cluster", new ListServicesCommand({ cluster: "gone" }), "ClusterNotFoundException"],
    ["an unknown task definition", new DescribeTaskDefinitionCommand({ taskDefinition: "gone" }), "ClientException"],
  ])("refuses %s", async (_, command, name) => {
    const { client } = await shop();
    await expect(client.send(command as ListServicesCommand)).rejects.toMatchObject({ name });
  });

  it("lets tests set what no call can: events, reasons", async () => {
    const { client, create, url } = await shop();
    const { service } = await create("web");
    const set = (body: object) => fetch(`${url}/_postern/ecs`, { method: "POST", body: JSON.stringify(body) });
    expect((await set({ id: "arn:aws:ecs:us-east-1:000000000000:service/shop/gone", fields: {} })).status).toBe(404);
    await set({ id: service?.serviceArn, fields: { events: [{ id: "1", message: "(service web) is unhealthy" }] } });
    const { services } = await client.send(new DescribeServicesCommand({ cluster: "shop", services: ["web"] }));
    expect(services?.[0]?.events).toMatchObject([{ message: "(service web) is unhealthy" }]);
  });
});
