import { expect, it } from "vitest";
import type { RollbackPlan, RollbackStep } from "#lib/core/run/rollback-plan";
import { storyPlan } from "../testing/plans";
import { lossLines, rollbackPlanLines } from "./rollback-plan";

const TASKS = "sg-0123456789abcdef0" as const;
const WEB = "sg-0123456789abcdef1" as const;

const step = (change: string, over: Partial<RollbackStep> = {}): RollbackStep => ({
  change,
  operation: "DeleteVpcEndpoints",
  reason: "The run created it.",
  resources: ["vpce-0123456789abcdef0"],
  outlook: "undo",
  note: null,
  ...over,
});

const planned: RollbackPlan = {
  run: "run-0123456789abcdef0",
  accountId: "111122223333",
  region: "us-east-1",
  steps: [
    step("undo-create-endpoint-ecs"),
    step("undo-create-security-group", { outlook: "left", note: "Left: somebody else uses it.", resources: [] }),
  ],
  losses: [
    { group: TASKS, services: ["ecs", "logs"], becomes: "none", reasons: ["no-endpoint"] },
    { group: WEB, services: ["ecs", "logs"], becomes: "none", reasons: ["no-endpoint"] },
    { group: WEB, services: ["s3"], becomes: "public", reasons: [] },
    { group: null, services: ["kms"], becomes: "unknown", reasons: [] },
  ],
  ownNames: false,
  waits: [
    { kind: "names", atMostMs: 60_000 },
    { kind: "endpoints", atMostMs: 900_000 },
  ],
  names: { [TASKS]: "shop-tasks", [WEB]: "shop-web" },
};

it("says who loses what, those of whom the same holds together", () => {
  expect(lossLines(planned).map(({ text }) => text)).toEqual([
    "shop-tasks and shop-web lose ecs and logs, because the VPC has no endpoint for it.",
    "shop-web reach s3 over public addresses again.",
    "interfaces without a group may lose kms: what is left cannot be seen from here.",
  ]);
});

it("lists what is undone, what is left and why, and what it waits for", () => {
  const lines = rollbackPlanLines(planned, storyPlan());
  expect(lines).toContain("Would undo 1 change, in this order:");
  expect(lines).toContain("  1. Delete endpoint ecs (vpce-0123456789abcdef0)");
  expect(lines).toContain("  Delete security group postern-endpoints: Left: somebody else uses it.");
  expect(lines.join()).toContain("1 min after private DNS is off, because clients may use the private addresses");
  expect(lines.join()).toContain("at most 15 min");
});

it("says so where nobody loses access, and where nothing is left to undo", () => {
  const gone = planned.steps.map((one) => ({ ...one, outlook: "gone" as const }));
  const lines = rollbackPlanLines({ ...planned, steps: gone, losses: [], waits: [] }, storyPlan());
  expect(lines[0]).toBe("There is nothing left to undo.");
  expect(lines.join()).toContain("Nobody loses access");
});
