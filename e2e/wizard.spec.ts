import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import {
  dnsAttributes,
  endpointsOf,
  existingEcsEndpoint,
  groupNamed,
  httpsPeers,
  privateNetwork,
  securityGroup,
  subnetWithRouteTable,
  tcpPorts,
} from "./network";
import { apply, toReview } from "./steps";

/** A run waits for endpoints and verifies; the emulator responds in seconds. */
const RUN = { timeout: 90_000 };
const DONE = "Done: the account is as the plan expects";

test("a client in private subnets gets to the ECS API by a private address", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "story");
  await toReview(page, network, { workload: "Only calls the API" });
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);

  const endpoints = await endpointsOf(ec2, network.vpcId);
  expect(Object.keys(endpoints)).toEqual(["ecs Interface"]);
  const ecs = endpoints["ecs Interface"];
  const group = await groupNamed(ec2, network.vpcId, "postern-endpoints");
  expect(ecs).toMatchObject({ State: "available", PrivateDnsEnabled: true, Groups: [{ GroupId: group }] });
  expect(ecs?.SubnetIds?.toSorted()).toEqual(network.subnetIds.toSorted());
  expect(await httpsPeers(ec2, network.clientGroupId)).toEqual({ out: [group], in: [] });
  expect((await httpsPeers(ec2, group)).in).toEqual([network.clientGroupId]);
  expect(await dnsAttributes(ec2, network.vpcId)).toEqual({ support: true, hostnames: true });

  await page.reload();
  await expect(page.getByText(DONE)).toBeVisible();
});

test("Fargate tasks get images, layers and logs without the internet", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "fargate");
  await toReview(page, network, { workload: "ECS on Fargate" });
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);

  const endpoints = await endpointsOf(ec2, network.vpcId);
  expect(Object.keys(endpoints).toSorted()).toEqual([
    "ecr.api Interface",
    "ecr.dkr Interface",
    "logs Interface",
    "s3 Gateway",
  ]);
  expect(endpoints["s3 Gateway"]?.RouteTableIds).toHaveLength(1);
  for (const name of ["ecr.api Interface", "ecr.dkr Interface", "logs Interface"]) {
    expect(endpoints[name]).toMatchObject({ State: "available", PrivateDnsEnabled: true });
  }
  const group = await groupNamed(ec2, network.vpcId, "postern-endpoints");
  const { out } = await httpsPeers(ec2, network.clientGroupId);
  expect(out).toContain(group);
  expect(out.some((peer) => peer.startsWith("pl-"))).toBe(true);
});

test("subnets where tasks may run and ports of a service reach the account", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "later");
  const later = await subnetWithRouteTable(ec2, network.vpcId, "10.20.3.0/24");
  await toReview(page, network, {
    workload: "ECS on Fargate",
    inspect: async () => {
      const heading = await page.getByRole("heading", { level: 1 }).innerText();
      if (heading === "Say what needs access") {
        await page.getByLabel(/^Add another service/).fill("email-smtp");
        await page.getByRole("option", { name: /^email-smtp/ }).click();
      }
      if (heading === "Connect the workloads") {
        await page.getByRole("checkbox", { name: new RegExp(later.subnetId) }).click();
      }
      if (heading === "Secure and tune") {
        await page.getByLabel("email-smtp", { exact: true }).fill("70000");
        await page.getByRole("button", { name: /^Next/ }).click();
        await expect(page.getByText(/Ports of email-smtp: write a TCP port/).first()).toBeVisible();
        await page.getByLabel("email-smtp", { exact: true }).fill("465, 2465");
      }
    },
  });
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);

  const endpoints = await endpointsOf(ec2, network.vpcId);
  expect(endpoints["s3 Gateway"]?.RouteTableIds).toContain(later.routeTableId);
  const group = await groupNamed(ec2, network.vpcId, "postern-endpoints");
  expect(await tcpPorts(ec2, "ingress", group, network.clientGroupId)).toEqual([443, 465, 2465]);
  expect(await tcpPorts(ec2, "egress", network.clientGroupId, group)).toEqual([443, 465, 2465]);
});

