import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { flaws, HOSTILE, hostileNetwork, UNSEEN, watch } from "./hostile-account";
import { apply, toReview } from "./steps";

/** Opens all disclosures of a page, and inspects it. */
async function inspect(page: Page): Promise<void> {
  for (const fold of await page.locator("main [aria-expanded='false']:not([role='combobox'])").all()) {
    if ((await fold.getAttribute("aria-haspopup")) === null) await fold.click();
  }
  expect(await flaws(page)).toEqual([]);
}

/** The text of the file that a button, or link, of this name saves. */
async function saved(page: Page, name: string, role: "button" | "link" = "button"): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole(role, { name }).click()]);
  expect(file.suggestedFilename()).toMatch(/^[\w.-]+$/);
  return readFile(await file.path(), "utf8");
}

const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{NChar}\u3164\u2800]/u;
const SHOWN = UNSEEN.replace(
  new RegExp(unseen, "gu"),
  (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
);

test("names, tags and errors of the account are shown, and have no other effect", async ({ page, ec2, control }) => {
  test.setTimeout(300_000);
  const events = await watch(page);
  const network = await hostileNetwork(ec2);

  await test.step("in the wizard", async () => {
    await toReview(page, network, {
      workload: "ECS on Fargate",
      inspect: async () => {
        const title = await page.getByRole("heading", { level: 1 }).textContent();
        if (title === "Choose the network") {
          await expect(page.getByText(HOSTILE.vpc.replace(UNSEEN, SHOWN))).toBeVisible();
        }
        if (title === "Connect the workloads") {
          await page.getByRole("radio", { name: "Reuse a group" }).click();
          await page.getByRole("combobox", { name: "Group to reuse" }).fill("calc");
          await expect(page.getByRole("option")).not.toHaveCount(0);
          await inspect(page);
          await page.keyboard.press("Escape");
          await page.getByRole("radio", { name: "Create a group" }).click();
          await page.getByRole("textbox", { name: "Name of the new group" }).fill(HOSTILE.newGroup);
        }
        if (title === "Secure and tune") {
          for (const [at, [key, value]] of [["__proto__", "x"], ...HOSTILE.tags].entries()) {
            await page.getByRole("button", { name: "Add a tag" }).click();
            await page.getByRole("textbox", { name: `Key of tag ${at + 1}` }).fill(key ?? "");
            await page.getByRole("textbox", { name: `Value of tag ${at + 1}` }).fill(value ?? "");
          }
          await page.getByRole("button", { name: /^Next/ }).click();
          await expect(page.getByText("must not have the name __proto__").first()).toBeVisible();
          await inspect(page);
          await page.getByRole("button", { name: "Take out tag 1" }).click();
        }
        await inspect(page);
      },
    });
  });

  await test.step("in every view of the plan", async () => {
    for (const tab of await page.getByRole("tab").all()) {
      await tab.click();
      await inspect(page);
    }
  });

  await test.step("in what is downloaded", async () => {
    await page.getByRole("tab", { name: "Diagram" }).click();
    for (const picture of ["Paths", "Network"]) {
      await page.getByRole("radio", { name: picture }).check({ force: true });
      await inspect(page);
      const svg = await saved(page, "SVG");
      expect(svg).not.toMatch(unseen);
      const parts = await page.evaluate((text) => {
        const picture = new DOMParser().parseFromString(text, "image/svg+xml");
        const all = [...picture.querySelectorAll("*")];
        const attributes = all.flatMap((one) => [...one.attributes].map(({ name }) => name));
        return { names: [...new Set(all.map(({ localName }) => localName))], attributes: [...new Set(attributes)] };
      }, svg);
      const allowed = ["g", "path", "rect", "svg", "text", "title", "tspan"];
      expect(parts.names).toEqual(expect.arrayContaining(["svg", "text", "title"]));
      expect(parts.names.filter((name) => !allowed.includes(name))).toEqual([]);
      expect(parts.attributes.filter((name) => /^on|href|src|style/.test(name))).toEqual([]);
    }
    expect((await saved(page, "PNG")).length).toBeGreaterThan(1000);
    for (const tab of ["Commands", "JSON", "CloudFormation", "Terraform", "Change request"]) {
      await page.getByRole("tab", { name: tab }).click();
      const text = await saved(page, "Download");
      expect(text, tab).not.toMatch(unseen);
      expect(text, tab).toMatch(/touch pwned/);
      if (tab === "JSON") {
        const change = JSON.parse(text).changes.find(({ kind }: { kind: string }) => kind === "create-security-group");
        const tags = change.input.TagSpecifications[0].Tags;
        for (const [Key, Value] of HOSTILE.tags) expect(tags).toContainEqual({ Key, Value });
      }
    }
  });

  await test.step("on the page of a run that AWS refuses in such words", async () => {
    await control.failNext("AuthorizeSecurityGroupIngress", "InvalidParameterValue", HOSTILE.message);
    await apply(page);
    await expect(page.getByText("The run failed")).toBeVisible({ timeout: 90_000 });
    await expect(page.getByText("\\u202e\\u2066 [a](javascript:b)").first()).toBeVisible();
    await inspect(page);
    expect(await saved(page, "Export JSON", "link")).not.toMatch(unseen);
    await page.getByRole("button", { name: "Roll back" }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    expect(await flaws(page)).toEqual([]);
    await page.getByRole("alertdialog").getByRole("button", { name: "Roll back" }).click();
    await expect(page.getByText("Rolled back")).toBeVisible({ timeout: 90_000 });
    await inspect(page);
  });

  await test.step("on the other pages", async () => {
    for (const path of [
      "/",
      "/runs",
      `/runs?vpc=${encodeURIComponent(UNSEEN)}`,
      `/vpcs/${network.vpcId}`,
      "/constructor",
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await inspect(page);
    }
    await page.goto("/");
    await page
      .getByRole("button", { name: /^Delete draft .*7\*7/ })
      .first()
      .click();
    await expect(page.getByText("Draft deleted")).toBeVisible();
    await inspect(page);
  });

  expect(events).toEqual([]);
});
