/**
 * What endpoint policies do not take, or do not match, of IAM's policy language: one place for the wizard, which shows it line by line,
 * and for plans. Source unless named otherwise: PrivateLink guide, Control access using endpoint policies, Considerations.
 */
import type { JsonPath } from "#lib/core/text/json-text";
import { type PolicyProblem, placedStatements, placedTexts } from "./policy";

/** Global condition keys whose values are ids that AWS assigns. */
const ID_KEYS =
  /^aws:(?:PrincipalAccount|PrincipalOrgID|SourceAccount|SourceOrgID|SourceVpc|SourceVpce|ResourceAccount|ResourceOrgID|VpceAccount|VpceOrgID)$/i;

const WILDCARD = /[*?]/;

/** Characters required on one side of a wildcard in a string condition. */
const BESIDE_WILDCARD = 6;

/** `StringLike` and `StringNotLike`, of sets and with `IfExists` too: the string operators with wildcards. */
const isStringLike = (operator: string): boolean => /(?:^|:)String(?:Not)?Like(?:IfExists)?$/i.test(operator);

const isNumeric = (operator: string): boolean => /(?:^|:)Numeric/i.test(operator);

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** Text without the escapes `${*}`, `${?}` and `${$}`, each of which is one character (IAM user guide, policy variables). */
const withoutEscapes = (text: string): string => text.replace(/\$\{[*?$]\}/g, "_");

/** Whether a wildcard of a text has fewer than six characters on both of its sides. */
function hasLoneWildcard(text: string): boolean {
  const parts = withoutEscapes(text).split(WILDCARD);
  return parts.some((part, i) => i > 0 && Math.max(part.length, parts[i - 1]?.length ?? 0) < BESIDE_WILDCARD);
}

/** The account of an ARN: its fifth part; empty where it has none (AWS General Reference, ARNs). */
const accountOf = (arn: string): string => withoutEscapes(arn).split(":")[4] ?? "";

function arnProblem(text: string): string | null {
  const account = accountOf(text);
  if (!text.startsWith("arn:") || !WILDCARD.test(account) || account === "*") return null;
  return `The account of ${text} has to be an account id or *, not both.`;
}

function resourceProblem(text: string): string | null {
  return /^(?:arn:|\*|\$\{)/.test(text) ? arnProblem(text) : `${text} is not an ARN, so it matches nothing.`;
}

function conditionProblem(operator: string, key: string, text: string): string | null {
  if (ID_KEYS.test(key) && (WILDCARD.test(text) || isNumeric(operator)))
    return `Endpoint policies take neither wildcards nor numeric operators for ${key}.`;
  if (isStringLike(operator) && hasLoneWildcard(text))
    return `Endpoint policies take a wildcard in a string condition only with six characters or more right before or after it: ${text}.`;
  return arnProblem(text);
}

function* problems(
  value: unknown,
  path: JsonPath,
  problemOf: (text: string) => string | null,
): Generator<PolicyProblem> {
  for (const { text, path: at } of placedTexts(value, path)) {
    const message = problemOf(text);
    if (message !== null) yield { path: at, message };
  }
}

function* inStatement(statement: unknown, path: JsonPath, gateway: boolean): Generator<PolicyProblem> {
  for (const name of ["Resource", "NotResource"]) {
    yield* problems(member(statement, name), [...path, name], resourceProblem);
  }
  if (gateway)
    yield* problems(member(member(statement, "Principal"), "AWS"), [...path, "Principal", "AWS"], gatewayPrincipal);
  for (const [operator, keys] of Object.entries(Object(member(statement, "Condition")))) {
    for (const [key, values] of Object.entries(Object(keys))) {
      yield* problems(values, [...path, "Condition", operator, key], (text) => conditionProblem(operator, key, text));
    }
  }
}

/** At gateway endpoints an account as principal is its root user alone (PrivateLink guide, principals for gateway endpoints). */
const gatewayPrincipal = (text: string): string | null =>
  /^\d{12}$|:root$/.test(text)
    ? `At a gateway endpoint ${text} is the account's root user alone. Write "*" and a condition on aws:PrincipalAccount.`
    : null;

/** What an endpoint policy says that endpoint policies do not take or match, each with its place. `gateway`: for a gateway endpoint. */
export function grammarProblems(policy: unknown, { gateway }: { gateway: boolean }): PolicyProblem[] {
  return placedStatements(policy).flatMap(({ statement, path }) => [...inStatement(statement, path, gateway)]);
}
