import type { Check } from "#lib/core/run/run";

/** `detail` is the whole check in a line of text. */
export function check(name: string, subject: string, expected: string, found: string, ok = expected === found): Check {
  const detail = `${subject}: ${found}${ok ? "" : ` (expected: ${expected})`}`;
  return { name, ok, detail, subject, expected, found };
}

/** Of what is expected, or found, to have been deleted. */
export const NOT_THERE = "not there";