test("an endpoint and a group that are there already are used, and nothing is taken from them", async ({
  page,
  ec2,
}) => {
  const network = await privateNetwork(ec2, "reuse");
  const existing = await existingEcsEndpoint(ec2, network);
  await securityGroup(ec2, network.vpcId, "postern-endpoints");
  await toReview(page, network, { workload: "Only calls the API" });
  await page.getByText(/^\d+ notes?$/).click();
  await expect(page.getByText(`ecs: ${existing.id} is used`)).toBeVisible();
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);

  const endpoints = await endpointsOf(ec2, network.vpcId);
  expect(Object.keys(endpoints)).toEqual(["ecs Interface"]);
  expect(endpoints["ecs Interface"]).toMatchObject({
    VpcEndpointId: existing.id,
    PrivateDnsEnabled: true,
    Groups: [{ GroupId: existing.groupId }],
  });
  expect((await httpsPeers(ec2, existing.groupId)).in).toEqual(["10.20.0.0/16"]);
  expect((await httpsPeers(ec2, network.clientGroupId)).out).toEqual([existing.groupId]);
});

test("a refusal of AWS in the middle is shown in its own words, and what was done before it stays", async ({
  page,
  ec2,
  control,
}) => {
  const network = await privateNetwork(ec2, "refused");
  await toReview(page, network, { workload: "Only calls the API" });
  const words = "You have reached the maximum number of VPC endpoints for this VPC";
  await control.failNext("CreateVpcEndpoint", "VpcEndpointLimitExceeded", words);
  await apply(page);
  await expect(page.getByText("VpcEndpointLimitExceeded").first()).toBeVisible(RUN);
  await expect(page.getByText(words).first()).toBeVisible();

  expect(await endpointsOf(ec2, network.vpcId)).toEqual({});
  await groupNamed(ec2, network.vpcId, "postern-endpoints");
  await expect(page.getByRole("button", { name: /roll back/i }).first()).toBeVisible();
  await page
    .getByRole("button", { name: /try again/i })
    .or(page.getByRole("link", { name: /try again/i }))
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Review and apply" })).toBeVisible();
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);
  expect(Object.keys(await endpointsOf(ec2, network.vpcId))).toEqual(["ecs Interface"]);
});

test("what is missing is said at the top, takes the focus, and nothing chosen is lost on a reload", async ({
  page,
  ec2,
}) => {
  const network = await privateNetwork(ec2, "draft");
  await page.goto("/");
  await page.getByRole("button", { name: "Set up private access" }).first().click();
  await expect(page).toHaveTitle(/^Step 1 of 6:/);
  await page.getByRole("button", { name: /^Next/ }).click();
  const summary = page
    .getByRole("alert")
    .filter({ has: page.getByRole("link") })
    .first();
  await expect(summary).toBeFocused();
  await page.getByRole("radio", { name: new RegExp(network.vpcId) }).click();
  await page.getByRole("button", { name: /^Next/ }).click();
  await page.getByRole("radio", { name: "ECS on EC2" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("radio", { name: "ECS on EC2" })).toBeChecked();
  await page
    .getByRole("link", { name: /Choose the network/ })
    .first()
    .click();
  await expect(page.getByRole("radio", { name: new RegExp(network.vpcId) })).toBeChecked();
});

test("every page of the scenario is free of accessibility faults that axe can find", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "axe");
  const faults = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  };
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Set up private access" }).first()).toBeVisible();
  expect(await faults()).toEqual([]);
  await toReview(page, network, { workload: "Only calls the API" });
  expect(await faults()).toEqual([]);
  for (const step of ["network", "needs", "placement", "connect", "tune"]) {
    await page.goto(page.url().replace(/[^/]+$/, step));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Reading" })).toHaveCount(0);
    expect(await faults(), step).toEqual([]);
  }
});
