import { expect, it } from "vitest";
import { account } from "#lib/core/testing/account";
import { entries, found, type Known } from "./entries";

function known(over: Partial<Known> = {}): Known {
  const a = account({ tags: { Name: "shop" } });
  a.subnet("a");
  a.group("tasks");
  return { region: "us-east-1", vpcs: [], snapshots: [a.snapshot()], runs: [], vpcId: null, mayPlan: true, ...over };
}
const labels = (search: string, over: Partial<Known> = {}) =>
  found(entries(known(over)), search).flatMap(({ value, items }) => items.map(({ label }) => `${value}: ${label}`));

it("begins with pages, and finds groups, subnets and services by any of their words", () => {
  expect(labels("")).toContain("Pages and actions: Runs");
  expect(labels("").some((label) => label.startsWith("Services"))).toBe(false);
  expect(labels("tasks")).toEqual(["Security groups: tasks"]);
  expect(labels("shop sg- tasks")).toEqual(["Security groups: tasks"]);
  expect(labels("subnet- shop").every((label) => label.startsWith("Subnets: "))).toBe(true);
  expect(labels("ecr.d")).toEqual(["Services: ecr.dkr"]);
  expect(labels("nothing of the kind")).toEqual([]);
});

it("a group leads to its place on its VPC's page, in the VPC's own Region", () => {
  const [group] = found(entries(known({ region: "eu-west-1" })), "tasks");
  expect(group?.items[0]?.does).toMatchObject({
    kind: "go",
    href: expect.stringMatching(/^\/vpcs\/vpc-\w+\?region=us-east-1#sg-\w+$/),
  });
});

it("offers no setup to those who may not plan", () => {
  const does = (mayPlan: boolean) =>
    entries(known({ mayPlan })).flatMap(({ items }) => items.map((item) => item.does.kind));
  expect(does(true)).toContain("set-up");
  expect(does(false)).not.toContain("set-up");
});
