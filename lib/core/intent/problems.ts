import type { z } from "zod";
import { isTooDeep, TOO_DEEP } from "#lib/core/text/json-depth";
import { nearest } from "#lib/core/text/nearest";
import { type Intent, intentSchema } from "./intent";

/** What is wrong with one field: its path (`subnetIds[1]`; empty for the document) and a sentence saying what to do. */
export type IntentProblem = { path: string; message: string };

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Reads an intent, filling in defaults; or says, field by field, what is wrong and what to do. */
export function intentProblems(
  value: unknown,
): { ok: true; intent: Intent } | { ok: false; problems: IntentProblem[] } {
  const result = intentSchema.safeParse(value);
  if (result.success) return { ok: true, intent: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOf(issue, [], value)) };
}

/** A path as people write it: `subnetIds[1]`, `endpointSecurityGroup.create.name`, `tags["a b"]`. */
function fieldPath(path: Path): string {
  return path
    .map((part, i) => {
      if (typeof part === "number") return `[${part}]`;
      const name = String(part);
      if (!/^[A-Za-z_][\w-]*$/.test(name)) return `[${JSON.stringify(name)}]`;
      return i === 0 ? name : `.${name}`;
    })
    .join("");
}

function problemsOf(issue: Issue, above: Path, value: unknown): IntentProblem[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: fieldPath([...path, key]), message: unknownField(key, path) }));
  }
  if (issue.code === "invalid_union") {
    const branch = branchMeant(valueAt(value, path));
    const issues = branch === null ? undefined : issue.errors[branch];
    if (issues) return issues.flatMap((inner) => problemsOf(inner, path, value));
  }
  return [{ path: fieldPath(path), message: sentence(issue, path, valueAt(value, path)) }];
}

/** Of the unions, only `endpointSecurityGroup` has several forms: which of them the input resembles. */
function branchMeant(group: unknown): 0 | 1 | null {
  if (typeof group !== "object" || group === null || ("id" in group && "create" in group)) return null;
  if ("id" in group) return 0;
  return "create" in group ? 1 : null;
}

function sentence(issue: Issue, path: Path, value: unknown): string {
  if (value === undefined) return `This field is missing. ${example(path)}`;
  if (path[0] === "ports" && path.length === 3) {
    return `Write a TCP port from 1 to 65535 as a number, or a range such as "1400-1499"; this is ${shown(value)}.`;
  }
  switch (issue.code) {
    case "invalid_type":
      return `Must be ${NAMES[issue.expected] ?? issue.expected}, not ${kindOf(value)}. ${example(path)}`.trim();
    case "invalid_union":
      return 'Give either {"id": "sg-…"}, a group that exists, or {"create": {"name": "…"}}, one to be created.';
    case "invalid_value":
      return `Must be ${issue.values.map((v) => JSON.stringify(v)).join(" or ")}, not ${shown(value)}.`;
    case "invalid_key":
      return capitalised(issue.issues[0]?.message ?? "this key is not allowed");
    case "invalid_format":
      return `${capitalised(issue.message).slice(0, -1)}; this is ${shown(value)}.`;
    case "too_big":
      return issue.origin === "array" ? `Give at most ${issue.maximum}.` : capitalised(issue.message);
    default:
      return capitalised(issue.message);
  }
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return String(value);
  return NAMES[typeof value] ?? typeof value;
}

function unknownField(key: string, path: Path): string {
  const known = knownFields(path);
  const meant = nearest(key, known);
  return meant
    ? `There is no such field; did you mean ${meant}?`
    : `There is no such field: take it out. Fields here: ${known.join(", ")}.`;
}

function knownFields(path: Path): string[] {
  if (path.length === 0) return Object.keys(intentSchema.shape);
  return path.length === 1 ? ["id", "create"] : ["name"];
}

/** How the top-level field is written, where its schema gives an example. */
function example(path: Path): string {
  const [field, ...rest] = path;
  if (field === undefined || rest.length > 0) return "";
  const schema = intentSchema.shape[field as keyof typeof intentSchema.shape];
  const [first] = (schema?.meta()?.examples as unknown[] | undefined) ?? [];
  return first === undefined ? "" : `Write it like ${JSON.stringify(field)}: ${JSON.stringify(first)}.`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
}

function shown(value: unknown): string {
  const text = isTooDeep(value) ? `something ${TOO_DEEP}` : (JSON.stringify(value) ?? "nothing");
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function capitalised(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.?:]$/.test(text) ? text : `${text}.`;
}
