/** What a VPC endpoint's policy may be (VPC user guide, endpoint policies; IAM user guide, JSON policy grammar). */
import { canonicalJson } from "#lib/core/text/canonical";
import type { JsonPath } from "#lib/core/text/json-text";

export type Statement = Readonly<Record<string, unknown>>;

/** What is wrong with a policy's form, where, as a sentence. */
export type PolicyProblem = { path: JsonPath; message: string };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** The statements of a policy: one or a list. */
export function statementsOf(policy: unknown): Statement[] {
  return isObject(policy) ? listOf(policy.Statement).filter(isObject) : [];
}

/** A member of a statement as a list of texts: `Action`, `Resource` and their like are one text or several. */
export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item): item is string => typeof item === "string");
}

/** A member's texts, each with its path in the policy. */
export function placedTexts(value: unknown, path: JsonPath): { text: string; path: JsonPath }[] {
  if (typeof value === "string") return [{ text: value, path }];
  return Array.isArray(value)
    ? value.flatMap((item, i) => (typeof item === "string" ? [{ text: item, path: [...path, i] }] : []))
    : [];
}

/** A policy's statements, each with its path. */
export function placedStatements(policy: unknown): { statement: unknown; path: JsonPath; name: string }[] {
  if (!isObject(policy)) return [];
  const all = listOf(policy.Statement);
  return all.map((statement, i) => ({
    statement,
    path: Array.isArray(policy.Statement) ? ["Statement", i] : ["Statement"],
    name: `Statement ${i + 1}`,
  }));
}

/** Elements of a statement (IAM user guide, grammar); pairs are those of which a statement needs one. */
const ELEMENTS = ["Sid", "Effect", "Condition"];
const EITHER = [
  ["Principal", "NotPrincipal"],
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
] as const;
const PRINCIPALS = ["AWS", "Service", "Federated", "CanonicalUser"];

function statementProblems(statement: Statement): { at: JsonPath; sentence: string }[] {
  const known = [...ELEMENTS, ...EITHER.flat()];
  const problems = Object.keys(statement)
    .filter((key) => !known.includes(key))
    .map((key) => ({ at: [key] as JsonPath, sentence: `has an element ${key} that policies do not know` }));
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
    problems.push({ at: ["Effect"], sentence: 'needs an Effect, "Allow" or "Deny"' });
  }
  for (const [a, b] of EITHER) {
    if (a in statement === b in statement) {
      problems.push({ at: a in statement ? [b] : [], sentence: `needs either ${a} or ${b}` });
      continue;
    }
    const name = a in statement ? a : b;
    const value = statement[name];
    const isPrincipal = a === "Principal";
    const fits = isPrincipal ? value === "*" || isPrincipalObject(value) : isTexts(value);
    if (!fits) {
      problems.push({
        at: [name],
        sentence: isPrincipal
          ? `needs a ${name} that is "*" or an object such as {"AWS": "arn:aws:iam::123456789012:role/name"}`
          : `needs a text or a list of texts as ${name}`,
      });
    }
  }
  for (const name of ["Action", "NotAction"] as const) {
    for (const { text, path } of placedTexts(statement[name], [name])) {
      if (text !== "*" && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(text)) {
        problems.push({ at: path, sentence: `names an action ${text}, which is not of the form service:Action` });
      }
    }
  }
  if (
    "Condition" in statement &&
    !(isObject(statement.Condition) && Object.values(statement.Condition).every(isObject))
  )
    problems.push({
      at: ["Condition"],
      sentence: 'needs a Condition such as {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}',
    });
  return problems;
}

const isTexts = (value: unknown): boolean => {
  const all = listOf(value);
  return all.length > 0 && all.every((item) => typeof item === "string" && item !== "");
};

const isPrincipalObject = (value: unknown): boolean =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(([kind, who]) => PRINCIPALS.includes(kind) && isTexts(who));

/** What is wrong with a policy's form, with its place; an empty list when its form is right. */
export function placedProblems(policy: unknown): PolicyProblem[] {
  if (!isObject(policy)) return [{ path: [], message: "The policy must be a JSON object with Version and Statement." }];
  const problems: PolicyProblem[] = Object.keys(policy)
    .filter((key) => !["Version", "Id", "Statement"].includes(key))
    .map((key) => ({ path: [key], message: `${key} is not an element of a policy.` }));
  if (policy.Version !== undefined && policy.Version !== "2012-10-17" && policy.Version !== "2008-10-17") {
    problems.push({ path: ["Version"], message: 'Version must be "2012-10-17".' });
  }
  if (policy.Statement === undefined) problems.push({ path: [], message: "The policy needs a Statement." });
  for (const { statement, path, name } of placedStatements(policy)) {
    if (!isObject(statement)) problems.push({ path, message: `${name} must be an object.` });
    else {
      for (const { at, sentence } of statementProblems(statement)) {
        problems.push({ path: [...path, ...at], message: `${name} ${sentence}.` });
      }
    }
  }
  return problems;
}

/** Problems of a policy's form, as sentences; empty when it is valid. */
export const policyProblems = (policy: unknown): string[] => placedProblems(policy).map(({ message }) => message);

/** Number of characters that EC2 counts: white space counts too, and what is sent has none between its elements. */
export const policySize = (policy: unknown): number => JSON.stringify(policy).length;

/** Whether a statement is for everybody: `"*"`, or `{"AWS": "*"}`, which is equivalent (IAM user guide, Principal). */
export function isForEverybody({ Principal }: Statement): boolean {
  return Principal === "*" || (isObject(Principal) && textsOf(Principal.AWS).includes("*"));
}

/** Whether a policy allows anything at all: it allows something, and does not deny everything to everybody. */
export function allowsSomething(policy: unknown): boolean {
  const statements = statementsOf(policy);
  const deniesAll = statements.some(
    (statement) =>
      statement.Effect === "Deny" &&
      isForEverybody(statement) &&
      textsOf(statement.Action).includes("*") &&
      textsOf(statement.Resource).includes("*") &&
      Object.keys(isObject(statement.Condition) ? statement.Condition : {}).length === 0,
  );
  return !deniesAll && statements.some(({ Effect }) => Effect === "Allow");
}

/** Members of a statement in which one text and a list of one are equivalent, and the order has no meaning. */
const SETS = ["Action", "NotAction", "Resource", "NotResource"];

/** A policy's statements in one form of the many that are equivalent. */
function canonicalStatements(policy: unknown): string {
  const form = (statement: Statement) =>
    canonicalJson(
      Object.fromEntries(
        Object.entries(statement).map(([name, value]) => {
          if (name === "Principal" && isForEverybody(statement)) return [name, "*"];
          return [name, SETS.includes(name) ? textsOf(value).toSorted() : value];
        }),
      ),
    );
  return canonicalJson(statementsOf(policy).map(form).toSorted());
}

/**
 * Whether two policies are equivalent. Versions differ in meaning only where there are variables such as `${aws:username}`; a policy that
 * EC2 returns without a Version is compared without it.
 */
export function samePolicy(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return canonicalJson(one) === canonicalJson(other);
  const statements = canonicalStatements(one);
  if (statements !== canonicalStatements(other)) return false;
  const versionsMatter = one.Version !== undefined && other.Version !== undefined && statements.includes("${");
  return !versionsMatter || one.Version === other.Version;
}
