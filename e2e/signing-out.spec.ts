/** Signing out ends a session on the server: in every web process, with every copy of its cookie. */
import { randomBytes } from "node:crypto";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import pg from "pg";
import { expect, setting, test } from "./fixtures";
import { actionId } from "./guard-requests";
import { send } from "./raw";
import { freshLink, linkOf } from "./session";
import { accountEnvironment } from "./team";
import { startWeb, type WebProcess } from "./web";

const base = setting("POSTERN_E2E_URL");

type SignedIn = { context: BrowserContext; page: Page; value: string };

/** A browser that has signed in, and a copy of its cookie. */
async function signedIn(browser: Browser, link = freshLink()): Promise<SignedIn> {
  const context = await browser.newContext({ baseURL: base, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByRole("button", { name: /^Signed in as / })).toBeVisible();
  const [cookie] = await context.cookies();
  return { context, page, value: cookie?.value ?? "" };
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: /^Signed in as / }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

const headingOf = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });

/** The statuses of a page, of data and of an action, asked with a copied cookie. */
async function statuses(origin: string, value: string): Promise<number[]> {
  const { host, port } = new URL(origin);
  const headers = { host, origin, cookie: `postern-session-${port}=${value}`, "sec-fetch-site": "same-origin" };
  // It reaches the action, which refuses what it is given.
  const write = { "next-action": actionId("deleteDraft"), accept: "text/x-component", "content-type": "text/plain" };
  const responses = await Promise.all([
    send(origin, { method: "GET", path: "/runs", headers }),
    send(origin, { method: "GET", path: "/api/runs", headers }),
    send(origin, { method: "POST", path: "/", headers: { ...headers, ...write }, body: '[{"id":"x"}]' }),
  ]);
  return responses.map(({ status }) => status);
}

const OPEN = [200, 200, 200];
const CLOSED = [401, 401, 401];

let second: WebProcess;
let database: pg.Client;
/** As whom the second web process comes to the database, so that it alone can lose it. */
const role = `second_${randomBytes(4).toString("hex")}`;

test.beforeAll(async () => {
  const url = new URL(setting("DATABASE_URL"));
  database = new pg.Client({ connectionString: url.href });
  await database.connect();
  await database.query(`CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD '${role}'`);
  [url.username, url.password] = [role, role];
  const account = accountEnvironment(setting("POSTERN_E2E_EC2"));
  second = await startWeb({ ...process.env, ...account, DATABASE_URL: url.href });
});
test.afterAll(async () => {
  await second.stop();
  await database.query(`DROP ROLE ${role}`);
  await database.end();
});

test("who signs out is out in each web process within five seconds, and so is every copy of the cookie", async ({
  browser,
}) => {
  const { context, page, value } = await signedIn(browser);
  const other = await signedIn(browser);
  // Each web process has just found the session to be good.
  for (const origin of [base, second.origin]) expect(await statuses(origin, value)).toEqual(OPEN);

  await choose(page, "Sign out");
  await expect(headingOf(page, "You are signed out")).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  expect(await statuses(base, value)).toEqual(CLOSED);
  await expect.poll(() => statuses(second.origin, value), { timeout: 5_000, intervals: [100] }).toEqual(CLOSED);

  // Another browser of the same person stays signed in.
  for (const origin of [base, second.origin]) expect(await statuses(origin, other.value)).toEqual(OPEN);
  await Promise.all([context.close(), other.context.close()]);
});

test("who signs out everywhere is out in every browser, alone, and signs in again by a new link", async ({
  browser,
  session,
}) => {
  // A person of this test alone: all other tests share one session.
  const link = () => linkOf("everywhere@laptop");
  const [one, other] = [await signedIn(browser, link()), await signedIn(browser, link())];
  for (const origin of [base, second.origin]) {
    for (const { value } of [one, other]) expect(await statuses(origin, value)).toEqual(OPEN);
  }
  await choose(one.page, "Sign out everywhere");
  await expect(headingOf(one.page, "You are signed out everywhere")).toBeVisible();
  for (const { value } of [one, other]) {
    expect(await statuses(base, value)).toEqual(CLOSED);
    await expect.poll(() => statuses(second.origin, value), { timeout: 5_000, intervals: [100] }).toEqual(CLOSED);
  }
  expect((await other.page.reload())?.status()).toBe(401);
  await expect(headingOf(other.page, "You are not signed in here")).toBeVisible();

  const again = await signedIn(browser, link());
  for (const origin of [base, second.origin]) {
    for (const value of [again.value, session.value]) expect(await statuses(origin, value)).toEqual(OPEN);
  }
  await Promise.all([one, other, again].map(({ context }) => context.close()));
});

test("a web process that has lost the database refuses everyone within five seconds, says why, and continues when it is back", async ({
  browser,
}) => {
  const { context, page, value } = await signedIn(browser);
  const { hostname: domain, port } = new URL(second.origin);
  await context.addCookies([{ name: `postern-session-${port}`, value, domain, path: "/", sameSite: "Strict" }]);
  await page.goto(`${second.origin}/runs`);
  await expect(headingOf(page, "Runs")).toBeVisible();

  await database.query(`ALTER ROLE ${role} NOLOGIN`);
  await database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", [role]);
  await expect
    .poll(() => statuses(second.origin, value), { timeout: 5_000, intervals: [100] })
    .toEqual([503, 503, 503]);
  await page.reload();
  await expect(headingOf(page, "Postern's database does not respond")).toBeVisible();
  expect(await statuses(base, value)).toEqual(OPEN);

  await database.query(`ALTER ROLE ${role} LOGIN`);
  await expect(headingOf(page, "Runs")).toBeVisible();
  await context.close();
});
