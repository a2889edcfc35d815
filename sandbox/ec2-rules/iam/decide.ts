import { arnLike, like, satisfies } from "./operators";
import { many, type Policy, type Statement } from "./policy";

/** One question of a service to IAM: may this action be done on this resource? Keys of the context in lower case. */
export type Question = { action: string; resource: string; context: ReadonlyMap<string, readonly string[]> };

export type AuthorizationDecision = "allow" | "no-allow" | "deny";

/** An explicit Deny wins, then an Allow; without either it is denied (IAM user guide, "Policy evaluation logic"). */
export function decide(policies: readonly Policy[], question: Question): AuthorizationDecision {
  const fitting = policies.flatMap(({ Statement }) => many(Statement)).filter((one) => applies(one, question));
  if (fitting.some(({ Effect }) => Effect === "Deny")) return "deny";
  return fitting.length > 0 ? "allow" : "no-allow";
}

function applies(statement: Statement, { action, resource, context }: Question): boolean {
  const named = (patterns: string | string[] | undefined) =>
    many(patterns).some((pattern) => like(action.toLowerCase(), pattern.toLowerCase()));
  if (statement.NotAction === undefined ? !named(statement.Action) : named(statement.NotAction)) return false;
  const meant = (patterns: string | string[] | undefined) =>
    many(patterns).some((pattern) => arnLike(resource, pattern));
  // A trust policy names no resource: it belongs to the role itself.
  if (
    statement.NotResource !== undefined
      ? meant(statement.NotResource)
      : !(statement.Principal || meant(statement.Resource))
  )
    return false;
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => satisfies(operator, context.get(key.toLowerCase()), many(wanted))),
  );
}
