/** Switching Region and profile in the header: what is shown afterwards, and what answers. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { expect, setting, test } from "./fixtures";
import { linkOf } from "./session";
import { startWeb, type WebProcess } from "./web";

let folder: string;
let web: WebProcess;

/** A web process that is no sandbox: profiles in a config file, which lead to accounts of the emulator. */
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "postern-profiles-"));
  const config = join(folder, "config");
  const keys = (account: string) => `aws_access_key_id = ${account}\naws_secret_access_key = test\n`;
  writeFileSync(
    config,
    [
      `[default]\n${keys("000000000000")}`,
      `[profile other]\nregion = eu-west-1\n${keys("111111111111")}`,
      "[profile gone]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = ops\nregion = us-east-1\n",
      "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.example/start\n",
    ].join("\n"),
  );
  const own = Object.entries(process.env).filter(([name]) => !/^(?:AWS_|POSTERN_SANDBOX$)/.test(name));
  web = await startWeb({
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: setting("POSTERN_E2E_EC2"),
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    NODE_ENV: "production",
  });
});
test.afterAll(async () => {
  await web.stop();
  rmSync(folder, { recursive: true });
});

async function home(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: web.origin, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(linkOf("operator@laptop"));
  await expect(page.getByRole("heading", { level: 1, name: "Private access to AWS" })).toBeVisible();
  return page;
}

const choose = async (page: Page, what: "Region" | "Profile", name: string | RegExp) => {
  await page.getByRole("button", { name: new RegExp(`^${what}:`) }).click();
  await page.getByRole("menuitem", { name }).click();
};

test("an endpoint that is not AWS's wears its own host as the badge", async ({ browser }) => {
  const page = await home(browser);
  const header = page.getByRole("banner");
  await expect(header.getByText(new URL(setting("POSTERN_E2E_EC2")).host, { exact: true })).toBeVisible();
  await expect(header.getByText("AWS", { exact: true })).toHaveCount(0);
  await expect(header.getByText("Sandbox", { exact: true })).toHaveCount(0);
  await page.context().close();
});

test("a profile leads to its own account and Region, on every page, until another is chosen", async ({ browser }) => {
  const page = await home(browser);
  const header = page.getByRole("banner");
  await expect(header.getByText("000000000000")).toBeVisible();
  await choose(page, "Profile", "other");
  await expect(header.getByText("111111111111")).toBeVisible();
  await expect(header.getByRole("button", { name: /^Profile: other/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "VPCs in eu-west-1" })).toBeVisible();
  await page.goto("/runs");
  await expect(header.getByText("111111111111")).toBeVisible();

  await choose(page, "Region", /^us-west-2/);
  await expect(page.getByRole("heading", { name: "VPCs in us-west-2" })).toBeVisible();
  await expect(header.getByText("111111111111")).toBeVisible();

  await choose(page, "Profile", "That of the settings");
  await expect(header.getByText("000000000000")).toBeVisible();
  await expect(page.getByRole("heading", { name: "VPCs in us-east-1" })).toBeVisible();
  await page.context().close();
});

test("a profile whose login has expired says so with the command, and another can be chosen", async ({ browser }) => {
  const page = await home(browser);
  const header = page.getByRole("banner");
  await choose(page, "Profile", "gone");
  await expect(header.getByText("Not connected")).toBeVisible();
  await expect(header.getByText("aws sso login --profile gone").first()).toBeVisible();
  await choose(page, "Profile", "other");
  await expect(header.getByText("111111111111")).toBeVisible();
  await page.context().close();
});

test("a setup for one account does not open with a profile that leads to another", async ({ browser }) => {
  const page = await home(browser);
  await page.getByRole("button", { name: "Set up private access in shop" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Choose the network" })).toBeVisible();
  const draft = page.url();
  await page.goto("/");
  await choose(page, "Profile", "other");
  await expect(page.getByRole("banner").getByText("111111111111")).toBeVisible();
  await page.goto(draft.replace(/network$/, "review"));
  const words = "This setup is for account 000000000000, and the profile that is chosen now leads to 111111111111.";
  await expect(page.getByText(words)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Apply/ })).toHaveCount(0);
  await page.context().close();
});

test("in the sandbox the Region can be switched, and there are no profiles", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: /^Profile:/ })).toHaveCount(0);
  await choose(page, "Region", /^eu-central-1/);
  await expect(page.getByRole("heading", { name: "VPCs in eu-central-1" })).toBeVisible();
  await page.goto("/setup");
  await expect(page.getByRole("banner").getByText("eu-central-1")).toBeVisible();
});
