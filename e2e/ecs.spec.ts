/** From an ECS service to endpoints that its tasks use. */
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { expect, test } from "./fixtures";
import { endpointsOf, privateNetwork } from "./network";
import { apply } from "./steps";

const DONE = "Done: the account is as the plan expects";

test("an ECS service is chosen, reviewed, applied and verified", async ({ page, ec2, ec2Url }) => {
  const network = await privateNetwork(ec2, "ecs-service");
  const ecs = new ECSClient({
    endpoint: ec2Url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await ecs.send(new CreateClusterCommand({ clusterName: "orders" }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "orders-web",
      networkMode: "awsvpc",
      containerDefinitions: [
        {
          name: "web",
          image: "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders/web:1",
          logConfiguration: { logDriver: "awslogs", options: { "awslogs-region": "us-east-1" } },
        },
      ],
    }),
  );
  const awsvpcConfiguration = { subnets: network.subnetIds, securityGroups: [network.clientGroupId] };
  await ecs.send(
    new CreateServiceCommand({
      cluster: "orders",
      serviceName: "orders-web",
      taskDefinition: "orders-web",
      launchType: "FARGATE",
      desiredCount: 1,
      networkConfiguration: { awsvpcConfiguration },
    }),
  );
  ecs.destroy();

  await page.goto("/setup");
  await expect(page.getByRole("heading", { level: 1, name: "Choose the network" })).toBeVisible();
  // Three clicks: the field, the service, the review.
  await page.getByLabel("ECS service").click();
  await page.getByRole("option", { name: /orders-web/ }).click();
  await expect(page.getByText(`Needs 4 services in ${network.vpcId}`)).toBeVisible();
  await expect(page.getByText(/task definition orders-web:1, containerDefinitions\[0\]\.image/).first()).toBeVisible();
  await page.getByRole("link", { name: /Review and apply/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review and apply" })).toBeVisible();
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible({ timeout: 90_000 });
  const endpoints = await endpointsOf(ec2, network.vpcId);
  expect(Object.keys(endpoints).toSorted()).toEqual([
    "ecr.api Interface",
    "ecr.dkr Interface",
    "logs Interface",
    "s3 Gateway",
  ]);
});
