import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { endpointsOf, privateNetwork } from "./network";
import { apply, toReview } from "./steps";

const RUN = { timeout: 90_000 };
const DONE = "Done: the account is as the plan expects";

async function choosePolicy(page: Page, service: string, choice: string): Promise<void> {
  await page.getByRole("combobox", { name: `Policy for ${service}` }).click();
  await page.getByRole("option", { name: new RegExp(`^${choice}`) }).click();
}

/** From the review back to the step of the policies. */
async function toPolicies(page: Page): Promise<void> {
  await page.goto(page.url().replace(/[^/]+$/, "tune"));
  await expect(page.getByRole("heading", { level: 1, name: "Secure and tune" })).toBeVisible();
}

test("an endpoint allows calls to one cluster, and planning again finds nothing to do", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "cluster");
  await toReview(page, network, { workload: "Only calls the API" });
  await toPolicies(page);
  await choosePolicy(page, "ecs", "One cluster");
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: /enter the cluster's name/ })).toBeVisible();
  await page.getByLabel("Cluster", { exact: true }).fill("web");

  // Looking at another choice loses nothing.
  await choosePolicy(page, "ecs", "Read-only ECS");
  await choosePolicy(page, "ecs", "One cluster");
  await expect(page.getByLabel("Cluster", { exact: true })).toHaveValue("web");
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review and apply" })).toBeVisible();
  await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);

  const { "ecs Interface": ecs } = await endpointsOf(ec2, network.vpcId);
  const policy = JSON.parse(ecs?.PolicyDocument ?? "null");
  const arn = "arn:aws:ecs:us-east-1:000000000000";
  expect(policy.Statement[0]).toMatchObject({ Effect: "Allow", Principal: "*", Action: "ecs:*" });
  expect(policy.Statement[0].Resource).toEqual(
    expect.arrayContaining([`${arn}:cluster/web`, `${arn}:service/web/*`, `${arn}:task/web/*`]),
  );
  expect(policy.Statement[1].Condition).toEqual({ ArnEquals: { "ecs:cluster": `${arn}:cluster/web` } });

  await toReview(page, network, { workload: "Only calls the API" });
  await toPolicies(page);
  await expect(page.getByText(/vpce-\S+ keeps “One cluster”/)).toBeVisible();
  await choosePolicy(page, "ecs", "One cluster");
  await page.getByLabel("Cluster", { exact: true }).fill(`${arn}:cluster/web`);
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(page.getByText("all exist already")).toBeVisible();
});

test("custom JSON gets remarks by line during editing", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "policy-text");
  await toReview(page, network, { workload: "Only calls the API" });
  await toPolicies(page);
  await choosePolicy(page, "ecs", "Your own JSON");
  const text = page.getByLabel("Policy for ecs as JSON");
  await expect(page.getByText("Its form is right, and its actions are known.")).toBeVisible();
  const statement = (action: string) =>
    `{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Principal": "*",\n      "Action": "${action}",\n      "Resource": "*"\n    }\n  ]\n}`;
  await text.fill(statement("ecs:DescribeTaks"));
  const remarks = page.locator("#policy-ecs-remarks");
  await expect(remarks).toContainText("Line 7 ecs has no action DescribeTaks; did you mean ecs:DescribeTasks?");
  await remarks.getByRole("button", { name: "Line 7" }).click();
  await expect(text).toBeFocused();
  await text.fill(statement("ecs:*").replace('"Effect": "Allow",', '"Effect": "Allow"'));
  await expect(remarks).toContainText('Line 6 This is not JSON yet: there is "\\"" where a comma or } is expected.');
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: /line 6: This is not JSON yet/ })).toBeVisible();
  await text.fill(statement("ecs:*"));
  await expect(page.getByText(/^Not asked of Access Analyzer: /)).toBeVisible();
});
