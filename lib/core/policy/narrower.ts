import { canonicalJson } from "#lib/core/text/canonical";
import { allowsSomething, isForEverybody, type Statement, samePolicy, statementsOf, textsOf } from "./policy";
import { patternCovers } from "./wildcard";

/** EC2's default policy: all actions on all resources for everybody (PrivateLink guide, default endpoint policy). */
const FULL_ACCESS = { Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } };

type Member = "Action" | "Resource";

/** One pattern of a member; or all patterns of the `Not…` element in its place, which have a meaning only together. */
type Part = { pattern: string } | { not: string[] };

/** The patterns of an element. Names of actions are not case-sensitive, ARNs are (IAM user guide, Action and Resource). */
function patterns(statement: Statement, member: Member, not: "" | "Not" = ""): string[] {
  const texts = textsOf(statement[`${not}${member}`]);
  return member === "Action" ? texts.map((text) => text.toLowerCase()) : texts;
}

function partsOf(statement: Statement, member: Member): Part[] {
  if (statement[`Not${member}`] !== undefined) return [{ not: patterns(statement, member, "Not").toSorted() }];
  return patterns(statement, member).map((pattern) => ({ pattern }));
}

const same = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);

function coversPart(wide: Statement, member: Member, part: Part): boolean {
  const own = patterns(wide, member);
  if ("pattern" in part) return own.some((pattern) => patternCovers(pattern, part.pattern));
  return own.includes("*") || same(patterns(wide, member, "Not").toSorted(), part.not);
}

/** Whether a statement matches all callers, in all conditions, that another one matches. */
function coversCallers(wide: Statement, narrow: Statement): boolean {
  const { Condition } = wide;
  const anybody =
    isForEverybody(wide) || (same(wide.Principal, narrow.Principal) && same(wide.NotPrincipal, narrow.NotPrincipal));
  return anybody && (same(Condition ?? {}, {}) || same(Condition, narrow.Condition));
}

/** Whether every action on every resource of a statement is matched by one of the statements of the same effect. */
function isCovered(statement: Statement, by: readonly Statement[]): boolean {
  const candidates = by.filter((wide) => wide.Effect === statement.Effect && coversCallers(wide, statement));
  return partsOf(statement, "Action").every((action) =>
    partsOf(statement, "Resource").every((resource) =>
      candidates.some((wide) => coversPart(wide, "Action", action) && coversPart(wide, "Resource", resource)),
    ),
  );
}

/**
 * Whether an endpoint policy takes something away from those who use the endpoint under the old one: what a statement of the old
 * one allows is not allowed by a statement of the new one, or a statement that denies is new. `null` is EC2's default, full access.
 * Statements are compared by their patterns: where a policy is equivalent in a way that patterns do not show, it counts as narrower.
 */
export function isNarrower(newPolicy: unknown, oldPolicy: unknown): boolean {
  const [now, before] = [newPolicy ?? FULL_ACCESS, oldPolicy ?? FULL_ACCESS];
  if (!allowsSomething(before) || samePolicy(now, before)) return false;
  const allowed = statementsOf(before).filter(({ Effect }) => Effect === "Allow");
  const denied = statementsOf(now).filter(({ Effect }) => Effect === "Deny");
  return (
    !allowed.every((statement) => isCovered(statement, statementsOf(now))) ||
    !denied.every((statement) => isCovered(statement, statementsOf(before)))
  );
}
