/** IAM's condition operators (IAM user guide, "IAM JSON policy elements: Condition operators"). */

/** A value of the request against a value of the policy. */
type Match = (actual: string, wanted: string) => boolean;

const lower = (text: string): string => text.toLowerCase();

/** `*` any characters, `?` exactly one. */
export function like(actual: string, pattern: string): boolean {
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === "*") return "[\\s\\S]*";
    return part === "?" ? "[\\s\\S]" : part.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`).test(actual);
}

/** Each of an ARN's six parts for itself; the last one may hold colons. */
export function arnLike(actual: string, pattern: string): boolean {
  if (pattern === "*") return true;
  const [one, other] = [sixParts(actual), sixParts(pattern)];
  return one.length === other.length && one.every((part, at) => like(part, other[at] ?? ""));
}

function sixParts(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

const MATCHES: Readonly<Record<string, Match>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => lower(actual) === lower(wanted),
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (actual, wanted) => lower(actual) === lower(wanted),
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

const PARTS = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

export function isOperator(raw: string): boolean {
  const [, , name = ""] = PARTS.exec(raw) ?? [];
  return name === "Null" || name in MATCHES || name in NEGATED;
}

/** Whether a key's values in the request satisfy a condition. `actual` undefined: the request does not have the key. */
export function satisfies(raw: string, actual: readonly string[] | undefined, wanted: readonly string[]): boolean {
  const [, quantifier, name = "", ifExists] = PARTS.exec(raw) ?? [];
  if (name === "Null") return wanted.some((value) => (lower(value) === "true") === (actual === undefined));
  const negated = NEGATED[name];
  const match = MATCHES[negated ?? name];
  if (!match) return false;
  const one = (value: string): boolean => wanted.some((other) => match(value, other)) !== Boolean(negated);
  if (actual === undefined) return Boolean(ifExists) || Boolean(negated) || quantifier === "ForAllValues";
  return quantifier === "ForAllValues" || (negated && !quantifier) ? actual.every(one) : actual.some(one);
}
