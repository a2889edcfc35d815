/**
 * Whether an IAM pattern with `*` and `?` matches a whole text, ignoring case (IAM user guide, Action: names are not case-sensitive).
 * Takes no longer than pattern times text, whatever the pattern.
 */
export function wildcardMatches(pattern: string, text: string): boolean {
  return matches(pattern.toLowerCase(), text.toLowerCase(), () => true);
}

/**
 * Whether a pattern matches every text that another pattern matches, case-sensitive: a `*` of the other pattern matches any text, so
 * only a `*` matches it.
 */
export function patternCovers(wide: string, narrow: string): boolean {
  return matches(wide, narrow, (character) => character !== "*");
}

/** `isOne`: whether a character of the text is one that `?` matches. */
function matches(pattern: string, text: string, isOne: (character: string | undefined) => boolean): boolean {
  let [p, t] = [0, 0];
  /** The last star, and the position in the text where its remainder was tried. */
  let [star, tried] = [-1, 0];
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === "*") {
      [star, tried] = [p, t];
      p += 1;
    } else if (p < pattern.length && (pattern[p] === "?" ? isOne(text[t]) : pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      tried += 1;
      [p, t] = [star + 1, tried];
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
