import { quotas } from "./ec2-rules";
import { policyProblems, policySize, statementsOf } from "./policy";

/** What is wrong with an endpoint policy as it is being typed; null when it can be sent. */
export function policyProblem(text: string): string | null {
  if (text.trim() === "") return "Write the policy, or choose full access.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `This is not JSON yet: ${error instanceof Error ? error.message : "it cannot be read"}.`;
  }
  const [problem] = policyProblems(value);
  if (problem) return problem;
  if (statementsOf(value).length === 0) return "Statement is empty: such a policy lets nobody through.";
  const most = quotas.endpointPolicyCharacters;
  const size = policySize(value);
  return size > most ? `A policy may have ${most} characters; this one has ${size}.` : null;
}

/** What an endpoint allows when no policy is given (VPC user guide, "Default endpoint policy"). */
export const fullAccess = JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] },
  null,
  2,
);
