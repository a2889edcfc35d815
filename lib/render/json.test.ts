import { describe, expect, it } from "vitest";
import { requests } from "#lib/core/format/requests";
import { cliJson, planJson } from "./json";
import { planOf, storyPlan } from "./testing/plans";

describe("the plan as JSON", () => {
  it("is the plan, the same text for the same plan, with nothing unseen in it", () => {
    const plan = storyPlan(["ecs"], { tags: { team: "\u202eops" } });
    expect(JSON.parse(planJson(plan))).toEqual(plan);
    expect(planJson(plan)).toBe(planJson(structuredClone(plan)));
    expect(planJson(plan)).toContain('"\\u202eops"');
  });
});

describe("the documents for --cli-input-json", () => {
  it("are the request list with the commands that take them", () => {
    const plan = storyPlan(["ecs", "s3"]);
    const documents = JSON.parse(cliJson(plan));
    const runId = plan.fingerprint.slice(0, 32);
    expect(
      documents.map(({ id, operation, cliInputJson, dependsOn }: never) => ({
        id,
        operation,
        cliInputJson,
        dependsOn,
      })),
    ).toEqual(
      requests(plan).map(({ id, operation, input, dependsOn }) => ({
        id,
        operation,
        cliInputJson: JSON.parse(JSON.stringify(input).replaceAll("${run.Id}", runId)),
        dependsOn,
      })),
    );
    expect(documents.map(({ command }: { command: string[] }) => command.join(" "))).toContain(
      "aws ec2 create-vpc-endpoint --region us-east-1",
    );
  });

  it("are none for a plan without changes", () => {
    expect(cliJson(planOf([]))).toBe("[]\n");
  });
});
