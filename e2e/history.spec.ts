import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { RevokeSecurityGroupEgressCommand } from "@aws-sdk/client-ec2";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { endpointsOf, groupNamed, httpsPeers, privateNetwork } from "./network";
import { apply, toReview } from "./steps";

/** A run waits for endpoints and verifies; the emulator responds in seconds. */
const RUN = { timeout: 90_000 };
const DONE = "Done: the account is as the plan expects";

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** The command line in the checkout, on the database and the account of the browser tests. */
function postern(ec2Url: string, ...args: string[]) {
  const aws = { AWS_ENDPOINT_URL: ec2Url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const env = { ...process.env, ...aws, AWS_REGION: "us-east-1" };
  return spawnSync(process.execPath, ["bin/postern.mjs", ...args], { encoding: "utf8", env });
}

/** Ids of the runs that the page lists. */
async function listed(page: Page): Promise<string[]> {
  const rows = await page.getByRole("region", { name: "Runs" }).getByRole("row").allInnerTexts();
  return rows.flatMap((text) => /run-[0-9a-f]{17}/.exec(text)?.[0] ?? []);
}

test("a run is verified, exported, found again, and compared with the account of today", async ({
  page,
  ec2,
  ec2Url,
}) => {
  const network = await privateNetwork(ec2, "history");
  await toReview(page, network, { workload: "Only calls the API" });
  const run = await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);
  const endpoint = (await endpointsOf(ec2, network.vpcId))["ecs Interface"];
  const group = await groupNamed(ec2, network.vpcId, "postern-endpoints");

  const checks = page.getByRole("region", { name: "Expected and found" });
  for (const subnet of network.subnetIds) {
    await expect(checks.getByRole("row", { name: "An interface is in each subnet" })).toContainText(subnet);
  }
  await expect(checks.getByRole("row", { name: "The name resolves as planned" }).first()).toContainText(
    endpoint?.VpcEndpointId ?? "no endpoint",
  );
  await expect(page.getByText("Does not hold")).toHaveCount(0);
  await expect(page.getByText("Still as applied")).toBeVisible();
  expect(await faults(page)).toEqual([]);

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export JSON" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${run}.json`);
  const record = JSON.parse(readFileSync(await download.path(), "utf8"));
  expect(record).toMatchObject({
    format: "postern.run/1",
    id: run,
    status: "succeeded",
    request: {
      actor: expect.stringMatching(/./),
      plan: { intent: { vpcId: network.vpcId }, fingerprint: expect.any(String) },
    },
  });
  for (const { calls } of record.steps) {
    expect(calls).toEqual([
      expect.objectContaining({
        startedAt: expect.stringMatching(/Z$/),
        endedAt: expect.stringMatching(/Z$/),
        requestId: expect.stringMatching(/./),
        input: expect.anything(),
      }),
    ]);
  }

  await ec2.send(
    new RevokeSecurityGroupEgressCommand({
      GroupId: network.clientGroupId,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: group }] }],
    }),
  );
  await page.getByRole("button", { name: "Look again" }).click();
  await expect(page.getByText("Not as applied any more: 1 change is needed")).toBeVisible();
  const outcome = page.getByRole("region", { name: "Outcome" });
  await expect(outcome.getByText("Allow egress on tcp 443 from history-tasks")).toBeVisible();
  const missing = postern(ec2Url, "plan", "--run", run);
  expect(missing.status, missing.stderr).toBe(2);
  expect(JSON.parse(missing.stdout).changes).toMatchObject([{ operation: "AuthorizeSecurityGroupEgress" }]);

  await page.getByRole("button", { name: "Review in a new draft" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review and apply" })).toBeVisible();
  const second = await apply(page);
  await expect(page.getByText(DONE)).toBeVisible(RUN);
  expect((await httpsPeers(ec2, network.clientGroupId)).out).toEqual([group]);
  expect(Object.keys(await endpointsOf(ec2, network.vpcId))).toEqual(["ecs Interface"]);

  await page.goto(`/runs?vpc=${network.vpcId}`);
  expect(await listed(page)).toEqual([second, run]);
  await page.getByRole("searchbox", { name: "Search runs" }).fill(run);
  await expect(page).toHaveURL(new RegExp(`q=${run}`));
  await expect.poll(() => listed(page)).toEqual([run]);
  await page.reload();
  expect(await listed(page)).toEqual([run]);
  await expect(page.getByRole("searchbox", { name: "Search runs" })).toHaveValue(run);
  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "failed" }).click();
  await expect(page.getByText("No run fits this filter")).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await expect(page.getByRole("searchbox", { name: "Search runs" })).toHaveValue("");
  await page
    .getByRole("link", { name: /^Give history-tasks ecs in / })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/runs/${second}$`));

  const found = postern(ec2Url, "runs", "--search", endpoint?.VpcEndpointId ?? "", "--kind", "apply");
  expect(found.status, found.stderr).toBe(0);
  expect(JSON.parse(found.stdout).map(({ id }: { id: string }) => id)).toContain(run);
});
