/**
 * Makes untrusted text safe to display: names, tags and descriptions come from the account and may hold characters that
 * move a cursor, break a line, reverse the reading direction or be invisible. This is the one place that knows
 * which; pages (`components/ui/untrusted`), files and terminals all ask here.
 */

/**
 * Control and format characters (bidirectional and zero-width ones among them), line separators, lone surrogates,
 * noncharacters, and what Unicode lets a font leave out (fillers, tags, variation selectors but those behind a pictograph).
 */
const UNSEEN =
  /(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{NChar}\p{DI}\u2800]/gu;

const SHORT = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

const hex = (code: number, width: number): string => code.toString(16).padStart(width, "0");

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return SHORT.get(character) ?? (code > 0xffff ? `\\u{${hex(code, 5)}}` : `\\u${hex(code, 4)}`);
};

/** The text on one line with every character that could not be seen written out: `\n`, `\u202e`, `\u{e0001}`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** The same for text of several lines, whose line breaks stay. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

/** Whether the text holds no character that `visible` would write out. */
export function isVisible(text: string): boolean {
  return visible(text) === text;
}

/** Unseen characters replaced by `inText(code point)`; line breaks, which only layout puts there, stay. */
export function escapeUnseen(text: string, inText: (code: number) => string): string {
  return text.replace(UNSEEN, (character) => (character === "\n" ? character : inText(character.codePointAt(0) ?? 0)));
}

/** A code point as the escape that quoted texts of YAML and HCL know: `\u202e`, `\U000e0001`. */
export function unicodeEscape(code: number): string {
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** JSON text with such characters escaped inside its strings: the same value, and nothing unseen in the text. */
export function escapedJsonText(json: string): string {
  return escapeUnseen(json, (code) =>
    String.fromCodePoint(code)
      .split("")
      .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
      .join(""),
  );
}

/** JSON of the value, with nothing unseen in it. */
export function escapedJson(value: unknown, indent?: number): string {
  return escapedJsonText(JSON.stringify(value, null, indent));
}
