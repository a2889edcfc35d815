import { quote } from "shlex";
import type { Piece } from "../pieces";

/** Text as one word of bash, dash and zsh alike. */
export function word(text: string): string {
  const quoted = quote(text);
  // zsh replaces a bare =name by the path of that program.
  return quoted.startsWith("=") ? `'${quoted}'` : quoted;
}

/** Literal text and variables as one word: `'{"GroupId":"'"$security_group"'"}'`. */
export function wordOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("name" in piece ? `"$${piece.name}"` : word(piece.text))).join("");
}
