/** What pages say of a setup that is not complete agrees with the facts. */
import { expect, test } from "./fixtures";

test("a VPC without subnets has none chosen, and its review asks for what lacks instead of saying that all is there", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Set up private access in empty" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Choose the network" })).toBeVisible();
  await page.getByRole("button", { name: /^Next/ }).click();
  await page.getByRole("radio", { name: "Only calls the API" }).click();
  await page.getByRole("button", { name: /^Next/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Place the endpoints" })).toBeVisible();
  await expect(page.getByText("no private subnet to choose")).toBeVisible();
  await expect(page.getByText("chosen for you", { exact: true })).toHaveCount(0);

  await page.goto(page.url().replace(/\/placement$/, "/review"));
  await expect(page.getByRole("heading", { level: 1, name: "Review and apply" })).toBeVisible();
  await expect(page.getByText("not all is chosen yet")).toBeVisible();
  const main = page.getByRole("main");
  for (const wrong of ["Nothing to apply", "all is there already", "subnetIds", "clientSecurityGroupIds"]) {
    await expect(main.getByText(wrong)).toHaveCount(0);
  }
});
