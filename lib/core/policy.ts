/** What a VPC endpoint's policy may be (VPC user guide, endpoint policies; IAM user guide, JSON policy grammar). */

type Statement = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** The statements of a policy: one or a list. */
export function statementsOf(policy: unknown): Statement[] {
  return isObject(policy) ? listOf(policy.Statement).filter(isObject) : [];
}

/** A member of a statement as a list of texts: `Action`, `Resource` and their like are one text or several. */
function textsOf(value: unknown): string[] {
  return listOf(value).filter((item): item is string => typeof item === "string");
}

const exactlyOne = (statement: Statement, a: string, b: string): string[] =>
  a in statement === b in statement ? [`needs either ${a} or ${b}`] : [];

function statementProblems(statement: Statement): string[] {
  const known = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
  ];
  const unknown = Object.keys(statement).filter((key) => !known.includes(key));
  return [
    ...unknown.map((key) => `has an element ${key} that policies do not know`),
    ...(statement.Effect === "Allow" || statement.Effect === "Deny" ? [] : ['needs an Effect, "Allow" or "Deny"']),
    ...exactlyOne(statement, "Principal", "NotPrincipal"),
    ...exactlyOne(statement, "Action", "NotAction"),
    ...exactlyOne(statement, "Resource", "NotResource"),
    ...textsOf(statement.Action ?? statement.NotAction)
      .filter((name) => name !== "*" && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(name))
      .map((name) => `names an action ${name}, which is not of the form service:Action`),
  ];
}

/** What is wrong with a policy, in words; an empty list when its form is right. */
export function policyProblems(policy: unknown): string[] {
  if (!isObject(policy)) return ["The policy must be a JSON object with Version and Statement."];
  const unknown = Object.keys(policy).filter((key) => !["Version", "Id", "Statement"].includes(key));
  const version =
    policy.Version === undefined || policy.Version === "2012-10-17" || policy.Version === "2008-10-17"
      ? []
      : ['Version must be "2012-10-17".'];
  const statements = listOf(policy.Statement);
  return [
    ...unknown.map((key) => `${key} is not an element of a policy.`),
    ...version,
    ...(policy.Statement === undefined ? ["The policy needs a Statement."] : []),
    ...statements.flatMap((statement, i) =>
      isObject(statement)
        ? statementProblems(statement).map((problem) => `Statement ${i + 1} ${problem}.`)
        : [`Statement ${i + 1} must be an object.`],
    ),
  ];
}

/** Number of characters that EC2 counts. */
export const policySize = (policy: unknown): number => JSON.stringify(policy).length;

/** Whether a policy lets anything through at all. */
export const allowsSomething = (policy: unknown): boolean =>
  statementsOf(policy).some(({ Effect }) => Effect === "Allow");

/** Whether an IAM pattern with `*` and `?` matches a text. */
function patternMatches(pattern: string, text: string): boolean {
  const parts = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${parts}$`, "is").test(text);
}

/**
 * Whether ECR's image layers can be read: an Allow of s3:GetObject on the Region's layer bucket for everybody, without a condition
 * on the principal, which the layer downloads do not carry (ECR user guide, minimum S3 bucket permissions).
 */
export function allowsEcrLayers(policy: unknown, region: string): boolean {
  const layer = `arn:aws:s3:::prod-${region}-starport-layer-bucket/layer`;
  return statementsOf(policy).some(
    (statement) =>
      statement.Effect === "Allow" &&
      textsOf(statement.Action).some((action) => patternMatches(action, "s3:GetObject")) &&
      textsOf(statement.Resource).some((resource) => patternMatches(resource, layer)) &&
      !/aws:(?:Principal|SourceAccount|userid|username)/i.test(JSON.stringify(statement.Condition ?? {})),
  );
}
