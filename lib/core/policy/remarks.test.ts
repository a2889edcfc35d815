import { describe, expect, it } from "vitest";
import { iamActions } from "./iam-actions";
import { type PolicyContext, policyProblem, policyRemarks } from "./remarks";

const statement = { Effect: "Allow", Principal: "*", Action: "ecs:*", Resource: "*" };
const policy = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

it.each([
  policy({ ...statement, Action: "*" }),
  policy(statement),
  JSON.stringify({ Statement: statement }),
  policy({ ...statement, Effect: "Deny" }),
  policy({ ...statement, Principal: { AWS: ["arn:aws:iam::123456789012:role/ci"], Service: "ecs.amazonaws.com" } }),
])("takes %s", (text) => {
  expect(policyProblem(text)).toBeNull();
});

it.each([
  ["  ", /Write the policy/],
  ["{", /not JSON/],
  ["[]", /JSON object/],
  ["{}", /needs a Statement/],
  [policy(), /allows nothing/],
  [policy("x"), /Statement 1 must be an object/],
  [policy(statement, { ...statement, Effect: "allow" }), /Statement 2 needs an Effect/],
  [policy({ Effect: "Allow", Action: "*", Resource: "*" }), /needs either Principal or NotPrincipal/],
  [policy({ ...statement, Principal: "123456789012" }), /Principal that is "\*" or an object/],
  [policy({ ...statement, Principal: { Everyone: "*" } }), /Principal that is "\*" or an object/],
  [policy({ ...statement, Action: [] }), /a text or a list of texts as Action/],
  [policy({ ...statement, Action: "DescribeTasks" }), /not of the form service:Action/],
  [policy({ ...statement, Condition: { StringEquals: "x" } }), /needs a Condition such as/],
  [policy({ ...statement, Resource: "x".repeat(20_480) }), /may have 20480 characters/],
  ['{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}', /Version appears twice/],
])("says what is wrong with %s", (text, problem) => {
  expect(policyProblem(text)).toMatch(problem);
});

it("counts a policy as it is sent, so white space does not count", () => {
  const text = policy({ ...statement, Resource: `arn:${"x".repeat(20_000)}` });
  expect(policyProblem(JSON.stringify(JSON.parse(text), null, 200))).toBeNull();
});

describe("remarks", () => {
  const actions = iamActions(["ecs"]);
  const remarks = async (over: Partial<PolicyContext>, ...statements: object[]) => {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
    const context = { region: "us-east-1", gateway: false, servesLayers: false, actions: await actions, ...over };
    return policyRemarks(text, context).map(({ severity, line, message }) => `${severity} ${line}: ${message}`);
  };

  it("are placed at the line they are about", async () => {
    const misspelled = { ...statement, Action: ["ecs:ListTasks", "ecs:DescribeTaks", "ecs:Foo*", "s3:GetObject"] };
    expect(await remarks({}, misspelled)).toEqual([
      "warning 9: ecs has no action DescribeTaks; did you mean ecs:DescribeTasks?",
      "warning 10: ecs:Foo* matches no action of ecs.",
      "warning 11: s3:GetObject does nothing here: this endpoint serves ecs: actions.",
    ]);
  });

  it("leave actions alone whatever their case, and where the service's are not known", async () => {
    expect(await remarks({}, { ...statement, Action: ["ECS:describetasks", "ecs:Desc?ibe*", "*"] })).toEqual([]);
    expect(await remarks({ actions: {} }, { ...statement, Action: "scrooge:Count" })).toEqual([]);
  });

  it("report a policy that allows nothing", async () => {
    const nothing = [expect.stringMatching(/Nothing is allowed/)];
    expect(await remarks({}, { ...statement, Effect: "Deny" })).toEqual(nothing);
    expect(await remarks({}, statement, { ...statement, Effect: "Deny", Action: "*" })).toEqual(nothing);
  });

  it("report that image layers are denied", async () => {
    const mine = { ...statement, Action: "s3:*", Resource: "arn:aws:s3:::mine/*" };
    expect(await remarks({ servesLayers: true, actions: null }, mine)).toEqual([
      expect.stringMatching(/s3:GetObject for everybody on arn:aws:s3:::prod-us-east-1-starport-layer-bucket/),
    ]);
  });

  it("know that a gateway takes an account as its root user", async () => {
    const root = { ...statement, Principal: { AWS: "arn:aws:iam::123456789012:root" } };
    expect(await remarks({ gateway: true }, root)).toEqual([expect.stringMatching(/^warning 7: .*root user alone/)]);
    expect(await remarks({}, root)).toEqual([]);
  });

  it("know what endpoint policies do not match", async () => {
    const Condition = { StringLike: { "aws:PrincipalAccount": "1234*" } };
    expect(await remarks({}, { ...statement, Resource: "cluster/x", Condition })).toEqual([
      expect.stringMatching(/cluster\/x is not an ARN/),
      expect.stringMatching(/neither wildcards/),
    ]);
  });
});
