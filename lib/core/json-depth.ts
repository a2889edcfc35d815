/**
 * How deep JSON may nest. Whatever walks a value calls itself for each level of it: one of some thousand levels, which fits into
 * ten kilobytes, would end it with the stack. So whoever takes a value in from outside asks here first (RFC 8259, section 9, lets
 * a reader set this limit). A policy of AWS has six levels.
 */
export const MOST_LEVELS = 100;

export const TOO_DEEP = `nested more than ${MOST_LEVELS} levels deep`;

/** Whether lists and objects stand in each other deeper than that. Goes down level by level, without calling itself. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MOST_LEVELS; depth += 1) {
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}
