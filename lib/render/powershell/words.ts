/**
 * Text in PowerShell scripts, in ASCII alone: Windows PowerShell 5.1 reads a file without a byte order mark in the system's code page,
 * where bytes of UTF-8 are quotation marks, and both editions take typographic quotation marks for plain ones (about_Quoting_Rules).
 */
import type { Json } from "#lib/core/format/plan-format";
import { visible } from "#lib/core/text/untrusted";
import { type Names, type Piece, piecesOf } from "../pieces";

const hex = (unit: number): string => unit.toString(16).padStart(4, "0");

/** Every UTF-16 unit that is not ASCII as `\uXXXX`, as JSON writes it. */
const ascii = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, (unit) => (unit === "\n" ? unit : `\\u${hex(unit.charCodeAt(0))}`));

/** ASCII text as a single-quoted string, in which nothing but the quote has a meaning. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Text for people as a string; what is not ASCII is shown as `\uXXXX`. */
export const word = (text: string): string => quoted(ascii(visible(text)));

/** Text for people as a comment; one that begins a signature would end the script (about_Signing). */
export function comment(text: string): string {
  const shown = ascii(visible(text));
  return `# ${/^sig#/i.test(shown.replace(/\s/g, "")) ? "- " : ""}${shown}`.trimEnd();
}

/** Literal text and variables as one expression: `('{"GroupId":"' + $security_group + '"}')`. */
function expression(pieces: readonly Piece[]): string {
  const parts = pieces.map((piece) => ("name" in piece ? `$${piece.name}` : quoted(ascii(piece.text))));
  return parts.length > 1 ? `(${parts.join(" + ")})` : parts.join("");
}

/** An id, or the variable that holds it, as an expression. */
export const id = (text: string, names: Names): string => expression(piecesOf(text, names));

/** JSON as an expression, in which variables hold what earlier requests have created. */
export const json = (value: Json, names: Names): string => expression(piecesOf(JSON.stringify(value, null, 2), names));
