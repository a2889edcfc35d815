/** The first minutes: what is chosen for a person, what explains a step, and the story of the sandbox. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { privateNetwork } from "./network";

test("workload and groups that run in a VPC are chosen, say so, and can be changed", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "inferred");
  await page.goto(`/vpcs/${network.vpcId}?region=us-east-1`);
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: /^Set up private access/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Choose the network" })).toBeVisible();
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(page.getByRole("radio", { name: "ECS on Fargate" })).toBeChecked();
  await expect(page.getByText("chosen for you: it runs in this VPC")).toBeVisible();
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(page.getByText("chosen for you", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: /^Next/ }).click();
  const group = page.getByRole("checkbox", { name: new RegExp(network.clientGroupId) });
  await expect(group).toBeChecked();
  await expect(page.getByText("chosen for you", { exact: true })).toBeVisible();
  await group.uncheck();
  await expect(page.getByText("chosen for you", { exact: true })).toHaveCount(0);
  await page.reload();
  await expect(group).not.toBeChecked();
  await page.getByRole("button", { name: "Choose for me" }).click();
  await expect(group).toBeChecked();
});

test("each step explains itself, and remembers whether it is to", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "explained");
  await page.goto("/");
  await page.getByRole("button", { name: "Read again" }).click();
  await page.getByRole("button", { name: "Set up private access in explained" }).click();
  const about = page.getByText("What this step is about");
  const link = (name: RegExp) => page.getByRole("link", { name });
  await expect(link(/^AWS PrivateLink concepts/)).toBeHidden();
  await about.click();
  await expect(link(/^AWS PrivateLink concepts/)).toBeVisible();
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(link(/^Amazon ECS interface VPC endpoints/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await about.click();
  await page.reload();
  await expect(about).toBeVisible();
  await expect(link(/^Amazon ECS interface VPC endpoints/)).toBeHidden();
  expect(network.vpcId).toMatch(/^vpc-/);
});

test("the sandbox's story leads to a plan by Next alone, with a hint on each step", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Try it" }).click();
  for (const [name, hint] of [
    ["Choose the network", "The story: tasks of shop"],
    ["Say what needs access", "What the tasks call"],
    ["Place the endpoints", "Where the endpoints go"],
    ["Connect the workloads", "Who may use them"],
    ["Secure and tune", "Nothing to do here"],
  ] as const) {
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(page.getByText(hint)).toBeVisible();
    await page.getByRole("button", { name: /^Next/ }).click();
  }
  await expect(page.getByRole("heading", { level: 1, name: "Review and apply" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Apply \d+ changes to 0{12}$/ })).toBeVisible();
  await page.getByRole("button", { name: "End the guide" }).click();
  await expect(page.getByText("See what happens, decide, and apply")).toHaveCount(0);
});
