/**
 * How deep JSON may nest. Functions that walk a value recurse once per level: some thousand levels, which fit into ten kilobytes,
 * overflow the stack. So input from outside is checked here first (RFC 8259, section 9, allows a reader to set this limit). An AWS
 * policy has six levels.
 */
export const MOST_LEVELS = 100;

export const TOO_DEEP = `nested more than ${MOST_LEVELS} levels deep`;

/** Whether arrays and objects nest deeper than that. Goes level by level, without recursion. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MOST_LEVELS; depth += 1) {
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}
