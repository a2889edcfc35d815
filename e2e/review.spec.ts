/** What a person sees and decides on the last step of the wizard. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { groupNamed, httpsPeers, privateNetwork, workloadBehindNat } from "./network";
import { apply, toReview } from "./steps";

const RUN = { timeout: 90_000 };

test("workloads that would lose access are named, allowed, and allowed no more; the account is as decided", async ({
  page,
  ec2,
}) => {
  const network = await privateNetwork(ec2, "decide");
  const web = await workloadBehindNat(ec2, network, "decide-web");
  await toReview(page, network, { workload: "Only calls the API" });

  await expect(page.getByText("decide-tasks reach ecs privately; decide-web loses ecs.")).toBeVisible();
  await expect(page.getByText("Needs your decision: decide-web lose ecs")).toBeVisible();
  await expect(page.getByRole("option", { name: /^decide-web, loses 1, blocked/ })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual(
    [],
  );

  await page.getByRole("button", { name: "Allow decide-web" }).click();
  const allowed = page.getByRole("status").filter({ hasText: "decide-web may use the endpoints too" });
  await expect(allowed).toBeFocused();
  await expect(page.getByText("Needs your decision")).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Needs your decision: decide-web lose ecs")).toBeVisible();
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);

  await page.getByRole("button", { name: "Allow decide-web" }).click();
  await expect(page.getByText("Needs your decision")).toBeHidden();
  await apply(page);
  await expect(page.getByText(/^Done/).first()).toBeVisible(RUN);
  const endpoints = await groupNamed(ec2, network.vpcId, "postern-endpoints");
  expect((await httpsPeers(ec2, endpoints)).in.toSorted()).toEqual([network.clientGroupId, web].toSorted());
});

test("the picture and everything up to Apply are reached with few keys", async ({ page, ec2 }) => {
  const network = await privateNetwork(ec2, "keys");
  await toReview(page, network, { workload: "ECS on Fargate" });
  const picture = page.getByRole("listbox", { name: /^Paths after the plan/ });
  await picture.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("option", { selected: true })).toHaveCount(1);
  await expect(page.getByText("Create security group postern-endpoints").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("option", { selected: true })).toHaveCount(0);

  await page.getByRole("tab", { name: "Diagram" }).focus();
  let presses = 0;
  while (!(await page.evaluate(() => /^Apply \d/.test(document.activeElement?.textContent ?? "")))) {
    await page.keyboard.press("Tab");
    presses += 1;
    expect(presses, "Tab presses from the tabs to Apply").toBeLessThanOrEqual(15);
  }
});
