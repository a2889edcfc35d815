import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { iamCommand } from "./iam";

/** Without any AWS settings: nothing is called. */
function postern(...args: string[]) {
  const env = { NODE_ENV: "test" as const, PATH: process.env.PATH, HOME: "/nonexistent" };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/postern.mjs", "iam", ...args], {
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr };
}

describe("postern iam", () => {
  it("prints both policies with what they are for", () => {
    const { status, stdout } = postern("--service", "ecs,logs", "--service", "s3", "--region", "us-east-1");
    expect(status).toBe(0);
    expect(stdout).toContain("# For Region us-east-1; any account (--account); any VPC (--vpc); ecs, logs, s3.");
    const documents = stdout.split(/^#.*$/m).filter((part) => part.trim());
    expect(documents.map((text) => JSON.parse(text).Statement[0].Sid)).toEqual(["PosternRead", "PosternRead"]);
    expect(documents[1]).toContain("com.amazonaws.us-east-1.s3");
  });

  it("prints one policy alone, ready to be handed to IAM", () => {
    const { stdout } = postern("apply", "--account", "111122223333");
    expect(JSON.parse(stdout)).toMatchObject({ Version: "2012-10-17", Statement: expect.any(Array) });
    expect(stdout).toContain("arn:aws:ec2:*:111122223333:vpc/*");
  });

  it.each([
    ["write", {}, "there are two policies, read and apply"],
    ["read", { account: "12" }, "an account id has twelve digits"],
    ["read", { region: "x" }, "--region x"],
    ["read", { vpc: "vpc" }, "--vpc vpc"],
    ["read", { service: ["a b"] }, "--service"],
  ])("%s with %o is a mistake that it names", async (side, options, words) => {
    const asked = iamCommand(side, { service: [], essential: false, format: "text", ...options });
    await expect(asked).rejects.toThrow(words);
  });
});
