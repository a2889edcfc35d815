import type { Check, RunError } from "#lib/core/run/run";

/** `detail` is the whole check in a line of text. */
export function check(name: string, subject: string, expected: string, found: string, ok = expected === found): Check {
  const detail = `${subject}: ${found}${ok ? "" : ` (expected: ${expected})`}`;
  return { name, ok, detail, subject, expected, found };
}

/** Of what is expected, or found, to have been deleted. */
export const NOT_THERE = "not there";

/** All calls succeeded, and these checks did not. */
export const verificationFailed = (
  bad: readonly Check[],
  words: Pick<RunError, "sentence" | "nextStep">,
): RunError => ({
  code: "Verification",
  message: bad.map(({ name, detail }) => `${name}: ${detail}`).join("\n"),
  ...words,
});
