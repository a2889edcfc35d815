/** How a person gets in, stays in and leaves; and that nobody else gets in. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { startNode, type TestProcess } from "#lib/process/testing/child-process";
import { listeningAddresses, processTree } from "#sandbox/testing/sockets";
import { expect, setting, test } from "./fixtures";
import { encoded, freshLink, signed } from "./session";

const base = setting("POSTERN_E2E_URL");
const data = setting("POSTERN_DATA_DIR");

/** A browser that was never here. */
async function newVisitor(browser: Browser): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: base, storageState: { cookies: [], origins: [] } });
  return { context, page: await context.newPage() };
}

const signedIn = (page: Page) => expect(page.getByRole("button", { name: /^Signed in as / })).toBeVisible();
const showsReason = (page: Page, why: string) =>
  expect(page.getByRole("heading", { level: 1, name: why })).toBeVisible();

type Start = { pid: number; processes: { name: string; pid: number }[] };
const startOf = (dir: string): Start => JSON.parse(readFileSync(join(dir, "start.json"), "utf8"));

test("a link opens Postern once, and looking at it is not using it", async ({ browser }) => {
  const link = freshLink();
  expect(new URL(link).searchParams.get("token")?.length).toBeGreaterThan(100);
  expect((await fetch(link, { method: "HEAD" })).headers.getSetCookie()).toEqual([]);
  expect((await fetch(link, { headers: { "sec-purpose": "prefetch" } })).headers.getSetCookie()).toEqual([]);

  const { context, page } = await newVisitor(browser);
  await page.goto(link);
  await signedIn(page);
  expect(page.url()).toBe(`${base}/`);
  const cookies = await context.cookies();
  expect(cookies).toEqual([
    expect.objectContaining({
      name: `postern-session-${new URL(base).port}`,
      httpOnly: true,
      sameSite: "Strict",
      path: "/",
    }),
  ]);

  const other = await newVisitor(browser);
  await other.page.goto(link);
  await showsReason(other.page, "This link was used already");
  await expect(other.page.getByText("npx postern open")).toBeVisible();
  expect(await other.context.cookies()).toEqual([]);
  expect((await other.page.goto("/runs"))?.status()).toBe(401);
  await showsReason(other.page, "You are not signed in here");

  // Who is signed in already loses nothing by opening it again.
  await page.goto(link);
  await showsReason(page, "This link was used already");
  await page.getByRole("link", { name: "Go to Postern" }).click();
  await signedIn(page);
  await Promise.all([context.close(), other.context.close()]);
});

test("a link leads on to the page that was wanted, and to no other site", async ({ browser }) => {
  const { context, page } = await newVisitor(browser);
  await page.goto(`${freshLink()}&to=%2Fruns`);
  await expect(page).toHaveURL(`${base}/runs`);
  await page.goto(`${freshLink()}&to=%2F%2Fevil.example`);
  await expect(page).toHaveURL(`${base}/`);
  await context.close();
});

test("a reload, a second tab and a web process that was started again keep a person in", async ({ context, page }) => {
  await page.goto("/runs");
  await signedIn(page);
  await page.reload();
  await signedIn(page);
  const second = await context.newPage();
  await second.goto("/");
  await signedIn(second);

  const web = () => startOf(data).processes.find(({ name }) => name === "The web server")?.pid ?? 0;
  const before = web();
  process.kill(before, "SIGKILL");
  await expect.poll(web).not.toBe(before);
  await expect
    .poll(
      () =>
        fetch(`${base}/signed-out`).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 60_000 },
    )
    .toBe(200);
  await page.reload();
  await signedIn(page);
});

test("a link on another site's page leads a signed-in person in, and so does a link into Postern", async ({
  browser,
  page,
}) => {
  let target = `${base}/runs`;
  const site = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<a href="${target}">Look at the runs</a>`);
  });
  await new Promise<void>((listening) => site.listen(0, "127.0.0.1", listening));
  try {
    const elsewhere = `http://localhost:${(site.address() as AddressInfo).port}/`;
    await page.goto(elsewhere);
    await page.getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();

    target = `${freshLink()}&to=%2Fruns`;
    const { context, page: other } = await newVisitor(browser);
    await other.goto(elsewhere);
    await other.getByRole("link").click();
    await expect(other.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
    await context.close();
  } finally {
    site.close();
  }
});

