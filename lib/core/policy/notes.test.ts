import { expect, it } from "vitest";
import { policyNotes } from "./notes";
import { presetPolicy } from "./presets";

const allow = (Action: string) => ({ Statement: [{ Effect: "Allow", Principal: "*", Action, Resource: "*" }] });

it("reports actions that services do not have, under the names that the policies are given with", async () => {
  const policies = {
    "com.amazonaws.eu-west-1.ecr.api": allow("ecr:BatchGetImages"),
    s3: allow("s3:GetObject"),
    logs: presetPolicy("eu-west-1", { name: "full" }),
    ecs: { Statement: "not even a policy" },
  };
  expect(await policyNotes({ policies, region: "eu-west-1" })).toEqual([
    "policies.com.amazonaws.eu-west-1.ecr.api: ecr has no action BatchGetImages; did you mean ecr:BatchGetImage?",
  ]);
});
