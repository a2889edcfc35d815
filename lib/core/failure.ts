/** Errors as values: what pages, handlers and actions hand to the browser in place of a thrown error. */
export type Failure = {
  /** Kind of failure, such as `login-expired`, `denied`, `invalid`, `not-found`, `unexpected`. */
  code: string;
  /** Plain words: what happened. */
  sentence: string;
  /** What to do or run next. */
  nextStep: string;
  /** AWS's own code and message, or the id under which the log tells more. */
  detail: string | null;
};

export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };

/** A failure on its way up; the request guard turns it into a `Result`. */
export class Problem extends Error {
  override readonly name = "Problem";
  constructor(readonly failure: Failure) {
    super(failure.sentence);
  }
}

export function problem(code: string, sentence: string, nextStep: string, detail: string | null = null): Problem {
  return new Problem({ code, sentence, nextStep, detail });
}

/** What whoever has no session is told, by data and actions. */
export const NOT_SIGNED_IN: Failure = {
  code: "not-signed-in",
  sentence: "You are not signed in any more.",
  nextStep: "Sign in again in another tab, or run npx postern open; then try again. What you typed is kept.",
  detail: null,
};
