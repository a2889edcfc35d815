import { MOST_LEVELS } from "#lib/core/text/json-depth";

const code = (character: string): number => character.charCodeAt(0);
const [QUOTE, BACKSLASH] = [code('"'), code("\\")];
const OPEN = new Set([code("["), code("{")]);
const CLOSE = new Set([code("]"), code("}")]);

/**
 * Measures the nesting of JSON that arrives in pieces: true as soon as it is deeper than `json-depth.ts` allows. Brackets inside
 * strings do not count. In UTF-8 these bytes belong to no other character.
 */
export function depthWatch(): (piece: Uint8Array) => boolean {
  let depth = 0;
  let inString = false;
  let escaped = false;
  return (piece) => {
    for (const byte of piece) {
      if (escaped) escaped = false;
      else if (inString) {
        escaped = byte === BACKSLASH;
        inString = byte !== QUOTE;
      } else if (byte === QUOTE) inString = true;
      else if (OPEN.has(byte)) depth += 1;
      else if (CLOSE.has(byte)) depth -= 1;
      if (depth > MOST_LEVELS) return true;
    }
    return false;
  };
}
