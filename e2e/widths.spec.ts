/** Every page at every width that people have: nothing runs out of it, and what tells where one is and leads on is whole. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { privateNetwork } from "./network";
import { toReview } from "./steps";

const WIDTHS = [320, 360, 768, 1280, 2560];

type Visit = { path: string; heading: string | RegExp; primary?: (page: Page) => Locator };

/** Whether all of it is within the window's width, and in its height where it stays in view. */
async function expectWhole(page: Page, what: Locator, name: string): Promise<void> {
  const box = await what.boundingBox();
  const window = page.viewportSize();
  if (!box || !window) throw new Error(`${name} is not shown`);
  expect(box.width, name).toBeGreaterThan(0);
  expect(box.x, `${name}: left edge`).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width, `${name}: right edge`).toBeLessThanOrEqual(window.width);
  expect(box.y, `${name}: top edge`).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height, `${name}: bottom edge`).toBeLessThanOrEqual(window.height);
  const cut = await what.evaluate((element) => element.scrollWidth > element.clientWidth + 1);
  expect(cut, `${name}: text runs out of it`).toBe(false);
}

const factOf = (page: Page, name: string) =>
  page.locator("header dl > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) });

async function look(page: Page, { path, heading, primary }: Visit): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^Reading/ })).toHaveCount(0);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
    await test.step(`${path} at ${width}`, async () => {
      const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await expect.poll(beyond, { message: `${path} at ${width} scrolls sideways` }).toBeLessThanOrEqual(0);
      const header = page.getByRole("banner");
      await expectWhole(page, header, "header");
      await expectWhole(page, header.getByText("Sandbox", { exact: true }), "target badge");
      await expectWhole(page, factOf(page, "Region"), "Region");
      await expectWhole(page, factOf(page, "As"), "role");
      if (primary) await expectWhole(page, primary(page), "primary button");
      const [first] = await page.locator("header dl > div").all();
      expect(await first?.innerText(), "the badge comes first").toContain("Sandbox");
    });
  }
}

test.setTimeout(240_000);

test("every page fits every width, with its target and its button whole", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "widths");
  await toReview(page, network, { workload: "ECS on Fargate" });
  const draft = new URL(page.url()).pathname.replace(/[^/]+$/, "");
  const next = (on: Page) => on.getByRole("button", { name: /^Next/ });
  const visits: Visit[] = [
    {
      path: "/",
      heading: "Private access to AWS",
      primary: (on) => on.getByRole("button", { name: "Set up private access", exact: true }),
    },
    { path: "/runs", heading: "Runs" },
    { path: `/vpcs/${network.vpcId}?region=us-east-1`, heading: "widths" },
    { path: `${draft}network`, heading: "Choose the network", primary: next },
    { path: `${draft}needs`, heading: "Say what needs access", primary: next },
    { path: `${draft}placement`, heading: "Place the endpoints", primary: next },
    { path: `${draft}connect`, heading: "Connect the workloads", primary: next },
    { path: `${draft}tune`, heading: "Secure and tune", primary: next },
    {
      path: `${draft}review`,
      heading: "Review and apply",
      primary: (on) => on.getByRole("button", { name: /^(Apply|Nothing)/ }),
    },
  ];
  for (const visit of visits) await look(page, visit);
});

test("copy buttons are large enough to hit", async ({ page }) => {
  await page.goto("/");
  const copies = page.getByRole("button", { name: /^Copy / });
  await expect(copies.first()).toBeVisible();
  for (const copy of await copies.all()) {
    const box = await copy.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
  }
});

test("on a telephone the list of VPCs keeps CIDR, endpoints and workloads", async ({ page, ec2 }) => {
  const { vpcId } = await privateNetwork(ec2, "telephone");
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/");
  await page.getByRole("button", { name: "Read again" }).click();
  const row = page.getByRole("row").filter({ hasText: vpcId });
  for (const text of ["10.20.0.0/16", "no endpoints · 2 subnets", "2 tasks"]) {
    const part = row.getByText(text).filter({ visible: true }).first();
    await part.scrollIntoViewIfNeeded();
    await expectWhole(page, part, text);
  }
  await expect(row.getByRole("button", { name: "Set up private access in telephone" })).toBeVisible();
});
