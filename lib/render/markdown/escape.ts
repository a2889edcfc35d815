import { visible } from "#lib/core/text/untrusted";

/** Words that readers' tools make a link, mention or reference of, even where Markdown does not. */
const LINKED = /([^\s|]*(?:@|:\/\/|www\.|#\d|\bGH-\d)[^\s|]*)/i;

/**
 * Untrusted text in Markdown as nothing but text (CommonMark, backslash escapes; GitHub's tables and autolinks): no markup, no
 * HTML, no table cell of its own. What would become a link or a mention is set as code, where it cannot.
 */
export function inline(text: string): string {
  return visible(text)
    .trim()
    .split(LINKED)
    .map((piece, index) => (index % 2 === 1 ? code(piece) : escaped(piece)))
    .join("")
    .replace(/^([-+=]|\d+[.)])/, (mark) => `${mark.slice(0, -1)}\\${mark.slice(-1)}`);
}

const escaped = (text: string): string =>
  text.replace(/[\\`*_[\]|~$#]/g, "\\$&").replace(/[&<>]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** Text in code type: ids and values, shown as they are. */
export function code(text: string): string {
  const shown = visible(text);
  if (shown === "" || shown.includes("|")) return inline(shown);
  const fence = "`".repeat(longestRun(shown) + 1);
  return /^[` ]|[` ]$/.test(shown) ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** Lines of code in a block that they cannot end. */
export function block(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
