import { describe, expect, it } from "vitest";
import { sound } from "#lib/core/testing/faults/fault";
import { intentFor } from "#lib/core/testing/intent";
import { plan } from "../plan";
import { grammarProblems } from "./grammar";
import { type PolicyPreset, presetPolicy } from "./presets";
import { policyRemarks } from "./remarks";

const statement = { Effect: "Allow", Principal: "*", Action: "ecs:*", Resource: "*" };
const policy = (over: object) => ({ Version: "2012-10-17", Statement: [{ ...statement, ...over }] });
const messages = (over: object, gateway = false) =>
  grammarProblems(policy(over), { gateway }).map(({ message }) => message);
const when = (operator: string, key: string, value: unknown) =>
  messages({ Condition: { [operator]: { [key]: value } } });

describe("values of ids that AWS assigns", () => {
  it.each([
    "PrincipalAccount",
    "PrincipalOrgID",
    "SourceAccount",
    "SourceVpc",
    "SourceVpce",
    "ResourceAccount",
    "ResourceOrgID",
  ])("take no wildcards and no numbers: aws:%s", (name) => {
    const never = [`Endpoint policies take neither wildcards nor numeric operators for aws:${name}.`];
    expect(when("StringLike", `aws:${name}`, "1111222*")).toEqual(never);
    expect(when("ForAnyValue:StringLikeIfExists", `aws:${name}`, ["111122223333", "11112222333?"])).toEqual(never);
    expect(when("NumericEquals", `aws:${name}`, "111122223333")).toEqual(never);
    expect(when("StringEquals", `aws:${name}`, "111122223333")).toEqual([]);
  });

  it("are known in any case of letters", () => {
    expect(when("StringLike", "AWS:principalaccount", "1111222*")).toHaveLength(1);
  });
});

describe("wildcards in string conditions", () => {
  it.each(["*", "short*", "*abcde", "logs/*/x", "abcdef**", "a*abcdef*c*", "abcdef?????"])(
    "need six characters on one side: %s",
    (value) => {
      expect(when("StringLike", "aws:PrincipalTag/team", value)).toEqual([
        expect.stringContaining(`after it: ${value}.`),
      ]);
      expect(when("ForAllValues:StringNotLikeIfExists", "s3:prefix", [value])).toHaveLength(1);
    },
  );

  it.each(["abcdef*", "*abcdef", "abcdef*abcdef?", "*abcdef*", "plain", "", "abc${*}def*", "team-${aws:username}-*"])(
    "are taken with them: %s",
    (value) => {
      expect(when("StringLike", "aws:PrincipalTag/team", value)).toEqual([]);
    },
  );

  it("are plain characters to operators that know no wildcards, and free in those of ARNs", () => {
    expect(when("StringEquals", "aws:PrincipalTag/team", "a*")).toEqual([]);
    expect(when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/a*")).toEqual([]);
  });
});

describe("the account of an ARN", () => {
  it.each([
    "arn:aws:ecs:us-east-1:1111222*:cluster/x",
    "arn:aws:ecs:us-east-1:*3333:cluster/x",
    "arn:aws:ecs:us-east-1:11112222333?:cluster/x",
  ])("is an id or a wildcard, not both: %s", (arn) => {
    const never = [`The account of ${arn} has to be an account id or *, not both.`];
    expect(messages({ Resource: ["*", arn] })).toEqual(never);
    expect(messages({ Resource: undefined, NotResource: arn })).toEqual(never);
    expect(when("ArnLike", "aws:PrincipalArn", arn)).toEqual(never);
  });

  it.each([
    "arn:aws:ecs:us-east-1:*:cluster/x*",
    "arn:aws:s3:::bucket/*",
    "arn:aws:ecs:*:111122223333:*",
    "arn:aws:*",
    "arn:aws:ecs:us-east-1:${aws:PrincipalAccount}:cluster/x",
  ])("may be %s", (arn) => expect(messages({ Resource: arn })).toEqual([]));
});

it("no preset uses what endpoint policies do not support", () => {
  const presets: PolicyPreset[] = [
    { name: "full" },
    { name: "account", accountId: "111122223333", layers: true },
    { name: "organization", organizationId: "o-a1b2c3d4e5", layers: true },
    { name: "ecs-read-only" },
    { name: "ecs-cluster", accountId: "111122223333", cluster: "x", taskDefinitions: true },
    { name: "ecr-pull", accountId: "111122223333", repositories: ["a/*"] },
    { name: "ecr-layers" },
  ];
  for (const preset of presets)
    for (const gateway of [true, false]) {
      expect(grammarProblems(presetPolicy("us-east-1", preset), { gateway }), preset.name).toEqual([]);
    }
});

it("a plan's findings match the wizard's remarks", () => {
  const Condition = { StringLike: { "aws:PrincipalAccount": "1111222*", "aws:PrincipalTag/team": "a*" } };
  const odd = policy({ Resource: ["cluster/x", "arn:aws:ecs:us-east-1:1*:cluster/x"], Condition });
  const context = { region: "us-east-1", gateway: false, servesLayers: false, actions: null };
  const remarks = policyRemarks(JSON.stringify(odd), context).map(({ message }) => `policies.ecs: ${message}`);
  const snapshot = sound().net.snapshot();
  const { findings } = plan(snapshot, intentFor(snapshot, { policies: { ecs: odd as never } }));
  const found = findings.filter(({ code }) => code === "policy-grammar").map(({ summary }) => summary);
  expect(remarks).toHaveLength(4);
  expect(found.toSorted()).toEqual(remarks.toSorted());
});
