import { expect, it } from "vitest";
import { fullAccess, policyProblem } from "./policy-text";

const statement = { Effect: "Allow", Principal: "*", Action: "ecs:*", Resource: "*" };
const policy = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

it.each([
  fullAccess,
  policy(statement),
  JSON.stringify({ Statement: statement }),
  policy({ ...statement, Effect: "Deny" }),
])("takes %s", (text) => {
  expect(policyProblem(text)).toBeNull();
});

it.each([
  ["  ", /Write the policy/],
  ["{", /not JSON/],
  ["[]", /JSON object/],
  ["{}", /needs a Statement/],
  [policy(), /lets nobody through/],
  [policy("x"), /Statement 1 must be an object/],
  [policy(statement, { ...statement, Effect: "allow" }), /Statement 2 needs an Effect/],
  [policy({ Effect: "Allow", Action: "*", Resource: "*" }), /needs either Principal or NotPrincipal/],
  [policy({ ...statement, Resource: "x".repeat(20_480) }), /may have 20480 characters/],
])("says what is wrong with %s", (text, problem) => {
  expect(policyProblem(text)).toMatch(problem);
});
