import { describe, expect, it, onTestFinished } from "vitest";
import { type MockResponse, type MockResponses, otherServices } from "#lib/aws/testing/other-services";
import { readCluster } from "./read-cluster";

const ACCOUNT = "111122223333";
const arn = (resource: string) => `arn:aws:ecs:us-east-1:${ACCOUNT}:${resource}`;
const cluster = { clusterArn: arn("cluster/shop"), clusterName: "shop", status: "ACTIVE" };
const denied: MockResponse = { status: 400, body: { __type: "AccessDeniedException", message: "No." } };

/** A page of ARNs that follow those of the token. */
function page(arns: readonly string[], member: string, input: Record<string, unknown>): MockResponse {
  const from = Number(input.nextToken ?? 0);
  const next = from + 100 < arns.length ? { nextToken: String(from + 100) } : {};
  return { body: { [member]: arns.slice(from, from + 100), ...next } };
}

/** A cluster with this many services on Fargate, of seven task definitions. */
async function served(count: number, over: MockResponses = {}) {
  const names = Array.from({ length: count }, (_, at) => `web-${at}`);
  const batches: number[] = [];
  const { target, calls, stop } = await otherServices({
    DescribeClusters: () => ({ body: { clusters: [cluster] } }),
    ListServices: ({ input }) =>
      page(
        names.map((name) => arn(`service/shop/${name}`)),
        "serviceArns",
        input,
      ),
    DescribeServices: ({ input }) => {
      const asked = input.services as string[];
      batches.push(asked.length);
      const services = asked.map((one) => one.split("/").at(-1) ?? "").filter((name) => names.includes(name));
      return { body: { services: services.map(service), failures: [] } };
    },
    DescribeTaskDefinition: ({ input }) => ({
      body: { taskDefinition: { taskDefinitionArn: input.taskDefinition, status: "ACTIVE" } },
    }),
    DescribeCapacityProviders: () => ({ body: { capacityProviders: [] } }),
    ListTasks: ({ input }) => page([], "taskArns", input),
    ...over,
  });
  onTestFinished(stop);
  return { target, calls, batches };
}

const service = (serviceName: string) => ({
  serviceName,
  serviceArn: arn(`service/shop/${serviceName}`),
  status: "ACTIVE",
  launchType: "FARGATE",
  taskDefinition: arn(`task-definition/web:${Number(serviceName.split("-")[1]) % 7}`),
});

describe("a cluster", () => {
  it("with thousands of services is read in pages and batches of ten, each task definition once", async () => {
    const { target, calls, batches } = await served(2345);
    const read = await readCluster(target, "shop");
    expect(read.services).toHaveLength(2345);
    expect(new Set(read.services.map(({ serviceName }) => serviceName)).size).toBe(2345);
    expect(Math.max(...batches)).toBe(10);
    expect(batches.length).toBe(235);
    expect(calls.filter((call) => call === "ListServices")).toHaveLength(24);
    expect(Object.keys(read.taskDefinitions)).toHaveLength(7);
    expect(calls.filter((call) => call === "DescribeTaskDefinition")).toHaveLength(7);
    expect(read).toMatchObject({ accountId: ACCOUNT, region: "us-east-1" });
  });

  it("on Fargate is not asked for container instances, nor for tasks where services are named", async () => {
    const { target, calls } = await served(3);
    await readCluster(target, "shop", ["web-1"]);
    expect(new Set(calls)).toEqual(new Set(["DescribeClusters", "DescribeServices", "DescribeTaskDefinition"]));
  });

  it("is read without what may be left out, which says why", async () => {
    const { target } = await served(3, { ListTasks: () => denied, DescribeCapacityProviders: () => denied });
    const read = await readCluster(target, "shop");
    expect(read.services).toHaveLength(3);
    expect(read.tasks).toEqual({ state: "skipped", why: expect.stringContaining("ecs:ListTasks") });
  });

  it("that may not be read fails with the statement to add", async () => {
    const { target } = await served(3, { DescribeServices: () => denied });
    await expect(readCluster(target, "shop")).rejects.toMatchObject({
      kind: "denied",
      sentence: expect.stringContaining("ecs:DescribeServices"),
      nextStep: expect.stringContaining('"Action":["ecs:DescribeServices"]'),
    });
  });

  it("that is deleted is not there", async () => {
    const { target } = await served(3, {
      DescribeClusters: () => ({ body: { clusters: [{ ...cluster, status: "INACTIVE" }] } }),
      ListClusters: () => ({ body: { clusterArns: [arn("cluster/store")] } }),
    });
    await expect(readCluster(target, "shop")).rejects.toMatchObject({
      kind: "not-found",
      sentence: "The cluster shop is deleted.",
      nextStep: expect.stringContaining("store"),
    });
  });

  it("whose server does not know ECS says so", async () => {
    const { target } = await served(3, { DescribeClusters: () => ({ status: 501, body: "" }) });
    await expect(readCluster(target, "shop")).rejects.toMatchObject({ name: "AwsError" });
  });

  it("leaves out services that are deleted", async () => {
    const { target } = await served(3, {
      DescribeServices: ({ input }) => ({
        body: {
          services: (input.services as string[]).map((one, at) => ({
            ...service(one.split("/").at(-1) ?? ""),
            status: at === 0 ? "INACTIVE" : "ACTIVE",
          })),
        },
      }),
    });
    expect((await readCluster(target, "shop")).services).toHaveLength(2);
  });
});
