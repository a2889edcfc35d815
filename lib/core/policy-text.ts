/** EC2 quota "Characters per VPC endpoint policy, including white space" (VPC user guide, quotas). */
const MOST_CHARACTERS = 20_480;

/** What is wrong with an endpoint policy as it is being typed; null when it can be sent. */
export function policyProblem(text: string): string | null {
  if (text.trim() === "") return "Write the policy, or choose full access.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `This is not JSON yet: ${error instanceof Error ? error.message : "it cannot be read"}.`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return 'A policy is a JSON object: {"Version": "2012-10-17", "Statement": [ … ]}.';
  }
  if (!("Statement" in value)) return "A policy needs a Statement.";
  const { Statement } = value;
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0) return "Statement is empty: such a policy lets nobody through.";
  for (const [i, statement] of statements.entries()) {
    if (typeof statement !== "object" || statement === null) return `Statement ${i + 1} must be an object.`;
    for (const [one, other] of REQUIRED) {
      if (!(one in statement) && !(other in statement))
        return `Statement ${i + 1} needs ${one === other ? one : `${one} or ${other}`}.`;
    }
    if ("Effect" in statement && statement.Effect !== "Allow" && statement.Effect !== "Deny") {
      return `Statement ${i + 1}: Effect must be "Allow" or "Deny".`;
    }
  }
  const length = JSON.stringify(value).length;
  if (length > MOST_CHARACTERS) return `A policy may have ${MOST_CHARACTERS} characters; this one has ${length}.`;
  return null;
}

/** Elements that a statement of a resource policy must have (IAM user guide, JSON policy elements). */
const REQUIRED = [
  ["Effect", "Effect"],
  ["Principal", "NotPrincipal"],
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
] as const;

/** What an endpoint allows when no policy is given (VPC user guide, "Default endpoint policy"). */
export const fullAccess = JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] },
  null,
  2,
);
