import { expect, test } from "./fixtures";
import { privateNetwork } from "./network";
import { toReview } from "./steps";

test("a permission that is missing is found by a dry run, and nothing is sent", async ({ page, ec2, control }) => {
  const network = await privateNetwork(ec2, "permissions");
  await control.failNext(
    "CreateSecurityGroup",
    "UnauthorizedOperation",
    "You are not authorized to perform this operation.",
  );
  await toReview(page, network, { workload: "Only calls the API" });
  await expect(page.getByText("These credentials lack the permission ec2:CreateSecurityGroup.")).toBeVisible();
  await expect(page.getByText(/"ec2:CreateSecurityGroup"/).first()).toBeVisible();

  await control.forgetCalls();
  await page.getByRole("button", { name: /^Apply/ }).click();
  await expect(page.getByText("lack the permission ec2:CreateSecurityGroup")).toHaveCount(2);
  expect(await control.calls()).toEqual([]);
});
