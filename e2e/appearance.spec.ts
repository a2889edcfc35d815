/**
 * What the main states look like, compared with the pictures in docs/tour, which the README shows. `npm run tour` takes them again. First of
 * all browser tests, while the sandbox's account is as it was seeded.
 */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { privateNetwork } from "./network";
import { apply, toReview } from "./steps";

async function looksLike(page: Page, name: string, part: Page | Locator = page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  await (part === page ? expect(page) : expect(part as Locator)).toHaveScreenshot(`${name}.png`);
}

const saved = (page: Page) => expect(page.getByText("Saved", { exact: true })).toBeVisible();
const heading = (page: Page, name: string | RegExp) => expect(page.getByRole("heading", { name })).toBeVisible();

async function next(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: /^Next/ }).click();
  await heading(page, title);
}

test("a VPC as it is, from the list of VPCs to what is broken in one", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "legacy", exact: true }).click();
  await heading(page, "Diagram");
  await looksLike(page, "check");
});

test("a setup, from the VPC to the review", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/");
  await page.getByRole("button", { name: "Set up private access" }).first().click();
  await heading(page, "Choose the network");
  await page.getByRole("radio", { name: /\bshop\b/ }).click();
  await saved(page);
  await looksLike(page, "vpc");
  await next(page, "Say what needs access");
  await page.getByRole("radio", { name: "ECS on Fargate" }).click();
  await saved(page);
  await looksLike(page, "workload");
  await next(page, "Place the endpoints");
  await saved(page);
  await looksLike(page, "placement");
  await next(page, "Connect the workloads");
  const chosen = page.getByRole("list", { name: "Chosen groups" }).getByRole("button");
  while ((await chosen.count()) > 0) await chosen.first().click();
  await page.getByRole("checkbox", { name: /shop-tasks/ }).check();
  await saved(page);
  await looksLike(page, "rules");
  await next(page, "Secure and tune");
  await next(page, "Review and apply");
  await expect(page.getByText("Needs your decision").first()).toBeVisible();
  await expect(page.getByText(/\d+ items were not checked/)).toBeVisible({ timeout: 60_000 });
  await saved(page);
  await looksLike(page, "review");
  await page.emulateMedia({ colorScheme: "dark" });
  await looksLike(page, "review-dark");
  await page.setViewportSize({ width: 390, height: 844 });
  await looksLike(page, "review-narrow");
  await page.emulateMedia({ colorScheme: "light" });
  // As high as the pictures, which would otherwise be under the bar with Apply.
  await page.setViewportSize({ width: 1280, height: 2000 });
  const panel = page.getByRole("tabpanel", { name: "Diagram" });
  await looksLike(page, "paths", panel);
  await panel.getByRole("group", { name: "Picture" }).getByText("Network").click();
  await looksLike(page, "network", panel);
});

test("a run that has succeeded", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "story");
  await toReview(page, network, { workload: "Only calls the API" });
  await apply(page);
  await expect(page.getByText("Done: the account is as the plan expects")).toBeVisible({ timeout: 90_000 });
  await looksLike(page, "run");
});
