import { readFileSync } from "node:fs";
import type { Intent } from "#lib/core/intent/intent";
import { intentProblems } from "#lib/core/intent/problems";
import { readJson } from "#lib/core/text/json-text";
import { UsageError } from "./exit";

/** Reads an intent from a file, or from standard input when the name is `-`. Throws `UsageError`. */
export function readIntent(file: string): Intent {
  const name = nameOf(file);
  const read = intentProblems(readJsonFile(file, INTENT));
  if (read.ok) return read.intent;
  throw new UsageError([
    `The intent in ${name} cannot be used. Nothing was sent to AWS.`,
    ...read.problems.map(({ path, message }) => `  ${path ? `${path}: ` : ""}${message}`),
  ]);
}

/** What a file holds, in words, and the option that names it. */
type Content = { what: string; option: string };

const INTENT: Content = { what: "intent", option: "--intent" };

const nameOf = (file: string): string => (file === "-" ? "standard input" : file);

/** The JSON in a file, or on standard input when the name is `-`. Throws `UsageError`. */
export function readJsonFile(file: string, content: Content): unknown {
  return parse(contentOf(file, content), nameOf(file), content);
}

function contentOf(file: string, { what, option }: Content): string {
  const name = nameOf(file);
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT") throw new UsageError([`There is no file ${name}. Name the ${what}'s file after ${option}.`]);
    if (code === "EISDIR") throw new UsageError([`${name} is a folder. Name the ${what}'s file after ${option}.`]);
    if (code === "EACCES") throw new UsageError([`${name} may not be read by this user.`]);
    throw error;
  }
}

function parse(text: string, name: string, { what }: Content): unknown {
  const content = text.replace(/^\uFEFF/, "");
  if (content.trim() === "")
    throw new UsageError([`${name} is empty. It should hold ${what === "intent" ? "an" : "a"} ${what} as JSON.`]);
  const read = readJson(content);
  if (read.ok) return read.value;
  const { message, line, column } = read;
  throw new UsageError([`${name} is not JSON: ${message} at line ${line}, column ${column}. Nothing was sent to AWS.`]);
}
