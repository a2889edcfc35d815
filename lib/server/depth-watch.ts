import { MOST_LEVELS } from "#lib/core/json-depth";

const code = (character: string): number => character.charCodeAt(0);
const [QUOTE, BACKSLASH] = [code('"'), code("\\")];
const OPEN = new Set([code("["), code("{")]);
const CLOSE = new Set([code("]"), code("}")]);

/**
 * Follows JSON as it comes in, piece by piece: true as soon as it nests deeper than `json-depth.ts` lets it. Brackets in texts do
 * not count; in UTF-8 no other character has one of these bytes.
 */
export function depthWatch(): (piece: Uint8Array) => boolean {
  let depth = 0;
  let text = false;
  let escaped = false;
  return (piece) => {
    for (const byte of piece) {
      if (escaped) escaped = false;
      else if (text) {
        escaped = byte === BACKSLASH;
        text = byte !== QUOTE;
      } else if (byte === QUOTE) text = true;
      else if (OPEN.has(byte)) depth += 1;
      else if (CLOSE.has(byte)) depth -= 1;
      if (depth > MOST_LEVELS) return true;
    }
    return false;
  };
}
