/** Needs of ECS services that are read as `postern needs` reads them, from an ECS and EC2 that speak their own protocols. */
import {
  CreateCapacityProviderCommand,
  type CreateCapacityProviderCommandInput,
  CreateClusterCommand,
  type CreateClusterCommandInput,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeregisterTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClusterNeeds, intentOf, isIntent } from "#lib/core/ecs/cluster-needs";
import { allCases } from "#lib/core/testing/ecs/all";
import { ACCOUNT, awslogs, EC2, type Parts, workload } from "#lib/core/testing/ecs/workload";
import { harness } from "#sandbox/ec2-rules/testing/harness";
import { readNeeds } from "./needs";
import { noteLines } from "./text";

const VPC = "vpc-00000000000000001";
const network = { awsvpcConfiguration: { subnets: ["subnet-a1", "subnet-b1"], securityGroups: ["sg-clients"] } };

let url: string;
let ec2: Awaited<ReturnType<typeof harness>>["ec2"];

beforeEach(async () => {
  ({ url, ec2 } = await harness());
  for (const name of ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"]) vi.stubEnv(name, undefined);
  for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, "/dev/null");
  vi.stubEnv("AWS_ENDPOINT_URL", url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", ACCOUNT);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});
afterEach(() => vi.unstubAllEnvs());

const client = (region = "us-east-1"): ECSClient =>
  new ECSClient({ endpoint: url, region, credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" } });

/** Creates what a workload is made of, in a cluster of this name. */
async function create(parts: Parts, clusterName = "shop"): Promise<{ region: string; cluster: string }> {
  const { region, cluster, service, taskDefinition, capacityProviders } = workload(parts);
  const ecs = client(region);
  await ecs.send(new CreateClusterCommand({ ...cluster, clusterName } as CreateClusterCommandInput));
  for (const provider of capacityProviders) {
    await ecs.send(new CreateCapacityProviderCommand(provider as CreateCapacityProviderCommandInput));
  }
  const { taskDefinition: registered } = await ecs.send(
    new RegisterTaskDefinitionCommand({ ...taskDefinition, family: "web" } as RegisterTaskDefinitionCommandInput),
  );
  const configuration = service.networkConfiguration?.awsvpcConfiguration;
  const { service: created } = await ecs.send(
    new CreateServiceCommand({
      ...service,
      cluster: clusterName,
      taskDefinition: registered?.taskDefinitionArn,
      desiredCount: 0,
      networkConfiguration: { awsvpcConfiguration: { ...network.awsvpcConfiguration, ...configuration } },
    } as CreateServiceCommandInput),
  );
  if (service.deployments) {
    const fields = { deployments: service.deployments };
    ec2.note(scope(region), "ecsResources", {
      ...(ec2.stateOf(scope(region)).ecsResources.get(created?.serviceArn ?? "") ?? missing()),
      fields: { ...JSON.parse(JSON.stringify(created)), ...fields },
    });
  }
  if (taskDefinition.status !== "ACTIVE") {
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: registered?.taskDefinitionArn }));
  }
  ecs.destroy();
  return { region, cluster: clusterName };
}

const scope = (region: string) => ({ accessKey: ACCOUNT, account: ACCOUNT, region });
const missing = (): never => {
  throw new Error("The service was not created.");
};

const servicesOf = (needs: ClusterNeeds): string[] => {
  const intent = intentOf(needs);
  return isIntent(intent) ? intent.services : [intent.sentence];
};

describe("each workload, read over the wire,", () => {
  it.each(allCases.map(([name, ...given]) => ({ name, given })))("needs the same: $name", async ({ given }) => {
    const [parts, services] = given;
    const which = await create(parts);
    const needs = await readNeeds({ ...which, service: ["web"] });
    expect(servicesOf(needs)).toEqual([...new Set(services.split(" ").filter(Boolean))].sort());
  });
});

describe("the intent", () => {
  it("has the VPC, subnets and groups of the service's network configuration", async () => {
    const which = await create({ container: { logConfiguration: awslogs() } });
    const intent = intentOf(await readNeeds({ ...which, service: [] }));
    const subnets = ["subnet-a1", "subnet-b1"];
    expect(intent).toEqual({
      version: 1,
      region: "us-east-1",
      vpcId: VPC,
      services: ["ecr.api", "ecr.dkr", "logs", "s3"],
      subnetIds: subnets,
      clientSubnetIds: subnets,
      clientSecurityGroupIds: ["sg-clients"],
    });
  });

  it("is refused for workloads in more than one VPC, with what runs where", async () => {
    const which = await create({});
    const ecs = client();
    const inOther = { awsvpcConfiguration: { subnets: ["subnet-x1"], securityGroups: ["sg-elsewhere"] } };
    await ecs.send(
      new CreateServiceCommand({
        cluster: "shop",
        serviceName: "batch",
        taskDefinition: "web",
        launchType: "FARGATE",
        networkConfiguration: inOther,
      }),
    );
    expect(intentOf(await readNeeds({ ...which, service: [] }))).toEqual({
      sentence: expect.stringMatching(/vpc-00000000000000001 \(web\) and vpc-00000000000000002 \(batch\)/),
      nextStep: expect.stringContaining("--service web"),
    });
    expect(intentOf(await readNeeds({ ...which, service: ["batch"] }))).toMatchObject({
      vpcId: "vpc-00000000000000002",
    });
  });

  it("has the VPC's default group where the service names none", async () => {
    const configuration = { awsvpcConfiguration: { securityGroups: [] } };
    const which = await create({ service: { networkConfiguration: configuration } });
    expect(intentOf(await readNeeds({ ...which, service: [] }))).toMatchObject({
      clientSecurityGroupIds: ["sg-default"],
    });
  });

  it("says that container instances are not registered", async () => {
    const which = await create({ service: EC2 });
    const needs = await readNeeds({ ...which, service: [] });
    expect(intentOf(needs)).toMatchObject({ vpcId: VPC });
    expect(noteLines(needs)).toContainEqual(
      expect.stringMatching(/Not read: of web, .*container instances.*none is registered/),
    );
  });

  it("says that container instances may not be read", async () => {
    const which = await create({ service: EC2 });
    deny("ecs:ListContainerInstances");
    const needs = await readNeeds({ ...which, service: [] });
    expect(noteLines(needs)).toContainEqual(expect.stringMatching(/Not read: of web, .*ecs:ListContainerInstances/));
  });

  it("needs subnets or container instances that are known", async () => {
    const which = await create({ service: EC2, taskDefinition: { networkMode: "bridge" } });
    ec2.note(scope("us-east-1"), "ecsResources", withoutNetwork());
    const needs = await readNeeds({ ...which, service: [] });
    expect(intentOf(needs)).toMatchObject({ sentence: expect.stringMatching(/Where web .* is not known/) });
  });
});

const withoutNetwork = () => {
  const service = [...ec2.stateOf(scope("us-east-1")).ecsResources.values()].find(({ kind }) => kind === "service");
  return { ...(service ?? missing()), fields: { ...service?.fields, networkConfiguration: {} } };
};

/** From then on IAM allows everything but these. */
function deny(...Action: string[]): void {
  const all = { Effect: "Allow" as const, Action: "*", Resource: "*" };
  const none = { Effect: "Deny" as const, Action, Resource: "*" };
  ec2.principals.attach(ACCOUNT, [{ Version: "2012-10-17", Statement: [all, none] }]);
}

describe("what cannot be read", () => {
  it.each(["ecs:DescribeClusters", "ecs:ListServices", "ecs:DescribeServices", "ecs:DescribeTaskDefinition"])(
    "%s is named, with a next step",
    async (action) => {
      const which = await create({});
      deny(action);
      await expect(readNeeds({ ...which, service: [] })).rejects.toMatchObject({
        kind: "denied",
        sentence: expect.stringContaining(action),
        nextStep: expect.stringMatching(/./),
      });
    },
  );

  it.each([
    [{ cluster: "shopp" }, /no ECS cluster shopp/, /Did you mean shop\?/],
    [{ service: ["wep"] }, /has no service wep/, /Did you mean web\?/],
    [{ cluster: "arn:aws:ecs:eu-west-1:1:cluster/shop" }, /is in eu-west-1/, /same Region/],
    [{ cluster: "arn:aws-cn:ecs:us-east-1:1:cluster/shop" }, /partition aws-cn/, /same Region/],
    [{ service: ["arn:aws:s3:::shop"] }, /not the ARN of an ECS service/, /name, or its ARN/],
    [{ cluster: " " }, /name an ECS cluster/, /./],
    [{ region: "Ireland" }, /--region Ireland/, /./],
  ])("%o is named, with a next step", async (over, sentence, nextStep) => {
    const which = await create({});
    const failing = readNeeds({ ...which, service: [], ...over });
    const error = (await failing.catch((thrown: unknown) => thrown)) as {
      sentence?: string;
      nextStep?: string;
      message: string;
    };
    expect(`${error.sentence ?? error.message}`).toMatch(sentence);
    expect(error.nextStep ?? error.message).toMatch(nextStep);
  });

  it("an empty cluster is said to be one", async () => {
    const ecs = client();
    await ecs.send(new CreateClusterCommand({ clusterName: "empty" }));
    const needs = await readNeeds({ cluster: "empty", service: [], region: "us-east-1" });
    expect(intentOf(needs)).toMatchObject({ sentence: expect.stringMatching(/Nothing runs in the cluster empty/) });
  });
});
