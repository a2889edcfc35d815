/** DNS resolutions other than an endpoint; every other value is the id of an endpoint or of the change that creates it. */
const WORDS: Readonly<Record<string, string>> = {
  public: "public addresses",
  none: "nothing",
  unknown: "not visible in this account",
};

/** The words for what a name resolves to; null: to the endpoint of that id. */
export const resolutionWords = (value: string): string | null =>
  Object.hasOwn(WORDS, value) ? (WORDS[value] ?? null) : null;
