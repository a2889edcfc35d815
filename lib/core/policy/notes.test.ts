import { expect, it } from "vitest";
import { policyNotes } from "./notes";
import { presetPolicy } from "./presets";

const allow = (Action: string, Principal: object | string = "*") => ({
  Statement: [{ Effect: "Allow", Principal, Action, Resource: "*" }],
});

it("tells what an intent's policies do not do, under the names they are written with", async () => {
  const policies = {
    "com.amazonaws.eu-west-1.ecr.api": allow("ecr:BatchGetImages"),
    s3: allow("s3:GetObject", { AWS: "123456789012" }),
    logs: presetPolicy("eu-west-1", { name: "full" }),
    ecs: { Statement: "not even a policy" },
  };
  expect(await policyNotes({ policies, region: "eu-west-1" })).toEqual([
    "policies.com.amazonaws.eu-west-1.ecr.api: ecr has no action BatchGetImages; did you mean ecr:BatchGetImage?",
    expect.stringMatching(/^policies\.s3: At a gateway endpoint 123456789012 is the account's root user alone/),
  ]);
});
