/** A team: two web and two worker processes on one database, many people at once, and a database that is lost. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page, Request } from "@playwright/test";
import { accountOf } from "./account";
import { expect, setting, test } from "./fixtures";
import { endpointsOf, type Network, privateNetwork } from "./network";
import { toReview } from "./steps";
import { accountEnvironment, newDatabase, PACE, startTeam, type Web } from "./team";

const PEOPLE = 20;

/** Presses Apply as one more person: the same call as the browser's, to either web process. */
async function press(request: Request, { origin, cookie }: Web): Promise<{ kind: string; run: string; ms: number }> {
  const { pathname } = new URL(request.url());
  const { "next-action": action = "", "next-router-state-tree": tree = "", accept = "" } = request.headers();
  const begun = Date.now();
  const response = await fetch(`${origin}${pathname}`, {
    method: "POST",
    headers: {
      accept,
      cookie,
      origin,
      "content-type": "text/plain;charset=UTF-8",
      "next-action": action,
      "next-router-state-tree": tree,
      "sec-fetch-site": "same-origin",
    },
    body: request.postData() ?? "",
  });
  const text = await response.text();
  const [, kind = `${response.status} ${text.slice(0, 200)}`, run = ""] =
    /"kind":"(started|busy)","run":"(run-[0-9a-f]{17})"/.exec(text) ?? [];
  return { kind, run, ms: Date.now() - begun };
}

/** Twenty others are quicker than the person at this page, who then presses as well. */
async function pressWith(page: Page, webs: readonly Web[]) {
  const others: Promise<{ kind: string; run: string; ms: number }>[] = [];
  await page.route("**/review", async (route) => {
    const request = route.request();
    if (request.method() !== "POST" || !/rollbackOnFailure/.test(request.postData() ?? "")) return route.continue();
    for (let person = 0; person < PEOPLE; person += 1) {
      const web = webs[person % webs.length];
      if (web) others.push(press(request, web));
    }
    await Promise.race(others);
    await route.continue();
  });
  await page.getByRole("button", { name: /^Apply \d+ changes? to \d{12}$/ }).click();
  await expect(page.getByText("Nothing was started: another run is changing this VPC")).toBeVisible();
  return Promise.all(others);
}

function postern(ec2Url: string, databaseUrl: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/postern.mjs", ...args], {
    encoding: "utf8",
    env: { ...process.env, ...PACE, ...accountEnvironment(ec2Url), DATABASE_URL: databaseUrl },
  });
  return { status, stdout, stderr };
}

function intentFile({ vpcId, subnetIds, clientGroupId }: Network): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "postern-team-")), "intent.json");
  const services = ["ecs"];
  const clientSecurityGroupIds = [clientGroupId];
  writeFileSync(
    file,
    JSON.stringify({ version: 1, region: "us-east-1", vpcId, services, subnetIds, clientSecurityGroupIds }),
  );
  return file;
}

test("two web and two worker processes share one database, and its loss loses nothing in AWS", async ({
  browser,
  control,
  ec2,
  ec2Url,
  session,
  page: other,
}) => {
  test.setTimeout(240_000);
  const network = await privateNetwork(ec2, "team");
  const before = await accountOf(ec2, network.vpcId);
  // Long enough to open the run while it is active.
  await control.availableAfter(5_000);
  const database = await newDatabase();
  const team = await startTeam(browser, session, ec2Url, database);
  let run = "";
  try {
    const [first, second] = team.webs;
    const page = await first.context.newPage();
    await toReview(page, network, { workload: "Only calls the API" });

    const responses = await pressWith(page, team.webs);
    const started = responses.filter(({ kind }) => kind === "started");
    expect(started, JSON.stringify(responses)).toHaveLength(1);
    run = started[0]?.run ?? "";
    expect(new Set(responses.map((response) => response.run))).toEqual(new Set([run]));
    expect(responses.filter(({ kind }) => kind === "busy")).toHaveLength(PEOPLE - 1);
    test.info().annotations.push({ type: "answers in ms", description: responses.map(({ ms }) => ms).join() });
    await expect(page.getByRole("link", { name: `See ${run}` })).toHaveAttribute("href", `/runs/${run}`);

    // The other web process shows it live; the worker that has it is killed, and the other takes it over.
    const watching = await second.context.newPage();
    await watching.goto(`/runs/${run}`);
    await expect(watching.getByText("waiting for AWS").first()).toBeVisible();
    await team.killWorkerOf(run);
    await expect(watching.getByRole("heading", { name: "Verification" })).toBeVisible({ timeout: 60_000 });
    await control.availableAfter(500);
    const endpoints = Object.entries(await endpointsOf(ec2, network.vpcId));
    expect(endpoints.map(([name, { State, PrivateDnsEnabled }]) => [name, State, PrivateDnsEnabled])).toEqual([
      ["ecs Interface", "available", true],
    ]);
  } finally {
    await team.stop();
    await database.drop();
  }

  // The database is lost: the browser tests' own Postern has never known the run, and finds what it created.
  const intent = intentFile(network);
  const planned = postern(ec2Url, setting("DATABASE_URL"), "plan", "--intent", intent);
  expect(JSON.parse(planned.stdout).changes).toEqual([]);
  await other.goto("/runs");
  const found = other.getByRole("region", { name: "Found in the account" }).getByRole("listitem");
  const ours = found.filter({ hasText: run }).first();
  await ours.getByRole("button", { name: "Recover" }).click();
  await other.waitForURL(`**/runs/${run}`);
  await expect(other.getByRole("heading", { level: 1, name: /^Recovered \d changes$/ })).toBeVisible();
  await expect(other.getByRole("button", { name: /^Copy vpce-/ })).toBeVisible();

  // The same on the command line, of a third database; then it is rolled back.
  const anew = await newDatabase();
  try {
    const lost = postern(ec2Url, anew.url, "runs", "--lost", "--vpc", network.vpcId, "--region", "us-east-1");
    expect(JSON.parse(lost.stdout), lost.stderr).toEqual([expect.objectContaining({ id: run, vpcId: network.vpcId })]);
    const recovered = postern(ec2Url, anew.url, "adopt", run, "--vpc", network.vpcId, "--region", "us-east-1");
    expect(recovered.status, recovered.stderr).toBe(0);
    const undone = postern(ec2Url, anew.url, "rollback", run, "--yes");
    expect(undone.status, undone.stderr).toBe(0);
    // What the run modified carries no tags: both DNS attributes stay on.
    const { dns, ...after } = await accountOf(ec2, network.vpcId);
    expect(after).toEqual(expect.objectContaining({ groups: before.groups, rules: before.rules, endpoints: [] }));
    expect(dns).toEqual({ support: true, hostnames: true });
  } finally {
    await anew.drop();
  }
});
