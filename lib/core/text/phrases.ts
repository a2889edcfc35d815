/** Numbers and lists as people read them. */

/** "1 change", "9 changes". */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c"; beyond `most`, "a, b and 3 more". `word`: "and" or "or". */
export function listed(names: readonly string[], most = Number.POSITIVE_INFINITY, word = "and"): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} ${word} ${shown.at(-1)}` : (shown[0] ?? "");
}
