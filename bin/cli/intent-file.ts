import { readFileSync } from "node:fs";
import type { Intent } from "#lib/core/intent/intent";
import { intentProblems } from "#lib/core/intent/problems";
import { readJson } from "#lib/core/text/json-text";
import { UsageError } from "./exit";

/** Reads an intent from a file, or from standard input when the name is `-`. Throws `UsageError`. */
export function readIntent(file: string): Intent {
  const name = file === "-" ? "standard input" : file;
  const read = intentProblems(parse(contentOf(file, name), name));
  if (read.ok) return read.intent;
  throw new UsageError([
    `The intent in ${name} cannot be used. Nothing was sent to AWS.`,
    ...read.problems.map(({ path, message }) => `  ${path ? `${path}: ` : ""}${message}`),
  ]);
}

function contentOf(file: string, name: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT") throw new UsageError([`There is no file ${name}. Name the intent's file after --intent.`]);
    if (code === "EISDIR") throw new UsageError([`${name} is a folder. Name the intent's file after --intent.`]);
    if (code === "EACCES") throw new UsageError([`${name} may not be read by this user.`]);
    throw error;
  }
}

function parse(text: string, name: string): unknown {
  const content = text.replace(/^\uFEFF/, "");
  if (content.trim() === "") throw new UsageError([`${name} is empty. It should hold an intent as JSON.`]);
  const read = readJson(content);
  if (read.ok) return read.value;
  const { message, line, column } = read;
  throw new UsageError([`${name} is not JSON: ${message} at line ${line}, column ${column}. Nothing was sent to AWS.`]);
}
