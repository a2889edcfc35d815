import { describe, expect, it } from "vitest";
import { coverageOf, type KillPoint, killPointsOf, oneOfEachFirst, tableOf, uncovered, unsent } from "./coverage";
import type { ScenarioResult } from "./scenario";

const calls = new Map([
  ["create-security-group", "CreateSecurityGroup"],
  ["undo-create-security-group", "DeleteSecurityGroup"],
]);

const result = (crossed: string[]): ScenarioResult => ({
  name: "a scenario",
  ...{
    orphans: [],
    duplicates: [],
    repairs: [],
    faultCount: 0,
    crossed,
    calls,
    killed: false,
    missed: false,
    elapsedMs: 0,
  },
});

const applied = [
  "apply journal step/create-security-group calling 1",
  "apply call CreateSecurityGroup 1",
  "apply effect CreateSecurityGroup 1",
  "apply journal step/create-security-group settling 1",
  "apply recorded create-security-group 1",
];
const undone = ["apply recorded undo-plan 1", "apply call DeleteSecurityGroup 1", "apply read snapshot 2"];

describe("kill points", () => {
  it("name the call of a boundary, by call and by step alike", () => {
    expect(killPointsOf(result(applied)).map(({ call, stage }) => `${call} ${stage}`)).toEqual([
      "apply: CreateSecurityGroup noting",
      "apply: CreateSecurityGroup call",
      "apply: CreateSecurityGroup effect",
      "apply: CreateSecurityGroup waiting",
      "apply: CreateSecurityGroup recorded",
    ]);
  });

  it("know when an apply has started to roll back", () => {
    const points = killPointsOf(result([...applied, ...undone]));
    expect(points.slice(-2).map(({ call, stage }) => `${call} ${stage}`)).toEqual([
      "rollback on failure: DeleteSecurityGroup call",
      "rollback on failure: (snapshot) read",
    ]);
  });

  it("come one of each kind first", () => {
    const point = (call: string, boundary: string): KillPoint => ({ scenario: "one", boundary, call, stage: "call" });
    const drawn = [point("a", "a 1"), point("a", "a 2"), point("b", "b 1"), point("a", "a 3"), point("b", "b 2")];
    expect(oneOfEachFirst(drawn).map(({ boundary }) => boundary)).toEqual(["a 1", "b 1", "a 2", "b 2", "a 3"]);
  });
});

describe("coverage", () => {
  const coverage = coverageOf(killPointsOf(result(applied)), ({ stage }) => stage === "call");

  it("counts where workers were killed, and names where none was", () => {
    expect(tableOf(coverage)["apply: CreateSecurityGroup"]).toMatchObject({ call: "1/1", effect: "0/1", returned: "" });
    expect(uncovered(coverage)).toContain("apply: CreateSecurityGroup at effect");
    expect(uncovered(coverage)).not.toContain("apply: CreateSecurityGroup at call");
  });

  it("names each call that a run can send and that was never sent", () => {
    expect(unsent(coverage)).not.toContain("apply: CreateSecurityGroup ");
    expect(unsent(coverage)).toEqual(
      expect.arrayContaining(["apply: ModifyVpcEndpoint AddRouteTableIds", "rollback: DeleteSecurityGroup "]),
    );
  });
});
