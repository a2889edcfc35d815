import { describe, expect, it } from "vitest";
import { decide } from "./decide";
import { checked, type Statement } from "./policy";

const ENDPOINT = "arn:aws:ec2:us-east-1:000000000000:vpc-endpoint/*";

function asked(statements: Partial<Statement>[], context: Record<string, string | string[]> = {}) {
  const Statement = statements.map((one): Statement => ({ Effect: "Allow", Action: "ec2:*", Resource: "*", ...one }));
  return decide([{ Statement }], {
    action: "ec2:CreateVpcEndpoint",
    resource: ENDPOINT,
    context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()])),
  });
}

describe("a policy [IAM user guide, Policy evaluation logic]", () => {
  it("denies what no statement allows, and what one denies", () => {
    expect(asked([])).toBe("no-allow");
    expect(asked([{}])).toBe("allow");
    expect(asked([{}, { Effect: "Deny", Action: "ec2:Create*" }])).toBe("deny");
  });

  it.each([
    ["ec2:CreateVpcEndpoint", "allow"],
    ["EC2:createvpcendpoint", "allow"],
    ["ec2:Create*", "allow"],
    ["ec2:CreateVpcEndpoin?", "allow"],
    ["*", "allow"],
    ["ec2:CreateVpc", "no-allow"],
    ["ec2:createvpcendpoint.", "no-allow"],
  ])("that allows %s: %s", (Action, verdict) => expect(asked([{ Action }])).toBe(verdict));

  it.each([
    [ENDPOINT, "allow"],
    ["arn:aws:ec2:*:*:vpc-endpoint/*", "allow"],
    ["arn:aws:ec2:us-east-1:*:*/*", "allow"],
    ["arn:aws:ec2:eu-west-1:*:vpc-endpoint/*", "no-allow"],
    ["arn:aws:ec2:*:*:vpc-endpoint/vpce-1", "no-allow"],
    ["arn:aws-cn:ec2:*:*:vpc-endpoint/*", "no-allow"],
    ["arn:aws:*:vpc-endpoint/*", "no-allow"],
  ])("for %s: %s", (Resource, verdict) => expect(asked([{ Resource }])).toBe(verdict));

  it("may say what it is not about", () => {
    expect(asked([{ Action: [], NotAction: "ec2:Delete*" }])).toBe("allow");
    expect(asked([{ Action: [], NotAction: "ec2:Create*" }])).toBe("no-allow");
    expect(asked([{ Resource: [], NotResource: ENDPOINT }])).toBe("no-allow");
  });
});

describe("a condition [IAM user guide, Condition operators]", () => {
  const KEY = "ec2:VpceServiceName";
  it.each<[string, string | string[], string | string[] | undefined, boolean]>([
    ["StringEquals", ["a", "b"], "b", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", "a", undefined, false],
    ["StringEqualsIfExists", "a", undefined, true],
    ["StringEqualsIgnoreCase", "a", "A", true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringNotEquals", "a", undefined, true],
    ["StringLike", "com.*.ecs", "com.amazonaws.us-east-1.ecs", true],
    ["StringLike", "?*", "", false],
    ["StringNotLike", "com.*", "org", true],
    ["ArnLike", "arn:aws:ec2:*:*:vpc/*", "arn:aws:ec2:us-east-1:0:vpc/vpc-1", true],
    ["ArnEquals", "arn:aws:*", "arn:aws:ec2:us-east-1:0:vpc/vpc-1", false],
    ["Null", "true", undefined, true],
    ["Null", "true", "a", false],
    ["Null", "false", "a", true],
    ["Bool", "true", "True", true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringEquals", ["a", "b"], ["a"], true],
    ["ForAllValues:StringEquals", "a", undefined, true],
    ["ForAnyValue:StringEquals", "c", ["a", "c"], true],
    ["ForAnyValue:StringEquals", "c", undefined, false],
  ])("%s %o of %o is %s", (operator, wanted, actual, holds) => {
    const context = actual === undefined ? {} : { [KEY]: actual };
    expect(asked([{ Condition: { [operator]: { [KEY]: wanted } } }], context) === "allow").toBe(holds);
  });

  it("holds only if all its keys do, whatever the case of their names", () => {
    const Condition = { StringEquals: { "EC2:vpceservicename": "a", "aws:RequestTag/team": "ops" } };
    expect(asked([{ Condition }], { [KEY]: "a", "aws:RequestTag/team": "ops" })).toBe("allow");
    expect(asked([{ Condition }], { [KEY]: "a", "aws:RequestTag/team": "dev" })).toBe("no-allow");
  });

  it("that is not emulated is refused instead of guessed", () => {
    const withCondition = (Condition: Statement["Condition"]) => () =>
      checked({ Statement: { Effect: "Allow", Action: "*", Resource: "*", ...(Condition ? { Condition } : {}) } });
    expect(withCondition({ NumericLessThan: { "aws:RequestedRegion": "1" } })).toThrow("NumericLessThan");
    expect(withCondition({ StringEquals: { "ec2:Attribute": "x" } })).toThrow("ec2:Attribute");
    expect(withCondition({ StringLikeIfExists: { "aws:RequestTag/a": "x" } })).not.toThrow();
  });
});
