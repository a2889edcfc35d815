import { spawnSync } from "node:child_process";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { endpointsOf, privateNetwork } from "./network";
import { apply, toReview } from "./steps";

/** A run waits for endpoints, and a rollback for names to expire; the emulator responds in seconds. */
const RUN = { timeout: 120_000 };

test("a rollback shows its plan first, is verified afterwards, and undoes what the run did", async ({
  page,
  ec2,
  ec2Url,
}) => {
  test.slow();
  const network = await privateNetwork(ec2, "back");
  await toReview(page, network, { workload: "Only calls the API" });
  const run = await apply(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Give back-tasks ecs in /);
  const steps = page.getByRole("heading", { name: "Steps" });
  const before = await steps.boundingBox();
  await expect(page.getByText("Done: the account is as the plan expects")).toBeVisible(RUN);
  await expect(page.getByText("Still as applied")).toBeVisible();
  expect((await steps.boundingBox())?.y).toBe(before?.y);
  await expect(page).toHaveTitle(/^✓ Done – /);
  const proof = await page.getByRole("heading", { name: "Prove it from inside the VPC" }).boundingBox();
  const last = await page.getByText("Turn private DNS on for ecs").first().boundingBox();
  expect(proof?.y).toBeGreaterThan(last?.y ?? 0);
  expect(proof?.y).toBeLessThan((last?.y ?? 0) + 300);

  const aws = { AWS_ENDPOINT_URL: ec2Url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const env = { ...process.env, ...aws, AWS_REGION: "us-east-1" };
  const shown = spawnSync(process.execPath, ["bin/postern.mjs", "rollback", run], { encoding: "utf8", env });
  expect(shown.status, shown.stderr).toBe(2);
  expect(shown.stderr).toContain("Delete endpoint ecs");
  expect(shown.stderr).toContain("back-tasks lose ecs");
  expect(Object.keys(await endpointsOf(ec2, network.vpcId))).toEqual(["ecs Interface"]);

  await page.getByRole("button", { name: "Roll back" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("Delete endpoint ecs")).toBeVisible({ timeout: 30_000 });
  await expect(dialog.getByText(/back-tasks lose ecs, because/)).toBeVisible();
  await expect(dialog.getByText(/after private DNS is off, because/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual(
    [],
  );
  await dialog.getByRole("button", { name: /^Roll back \d+ changes$/ }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Roll back: Give back-tasks ecs in /);
  await expect(page.getByText("Rolled back, and verified")).toBeVisible(RUN);
  const checks = page.getByRole("region", { name: "Expected and found" });
  await expect(checks.getByRole("row", { name: "The endpoint is deleted" })).toContainText("endpoint ecs");
  await expect(checks.getByRole("row", { name: "The name resolves without the endpoint" }).first()).toBeVisible();
  expect(await endpointsOf(ec2, network.vpcId)).toEqual({});
});

test("stopping asks first, and a stopped rollback goes on rolling back", async ({ page, ec2 }) => {
  // An apply and two rollbacks, of which the second waits for names to expire.
  test.slow();
  const network = await privateNetwork(ec2, "halt");
  await toReview(page, network, { workload: "Only calls the API" });
  await apply(page);
  await expect(page.getByText("Done: the account is as the plan expects")).toBeVisible(RUN);
  await page.getByRole("button", { name: "Roll back" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Roll back \d+ changes$/ })
    .click({ timeout: 30_000 });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Roll back: /);

  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("What is rolled back stays rolled back");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("Stopped: not everything is rolled back")).toBeVisible(RUN);

  await page.getByRole("button", { name: "Try again" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Roll back \d+ changes?$/ })
    .click({ timeout: 30_000 });
  await expect(page.getByText("Rolled back, and verified")).toBeVisible(RUN);
  expect(await endpointsOf(ec2, network.vpcId)).toEqual({});
});
