/** The wizard as a person goes through it. */
import { expect, type Page } from "@playwright/test";
import type { Network } from "./network";

export type StepOptions = {
  workload: "ECS on Fargate" | "ECS on EC2" | "Only calls the API";
  /** Switches to be on, besides those that the workload suggests. */
  uses?: string[];
  /** Called on each step once it is filled in. */
  inspect?: (page: Page) => Promise<void>;
};

async function next(page: Page, title: string, { inspect }: StepOptions): Promise<void> {
  await inspect?.(page);
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

/** From the home page to the review, choosing the network's VPC, its own subnets and its tasks' group. */
export async function toReview(page: Page, network: Network, options: StepOptions): Promise<void> {
  const { workload, uses = [] } = options;
  // Postern keeps a list of VPCs for seconds, in which this one may be missing.
  const vpcs = async () => (await page.request.get("/api/vpcs?region=us-east-1&refresh=true")).text();
  await expect.poll(vpcs).toContain(network.vpcId);
  await page.goto("/");
  await page.getByRole("button", { name: "Set up private access" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Choose the network" })).toBeVisible();
  await page.getByRole("radio", { name: new RegExp(network.vpcId) }).click();
  await next(page, "Say what needs access", options);
  await page.getByRole("radio", { name: workload }).click();
  for (const name of uses) await page.getByRole("switch", { name }).click();
  await next(page, "Place the endpoints", options);
  for (const subnet of network.subnetIds) {
    await expect(page.getByRole("radio", { name: new RegExp(subnet) })).toBeChecked();
  }
  await next(page, "Connect the workloads", options);
  // Those that were chosen by inference are not what a scenario is about.
  const chosen = page.getByRole("list", { name: "Chosen groups" }).getByRole("button");
  while ((await chosen.count()) > 0) await chosen.first().click();
  await page.getByRole("checkbox", { name: new RegExp(network.clientGroupId) }).check();
  await next(page, "Secure and tune", options);
  await next(page, "Review and apply", options);
}

/** Presses Apply and waits for the run's page. Gives the run's id. */
export async function apply(page: Page): Promise<string> {
  await page.getByRole("button", { name: /^Apply \d+ changes? to \d{12}$/ }).click();
  await page.waitForURL(/\/runs\/[^/]+$/);
  return page.url().split("/").at(-1) ?? "";
}
