import { describe, expect, it } from "vitest";
import { offer } from "#lib/core/testing/account";
import { maybeNeeded, rolesThatAllowAll } from "./task-roles";

const OFFERS = ["sqs", "sns", "ecr.api", "ecr.dkr", "logs", "kinesis-firehose", "sqs-fips"].map((short) =>
  offer(short),
);
const policy = (Action: string | string[], Effect = "Allow") => ({ Statement: [{ Effect, Action, Resource: "*" }] });

const maybes = (roles: Record<string, unknown[]>, needed: string[] = []) =>
  maybeNeeded(roles, OFFERS, "us-east-1", needed).map(({ service, roles: of }) => `${service} ${of.join()}`);

describe("a task role's policies", () => {
  it("name services that the workload may call, of those with an endpoint", () => {
    expect(maybes({ web: [policy(["sqs:SendMessage", "iam:PassRole"]), policy("SNS:*")] })).toEqual([
      "sns web",
      "sqs web",
    ]);
    expect(maybes({ web: [policy("firehose:PutRecord")], jobs: [policy("firehose:*")] })).toEqual([
      "kinesis-firehose jobs,web",
    ]);
    expect(maybes({ web: [policy("ecr:BatchGetImage")] })).toEqual(["ecr.api web", "ecr.dkr web"]);
  });

  it("say nothing of what is needed already, is denied, or is excluded", () => {
    expect(maybes({ web: [policy("logs:PutLogEvents")] }, ["logs"])).toEqual([]);
    expect(maybes({ web: [policy("sqs:*", "Deny")] })).toEqual([]);
    expect(maybes({ web: [{ Statement: [{ Effect: "Allow", NotAction: "sqs:*", Resource: "*" }] }] })).toEqual([]);
  });

  it("that allow everything say nothing about what is called", () => {
    const roles = { admin: [policy("*")], web: [policy("sqs:*")] };
    expect(maybes(roles)).toEqual(["sqs web"]);
    expect(rolesThatAllowAll(roles)).toEqual(["admin"]);
  });

  it("give the actions that name a service", () => {
    expect(maybeNeeded({ web: [policy(["sqs:SendMessage", "sqs:Get*"])] }, OFFERS, "us-east-1", [])).toEqual([
      { service: "sqs", roles: ["web"], actions: ["sqs:Get*", "sqs:SendMessage"] },
    ]);
  });
});
