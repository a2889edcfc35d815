import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { endpointsOf, existingEcsEndpoint, httpsPeers, type Network, privateNetwork } from "./network";
import { apply } from "./steps";

/** A run waits for endpoints and verifies; the emulator responds in seconds. */
const RUN = { timeout: 90_000 };
const DONE = "Done: the account is as the plan expects";

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** From the home page to the VPC's own, checked for a workload. */
async function check(page: Page, { vpcId }: Network, workload: string): Promise<void> {
  await page.goto("/");
  const row = page.getByRole("row").filter({ hasText: vpcId });
  // The list may be some seconds old.
  await page.getByRole("button", { name: "Read again" }).click();
  await expect(row).toBeVisible();
  await row.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/vpcs/${vpcId}`));
  await page.getByRole("radio", { name: workload }).click();
}

test("what is broken is said, fixed in the wizard, and then said to be healthy", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "check");
  await check(page, network, "ECS on Fargate");
  const [inA, inB] = network.subnetIds;
  const names = new Map([
    [inA, "check-private-a"],
    [inB, "check-private-b"],
  ]);
  const subnets = [...names.keys()]
    .sort()
    .map((id) => `${names.get(id)} (${id})`)
    .join(" and ");
  const images = `Tasks in ${subnets} cannot pull images: no ecr.api, ecr.dkr or s3 gateway endpoint, no default route`;
  await expect(page.getByText(images)).toBeVisible();
  await expect(page.getByText(`Tasks in ${subnets} cannot write logs to CloudWatch`)).toBeVisible();
  expect(await faults(page)).toEqual([]);

  await page.getByRole("button", { name: /^Fix this: Tasks in .* cannot pull images/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review and apply" })).toBeVisible();
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);
  const endpoints = await endpointsOf(ec2, network.vpcId);
  expect(Object.keys(endpoints).toSorted()).toEqual(["ecr.api Interface", "ecr.dkr Interface", "s3 Gateway"]);
  expect(endpoints["ecr.dkr Interface"]?.SubnetIds?.toSorted()).toEqual(network.subnetIds.toSorted());

  await check(page, network, "ECS on Fargate");
  await expect(page.getByText(/cannot write logs to CloudWatch/)).toBeVisible();
  await expect(page.getByText(/cannot pull images/)).toHaveCount(0);
  await page.getByRole("switch", { name: "Logs to CloudWatch" }).click();
  await expect(page.getByText("Healthy: everything that ECS on Fargate needs is reached privately")).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^Healthy:/)).toBeVisible();
});

test("an endpoint without private DNS is repaired, not created again", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "mend");
  const existing = await existingEcsEndpoint(ec2, network);
  await check(page, network, "Only calls the API");
  await expect(page.getByText(/cannot call the ECS API: the ecs endpoint has private DNS off/)).toBeVisible();
  await page.getByRole("button", { name: /^Fix this/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review and apply" })).toBeVisible();
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);

  const endpoints = await endpointsOf(ec2, network.vpcId);
  expect(Object.keys(endpoints)).toEqual(["ecs Interface"]);
  expect(endpoints["ecs Interface"]).toMatchObject({ VpcEndpointId: existing.id, PrivateDnsEnabled: true });
  expect((await httpsPeers(ec2, network.clientGroupId)).out).toEqual([existing.groupId]);
  await check(page, network, "Only calls the API");
  await expect(page.getByText("Healthy: everything that a caller of the API needs is reached privately")).toBeVisible();
});
