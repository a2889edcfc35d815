/** People with different permissions in one Postern: what each of them sees, and may do to drafts of others. */
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import pg from "pg";
import { expect, setting, test } from "./fixtures";
import type { SessionCookie } from "./session";

const base = setting("POSTERN_E2E_URL");
const CREATOR = "creator@example.com";

/** A session of another person, signed with Postern's key. */
function sessionOf(own: SessionCookie, actor: string, may: string[]): SessionCookie {
  const key = Buffer.from(readFileSync(join(setting("POSTERN_DATA_DIR"), "session.key"), "utf8").trim(), "base64url");
  const [head = "", body = ""] = own.value.split(".");
  const claims = { ...JSON.parse(Buffer.from(body, "base64url").toString()), sub: actor, may, jti: randomUUID() };
  const text = `${head}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return { name: own.name, value: `${text}.${createHmac("sha256", key).update(text).digest("base64url")}` };
}

async function pageOf(browser: Browser, own: SessionCookie, actor: string, may: string[]): Promise<Page> {
  const context = await browser.newContext({ baseURL: base, storageState: { cookies: [], origins: [] } });
  await context.addCookies([{ ...sessionOf(own, actor, may), url: base }]);
  return context.newPage();
}

/** A draft that Anna created and another person changed. */
async function draft(title: string, updatedBy: string): Promise<string> {
  const client = new pg.Client({ connectionString: setting("DATABASE_URL") });
  await client.connect();
  const id = randomUUID();
  await client.query(
    `INSERT INTO postern.drafts (id, account_id, region, title, data, revision, created_by, updated_by)
     VALUES ($1, '000000000000', 'us-east-1', $2, '{}', 2, $3, $4)`,
    [id, title, CREATOR, updatedBy],
  );
  await client.end();
  return id;
}

test("a reader who opens a setup gets 403, with the setting to ask for", async ({ browser, session }) => {
  const id = await draft("Draft to look at", CREATOR);
  const page = await pageOf(browser, session, "reader@example.com", ["read"]);
  for (const path of ["/setup", `/setup/${id}`, `/setup/${id}/network`, `/setup/${id}/review`]) {
    expect((await page.goto(path))?.status(), path).toBe(403);
    await expect(page.getByRole("heading", { level: 1, name: "This page is not open to you" })).toBeVisible();
  }
  await expect(page).toHaveTitle("This page is not open to you - Postern");
  await expect(page.getByText("reader@example.com")).toBeVisible();
  await expect(page.getByText("POSTERN_OIDC_PLAN")).toBeVisible();

  await page.getByRole("link", { name: "Go to the home page" }).click();
  await page.getByRole("link", { name: "Draft to look at" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "This page is not open to you" })).toBeVisible();
  await page.context().close();
});

test("a draft shows who created and changed it; only its creator and people who may apply can delete it", async ({
  browser,
  session,
}) => {
  const editor = "editor@example.com";
  await draft("Draft of both", editor);
  const row = (page: Page) => page.getByRole("listitem").filter({ hasText: "Draft of both" });
  const remove = (page: Page) => row(page).getByRole("button", { name: "Delete draft Draft of both" });

  const other = await pageOf(browser, session, editor, ["read", "plan"]);
  await other.goto("/");
  await expect(row(other)).toContainText(`changed just now by you, created by ${CREATOR}`);
  await expect(remove(other)).toHaveCount(0);

  const chief = await pageOf(browser, session, "operator@example.com", ["read", "plan", "apply"]);
  await chief.goto("/");
  await expect(row(chief)).toContainText(`changed just now by ${editor}, created by ${CREATOR}`);
  await expect(remove(chief)).toBeVisible();

  const maker = await pageOf(browser, session, CREATOR, ["read", "plan"]);
  await maker.goto("/");
  await expect(row(maker)).toContainText(`changed just now by ${editor}, created by you`);
  await remove(maker).click();
  await expect(maker.getByText("Draft deleted")).toBeVisible();
  await expect(row(maker)).toHaveCount(0);
  await maker.getByRole("button", { name: "Undo" }).click();
  await expect(row(maker)).toBeVisible();
  for (const page of [other, chief, maker]) await page.context().close();
});
