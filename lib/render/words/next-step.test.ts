import { expect, it } from "vitest";
import { nextStepLines, nextStepParts } from "./next-step";

const statement = { Sid: "PosternRead", Effect: "Allow", Action: ["ec2:DescribeVpcs"], Resource: "*" };

it("takes policy statements out of a next step, to be copied", () => {
  const nextStep = `Add this statement to their policy: ${JSON.stringify(statement)}`;
  expect(nextStepParts(nextStep)).toEqual({
    words: "Add this statement to their policy:",
    code: JSON.stringify(statement, null, 2),
  });
  expect(nextStepLines(nextStep)).toEqual([
    "Add this statement to their policy:",
    ...JSON.stringify(statement, null, 2).split("\n"),
  ]);
  expect(nextStepParts(`Add: ${JSON.stringify([statement, statement])}`).code).toMatch(/^\[\n/);
});

it("takes a command out, which stays in the sentence too", () => {
  const nextStep = "Run: aws sso login --profile ops. With temporary keys, set new ones.";
  expect(nextStepParts(nextStep)).toEqual({ words: nextStep, code: "aws sso login --profile ops" });
  expect(nextStepLines(nextStep)).toEqual([nextStep]);
});

it("leaves text that only resembles it, and shows invisible characters", () => {
  expect(nextStepParts("Look at subnetIds[0] {x}.")).toEqual({ words: "Look at subnetIds[0] {x}.", code: null });
  expect(nextStepParts("a\u001b[31m").words).toBe("a\\u001b[31m");
});
