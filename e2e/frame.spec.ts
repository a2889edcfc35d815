/** What is around every page: addresses that lead nowhere, paper, forced colours, and the link to the content. */
import { expect, setting, test } from "./fixtures";
import { privateNetwork } from "./network";
import { freshLink } from "./session";
import { toReview } from "./steps";

const NOBODY = "11111111-1111-4111-8111-111111111111";

for (const [path, title, heading] of [
  [`/runs/${NOBODY}`, "No such run", `There is no run ${NOBODY} in this account`],
  [`/setup/${NOBODY}/network`, "No such draft", `There is no draft ${NOBODY}`],
  ["/vpcs/vpc-x", "No such VPC", "There is no VPC vpc-x in this account"],
  ["/nowhere", "Not found", "There is no such page here"],
] as const) {
  test(`${path} says what is unknown, and leads on`, async ({ page }) => {
    expect((await page.goto(path))?.status()).toBe(404);
    await expect(page).toHaveTitle(`${title} - Postern`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(heading);
    await page.getByRole("main").getByRole("link", { name: "Go to the home page" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Private access to AWS" })).toBeVisible();
  });
}

test("the link to the content lies beside the logo, not over it", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  const skip = await page.getByRole("link", { name: "Skip to the content" }).boundingBox();
  const logo = await page.getByRole("banner").getByRole("link", { name: "Postern" }).boundingBox();
  if (!skip || !logo) throw new Error("not shown");
  expect(skip.width).toBeGreaterThan(50);
  expect(skip.y >= logo.y + logo.height || skip.x >= logo.x + logo.width).toBe(true);
});

test("in forced colours the open tab differs from the others", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "forced");
  await toReview(page, network, { workload: "Only calls the API" });
  await page.emulateMedia({ forcedColors: "active" });
  const colours = await page
    .getByRole("tab")
    .evaluateAll((tabs) =>
      tabs.map((tab) => [tab.getAttribute("aria-selected"), getComputedStyle(tab).borderBottomColor] as const),
    );
  const open = colours.filter(([selected]) => selected === "true").map(([, colour]) => colour);
  const others = colours.filter(([selected]) => selected !== "true").map(([, colour]) => colour);
  expect(open).toHaveLength(1);
  expect(others.length).toBeGreaterThan(3);
  expect(new Set(others).size).toBe(1);
  expect(others).not.toContain(open[0]);
});

test("on paper no bar lies over the text, and documents are whole", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "paper");
  await toReview(page, network, { workload: "ECS on Fargate" });
  await page.getByRole("tab", { name: "Commands" }).click();
  await expect(page.locator("pre").first()).toBeVisible();
  await page.emulateMedia({ media: "print" });
  const bars = await page.locator("[data-bar]").evaluateAll((all) => all.map((bar) => getComputedStyle(bar).position));
  expect(bars).toEqual(["static", "static"]);
  const cut = await page.locator("#main pre").evaluateAll(
    (all) =>
      all.filter((pre) => {
        let around: Element | null = pre;
        for (; around && around.id !== "main"; around = around.parentElement) {
          const { overflowX, overflowY } = getComputedStyle(around);
          const scrolls = overflowX !== "visible" || overflowY !== "visible";
          if (scrolls && (around.scrollHeight > around.clientHeight + 1 || around.scrollWidth > around.clientWidth + 1))
            return true;
        }
        return false;
      }).length,
  );
  expect(cut).toBe(0);
});

test("without a session the link leads on to the page that was requested", async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: setting("POSTERN_E2E_URL"),
    storageState: { cookies: [], origins: [] },
  });
  const page = await context.newPage();
  expect((await page.goto("/runs?status=failed"))?.status()).toBe(401);
  await page.goto(freshLink());
  await expect(page).toHaveURL(/\/runs\?status=failed$/);
  expect((await context.cookies()).map(({ name }) => name.replace(/\d+$/, ""))).toEqual(["postern-session-"]);
  await context.close();
});
