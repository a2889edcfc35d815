import { TOO_DEEP } from "#lib/core/text/json-depth";

/** Errors as values: what pages, handlers and actions hand to the browser in place of a thrown error. */
export type Failure = {
  /** Kind of failure, such as `login-expired`, `denied`, `invalid`, `not-found`, `unexpected`. */
  code: string;
  /** Plain words: what happened. */
  sentence: string;
  /** What to do or run next. */
  nextStep: string;
  /** AWS's own code and message, or the id of the log entry. */
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

/** The failure that data and actions return without a session. */
export const NOT_SIGNED_IN: Failure = {
  code: "not-signed-in",
  sentence: "You are not signed in any more.",
  nextStep: "Sign in again in another tab, or run npx postern open; then try again. What you entered is kept.",
  detail: null,
};

/** The failure while the database, which records ended sessions, does not respond. */
export const SESSION_UNCHECKED: Failure = {
  code: "database",
  sentence: "Postern's database does not respond, so it is not known whether you are still signed in.",
  nextStep: "Check the window where npm start runs, then try again. What you entered is kept.",
  detail: null,
};

/** The failure of an action whose input exceeds the limits. */
export const TOO_MUCH: Failure = {
  code: "too-much",
  sentence: "This is more than Postern takes at once.",
  nextStep: "Make it smaller: all policies of a draft together may have about 4 MB.",
  detail: null,
};

/** The refusal of an action whose input is nested too deeply to be walked. */
export const TOO_NESTED: Failure = {
  code: "too-nested",
  sentence: `This is ${TOO_DEEP}.`,
  nextStep: "Remove levels: no draft and no policy needs as many.",
  detail: null,
};

/** The server's refusal of an action: Next's client throws an error that holds only its sentence. */
export function refusalSaid(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null;
  return (
    [NOT_SIGNED_IN, SESSION_UNCHECKED, TOO_MUCH, TOO_NESTED].find(({ sentence }) => sentence === error.message) ?? null
  );
}
