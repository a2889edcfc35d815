import { escapedJson, visible } from "#lib/core/text/untrusted";

/** A next step as text, and the command or the policy statements in it, if there are any, to be copied. Both are escaped. */
export function nextStepParts(nextStep: string): { words: string; code: string | null } {
  const at = nextStep.search(/[{[]/);
  if (at >= 0) {
    try {
      const statements: unknown = JSON.parse(nextStep.slice(at));
      return { words: visible(nextStep.slice(0, at).trim()), code: escapedJson(statements, 2) };
    } catch {
      return { words: visible(nextStep), code: null };
    }
  }
  const command = /\baws [a-z0-9-]+(?: [\w@/=.:-]*\w)*/.exec(nextStep)?.[0] ?? null;
  return { words: visible(nextStep), code: command };
}

/** The same for a terminal: statements on lines of their own, ready to be copied. */
export function nextStepLines(nextStep: string): string[] {
  const { words, code } = nextStepParts(nextStep);
  return code && /^[{[]/.test(code) ? [words, ...code.split("\n")] : [words];
}
