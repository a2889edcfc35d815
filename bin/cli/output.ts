import { writeFileSync } from "node:fs";
import { isAwsError } from "#lib/aws/gateway";
import { escapedJson, visible } from "#lib/core/text/untrusted";
import { redacted } from "#lib/log/redact";
import { nextStepLines } from "#lib/render/words/next-step";
import { SettingsError } from "#lib/server/settings";
import { fileProblem } from "../setup/file-problem.mjs";
import { packageProblem } from "../setup/packages.mjs";
import { Problem } from "../setup/run.mjs";
import { UsageError } from "./exit";

/** Lines for people, without terminal control sequences; results go to standard output. */
export function report(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${visible(line)}\n`);
}

/** A result as JSON on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${escapedJson(value, 2)}\n`);
}

/** A text into a file, or to standard output when none is named. Throws `UsageError` when the file cannot be written. */
export function write(text: string, file: string | undefined): void {
  const ended = text.endsWith("\n") ? text : `${text}\n`;
  if (file === undefined || file === "-") {
    process.stdout.write(ended);
    return;
  }
  try {
    writeFileSync(file, ended);
  } catch (error) {
    throw new UsageError([`${file} cannot be written: ${error instanceof Error ? error.message : error}`]);
  }
}

/** An error in lines: what happened and what to do next. */
export function errorLines(error: unknown): string[] {
  if (error instanceof UsageError) return [...error.lines];
  if (isAwsError(error)) {
    const message = error.sentence.includes(error.message) ? "" : `: ${error.message}`;
    const request = error.requestId ? `, request ${error.requestId}` : "";
    const call = `(${error.operation}: ${error.code}${message}${request})`;
    return [error.sentence, ...nextStepLines(error.nextStep), call];
  }
  const sentence = sentenceOf(error);
  if (sentence !== null) return redacted(sentence).split("\n");
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return ["Something went wrong inside Postern.", ...redacted(message).split("\n")];
}

/** An error that a person can fix, as text. */
function sentenceOf(error: unknown): string | null {
  if (error instanceof Problem || error instanceof SettingsError) return error.message;
  return packageProblem(error) ?? fileProblem(error);
}
