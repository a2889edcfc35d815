/** One finding of `postern doctor`. */
export type Finding = {
  /** What was checked: `Node.js`, `data folder`. */
  check: string;
  state: "ok" | "warning" | "failure";
  sentence: string;
  /** null where nothing is to be done. */
  nextStep: string | null;
};

export const ok = (check: string, sentence: string): Finding => ({ check, state: "ok", sentence, nextStep: null });

/** Postern works, but not as well, or not as safely, as it could. */
export const warning = (check: string, sentence: string, nextStep: string): Finding => ({
  check,
  state: "warning",
  sentence,
  nextStep,
});

/** Postern, or a part of it, does not work. */
export const failure = (check: string, sentence: string, nextStep: string): Finding => ({
  check,
  state: "failure",
  sentence,
  nextStep,
});

/** A sentence that says what to do as well: all up to the first full stop, and the rest. */
export function failureSaying(check: string, text: string): Finding {
  const [, sentence = text, nextStep = ""] = /^(.*?[.:])\s+(.*)$/s.exec(text) ?? [];
  return failure(check, sentence.replace(/:$/, "."), nextStep);
}
