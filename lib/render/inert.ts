/**
 * Making foreign text harmless to look at: names, tags and descriptions come from the account and may hold characters that
 * move a cursor, break a line or turn the reading direction round.
 */

/** Control and format characters (bidirectional and zero-width ones among them), line separators, lone surrogates. */
export const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const hex = (code: number, width: number): string => code.toString(16).padStart(width, "0");

/** The text on one line with every character that could not be seen written out: `\n`, `\u202e`, `\u{e0001}`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return SHORT[character] ?? (code > 0xffff ? `\\u{${hex(code, 5)}}` : `\\u${hex(code, 4)}`);
  });
}

/** Whether the text holds no character that `visible` would write out. */
export function isVisible(text: string): boolean {
  return visible(text) === text;
}

/** JSON of the value with such characters escaped inside its strings: the same value, and nothing unseen in the text. */
export function inertJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  return json.replace(UNSEEN, (character) =>
    character === "\n" // between members: inside strings JSON has escaped it already
      ? character
      : character
          .split("")
          .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
          .join(""),
  );
}