test("a cookie that Postern has not signed, or that has ended, is refused", async ({ session }) => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    may: ["read", "plan", "apply"],
    auth_time: now - 3600,
    iss: new URL(base).hostname,
    aud: "postern/session",
    sub: "other@laptop",
    jti: "1",
    exp: now + 3600,
  };
  const status = async (value: string) => {
    const headers = { cookie: `${session.name}=${value}` };
    const [page, data] = await Promise.all([`${base}/runs`, `${base}/api/runs`].map((url) => fetch(url, { headers })));
    expect(data?.status).toBe(page?.status);
    return page?.status;
  };
  // The forging works: with Postern's own key and the right claims it is accepted.
  expect(await status(signed(claims))).toBe(200);

  const [head = "", body = "", signature = ""] = session.value.split(".");
  const refused = {
    "another key": signed(claims, Buffer.alloc(32)),
    "no algorithm": `${encoded({ alg: "none" })}.${encoded(claims)}.`,
    "claims of its own": `${head}.${encoded(claims)}.${signature}`,
    "a part of the signature": `${head}.${body}.${signature.slice(0, 20)}`,
    "an end in the past": signed({ ...claims, exp: now - 1 }),
    "a beginning too long ago": signed({ ...claims, auth_time: now - 7 * 24 * 3600 - 1 }),
    "a link's token": new URL(freshLink()).searchParams.get("token") ?? "",
    "another host": signed({ ...claims, iss: "localhost" }),
    "another purpose": signed({ ...claims, aud: "postern/link" }),
    nothing: "",
  };
  for (const [how, value] of Object.entries(refused)) expect(await status(value), how).toBe(401);
});

test("who signs out is out in every tab of that browser, and has left nothing on the page", async ({ browser }) => {
  const { context, page } = await newVisitor(browser);
  await page.goto(freshLink());
  const second = await context.newPage();
  await second.goto("/runs");
  await page.getByRole("button", { name: /^Signed in as / }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await showsReason(page, "You are signed out");
  expect(await context.cookies()).toEqual([]);
  expect((await second.reload())?.status()).toBe(401);
  await page.goBack();
  await showsReason(page, "You are not signed in here");
  await context.close();
});

/** `npm start` of the browser tests' build, on a data folder of its own. */
class Started {
  readonly dir = mkdtempSync(join(tmpdir(), "postern-start-"));
  private process: TestProcess | null = null;

  constructor(private readonly endpoint: string) {
    // Root's database server runs as another user, who has to get there.
    chmodSync(this.dir, 0o711);
  }

  /** Starts it; gives the link that it prints. */
  async start(...args: string[]): Promise<string> {
    const { DATABASE_URL: _, ...env } = process.env;
    this.process = startNode(["bin/bootstrap.mjs", "start", ...args], {
      ...env,
      CI: "1",
      POSTERN_DATA_DIR: this.dir,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    const [, link = ""] = await this.process.written(/^Postern is ready: (http\S+)$/m);
    return link;
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    await this.process?.stop(signal);
  }
}

test("after Postern was killed and started again the old session continues; all of it listens on loopback only", async ({
  browser,
  ec2Url,
}) => {
  test.setTimeout(240_000);
  const postern = new Started(ec2Url);
  const { context, page } = await newVisitor(browser);
  try {
    const link = await postern.start("--port", "4700");
    const { origin } = new URL(link);
    await page.goto(link);
    await signedIn(page);
    const before = await context.cookies();

    for (const [name, addresses] of Object.entries({
      "npm start": listeningAddresses(processTree(postern.pid)),
      "the sandbox's": startOf(data).processes.flatMap(({ pid }) => listeningAddresses(processTree(pid))),
    })) {
      expect(addresses.length, name).toBeGreaterThanOrEqual(2);
      for (const address of addresses) expect(address, name).toMatch(/^(?:127\.0\.0\.1|0000:.*:0001):\d+$/);
    }
    for (const secret of ["session.key", "start.json", "postgres/password"]) {
      expect(statSync(join(postern.dir, secret)).mode & 0o777, secret).toBe(0o600);
    }

    await postern.end("SIGKILL");
    // Without the port, which is kept.
    const again = await postern.start();
    expect(new URL(again).origin).toBe(origin);
    await page.goto(`${origin}/runs`);
    await signedIn(page);
    expect(await context.cookies()).toEqual(before);
  } finally {
    await postern.end("SIGINT");
    await context.close();
  }
});

test("Postern does not start on an address that others can reach, unless they have to sign in", () => {
  const env = { ...process.env, POSTERN_DATA_DIR: mkdtempSync(join(tmpdir(), "postern-reach-")) };
  const { status, stdout } = spawnSync(process.execPath, ["bin/bootstrap.mjs", "start", "--host", "0.0.0.0"], {
    encoding: "utf8",
    env: { ...env, AWS_ENDPOINT_URL: setting("POSTERN_E2E_EC2") },
  });
  expect(status).toBe(1);
  expect(stdout).toContain("Postern does not start on 0.0.0.0");
  expect(stdout).toContain("POSTERN_OIDC_ISSUER");
});
