/**
 * Whether a pattern of IAM with `*` and `?` matches a whole text, case aside (IAM user guide, Action: names do not distinguish
 * case). Takes no longer than pattern times text, whatever the pattern.
 */
export function wildcardMatches(pattern: string, text: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), text.toLowerCase()];
  let [p, t] = [0, 0];
  /** The last star, and where in the text what follows it was tried. */
  let [star, tried] = [-1, 0];
  while (t < given.length) {
    if (p < wanted.length && wanted[p] === "*") {
      [star, tried] = [p, t];
      p += 1;
    } else if (p < wanted.length && (wanted[p] === "?" || wanted[p] === given[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      tried += 1;
      [p, t] = [star + 1, tried];
    } else {
      return false;
    }
  }
  while (wanted[p] === "*") p += 1;
  return p === wanted.length;
}
