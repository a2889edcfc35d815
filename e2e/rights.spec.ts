import { spawnSync } from "node:child_process";
import { expect, test } from "./fixtures";
import { endpointsOf, groupNamed, httpsPeers, type Network, privateNetwork } from "./network";
import { apply, toReview } from "./steps";

/** The access keys of the sandbox's two sides. */
const WEB = "postern-read";
const WORKER = "postern-apply";

type Policy = { Statement: { Sid: string }[] };

/** The policies that a person would give to the two sides for this network. */
function policies({ vpcId }: Network): { read: Policy; apply: Policy } {
  const scope = ["--region", "us-east-1", "--account", "000000000000", "--vpc", vpcId, "--service", "ecs"];
  const args = ["bin/postern.mjs", "iam", "--format", "json", ...scope];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
}

test("with the rights that postern iam prints, the web process changes nothing and the worker does all that is needed", async ({
  page,
  ec2,
  control,
}) => {
  const network = await privateNetwork(ec2, "rights");
  const { read, apply: changes } = policies(network);
  await control.limit(WEB, read);
  await control.limit(WORKER, changes);
  await control.forgetCalls();

  await toReview(page, network, { workload: "Only calls the API" });
  await apply(page);
  await expect(page.getByText("Done: the account is as the plan expects")).toBeVisible({ timeout: 90_000 });

  expect(Object.keys(await endpointsOf(ec2, network.vpcId))).toEqual(["ecs Interface"]);
  const group = await groupNamed(ec2, network.vpcId, "postern-endpoints");
  expect(await httpsPeers(ec2, network.clientGroupId)).toEqual({ out: [group], in: [] });
  const calls = await control.calls();
  expect(calls.length).toBeGreaterThan(4);
  expect(new Set(calls.map(({ accessKey }) => accessKey))).toEqual(new Set([WORKER]));
});

test("a permission that is missing in the middle of a run is named, with the statement to add", async ({
  page,
  ec2,
  control,
}) => {
  const network = await privateNetwork(ec2, "less-rights");
  const { read, apply: changes } = policies(network);
  await control.limit(WEB, read);
  await control.limit(WORKER, {
    ...changes,
    Statement: changes.Statement.filter(({ Sid }) => Sid !== "PosternCreateRules"),
  });

  await toReview(page, network, { workload: "Only calls the API" });
  await page.getByRole("button", { name: /^Apply \d+ changes? to \d{12}$/ }).click();
  await page.waitForURL(/\/runs\/[^/]+$/);
  await expect(page.getByText(/lack the permission ec2:AuthorizeSecurityGroup/).first()).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByText('"PosternCreateRules"').first()).toBeVisible();
  expect(await httpsPeers(ec2, network.clientGroupId)).toEqual({ out: [], in: [] });
  // Endpoints do not wait for rules; that names lead to them does.
  const endpoints = Object.values(await endpointsOf(ec2, network.vpcId));
  expect(endpoints.map(({ PrivateDnsEnabled }) => PrivateDnsEnabled)).not.toContain(true);
});
