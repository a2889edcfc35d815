/** IAM policy documents, read as IAM reads them (IAM user guide, "IAM JSON policy elements reference"). */
import { KNOWN_KEYS } from "./keys";
import { isOperator } from "./operators";

type OneOrMore = string | string[];

export type Statement = {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action?: OneOrMore;
  NotAction?: OneOrMore;
  Resource?: OneOrMore;
  NotResource?: OneOrMore;
  Principal?: unknown;
  Condition?: Record<string, Record<string, OneOrMore>>;
};

export type Policy = { Version?: string; Statement: Statement | Statement[] };

export const many = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The policy, if it can be evaluated as IAM does. Throws, naming what is not known here: a guess could allow too much. */
export function checked(policy: Policy): Policy {
  for (const { Effect, Condition = {} } of many(policy.Statement)) {
    if (Effect !== "Allow" && Effect !== "Deny") throw new Error(`Effect ${Effect} is neither Allow nor Deny`);
    for (const [operator, keys] of Object.entries(Condition)) {
      if (!isOperator(operator)) throw new Error(`The condition operator ${operator} is not emulated`);
      for (const key of Object.keys(keys)) {
        const name = (key.split("/")[0] ?? "").toLowerCase();
        if (!KNOWN_KEYS.has(name)) throw new Error(`The condition key ${key} is not emulated`);
      }
    }
  }
  return policy;
}
