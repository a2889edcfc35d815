/** Postern without a mouse: the palette, the shortcuts, and where the focus is afterwards. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { privateNetwork } from "./network";
import { toReview } from "./steps";

const palette = (page: Page) => page.getByRole("dialog", { name: "Search and commands" });
const field = (page: Page) => palette(page).getByRole("combobox");
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

/** The element with the focus; never the body. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement === document.body || !activeElement ? "nothing" : (activeElement.textContent ?? "").trim();
  });
const expectFocus = (page: Page) => expect.poll(() => focused(page)).not.toBe("nothing");

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

async function home(page: Page): Promise<void> {
  await page.goto("/");
  await expect(heading(page, "Private access to AWS")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Search/ })).toBeVisible();
}

test("the palette finds a VPC, a group and a service by their words, in both themes without faults", async ({
  page,
  ec2,
}) => {
  const network = await privateNetwork(ec2, "palette");
  await page.goto(`/vpcs/${network.vpcId}?region=us-east-1`);
  await expect(page.getByRole("heading", { name: "What runs in it" })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.keyboard.press("Control+k");
    await expect(field(page)).toBeFocused();
    await expect(palette(page).getByRole("option", { name: /^Runs/ })).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.type("palette-tasks");
    await expect(palette(page).getByRole("option", { name: /palette-tasks/ })).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(palette(page)).toHaveCount(0);
  }

  await home(page);
  await page.keyboard.press("Meta+k");
  await field(page).fill(network.vpcId);
  await expect(
    palette(page)
      .getByRole("option", { name: /palette/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/vpcs/${network.vpcId}`));
  await expect(heading(page, "palette")).toBeVisible();
  await expectFocus(page);

  await page.keyboard.press("Control+k");
  await field(page).fill("ecr.dkr");
  await page.keyboard.press("Enter");
  await expect(heading(page, "Say what needs access")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "ecr.dkr" })).toBeVisible();
  await expectFocus(page);
});

test("a button in the header opens the palette, and gets the focus back", async ({ page }) => {
  await home(page);
  const button = page.getByRole("button", { name: /^Search/ });
  await expect(button).toContainText("⌘ K");
  await button.click();
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
});

test("keys alone lead to pages and to the list of shortcuts, but not from a field, and can be switched off", async ({
  page,
}) => {
  await home(page);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(heading(page, "Runs")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("g h ? [ ] /");
  await expect(field(page)).toHaveValue("g h ? [ ] /");
  await expect(page.locator("#main h1")).toHaveText("Runs");
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);

  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list.getByText("Next step of a setup")).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await list.getByRole("switch").click();
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  await page.keyboard.press("?");
  await expect(list).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Escape");

  await page.evaluate(() => localStorage.clear());
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await expect(heading(page, "Private access to AWS")).toBeVisible();
  await expectFocus(page);
});

test("brackets go through the steps, the focus follows, and the slash leads to the filter of a list", async ({
  page,
  ec2,
}) => {
  const network = await privateNetwork(ec2, "brackets");
  await toReview(page, network, { workload: "Only calls the API" });
  for (const name of ["Secure and tune", "Connect the workloads", "Place the endpoints"]) {
    await page.keyboard.press("[");
    await expect(heading(page, name)).toBeFocused();
  }
  await page.keyboard.press("]");
  await expect(heading(page, "Connect the workloads")).toBeFocused();
  await page.keyboard.press("/");
  const filter = page.getByRole("searchbox", { name: "Search security groups" });
  await expect(filter).toBeFocused();
  await page.keyboard.type("[brackets");
  await expect(filter).toHaveValue("[brackets");
  await expect(heading(page, "Connect the workloads")).toBeVisible();
});

test("an action that removes its own control leaves the focus beside it", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "removed");
  await toReview(page, network, { workload: "Only calls the API" });
  await page.goto(page.url().replace(/review.*$/, "tune"));
  await expect(heading(page, "Secure and tune")).toBeVisible();
  await page.getByRole("button", { name: "Add a tag" }).click();
  await page.getByRole("button", { name: "Take out tag 1" }).press("Enter");
  await expect(page.getByRole("button", { name: "Take out tag 1" })).toHaveCount(0);
  await expectFocus(page);

  await page.goto(page.url().replace(/tune.*$/, "connect"));
  await page.getByRole("button", { name: "Take out removed-tasks" }).press("Enter");
  await expectFocus(page);

  await page.goto("/");
  const drafts = page.getByRole("button", { name: /^Delete draft .*removed/ });
  await drafts.first().press("Enter");
  await expect(page.getByText("Draft deleted")).toBeVisible();
  await expect(drafts).toHaveCount(0);
  await expectFocus(page);
  await page.getByRole("link", { name: "Runs", exact: true }).first().press("Enter");
  await expect(heading(page, "Runs")).toBeVisible();
  await expectFocus(page);
});
