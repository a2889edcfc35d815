import type { Json } from "#lib/core/format/plan-format";
import { escapeUnseen, unicodeEscape } from "#lib/core/text/untrusted";
import { type Names, piecesOf } from "../pieces";

/** Text inside an HCL string (Terraform language, strings and templates): nothing in it is taken for a template. */
function escaped(text: string): string {
  const quoted = text
    .replace(/["\\]/g, "\\$&")
    .replace(/[$%](?=\{)/g, "$&$&")
    .replaceAll("\n", "\\n");
  return escapeUnseen(quoted, unicodeEscape);
}

/** Text as an HCL expression; `names` are addresses such as aws_vpc_endpoint.ecs.id. */
export function hclText(text: string, names: Names): string {
  const pieces = piecesOf(text, names);
  const [only] = pieces;
  if (only && pieces.length === 1 && "name" in only) return only.name;
  return `"${pieces.map((piece) => ("name" in piece ? `\${${piece.name}}` : escaped(piece.text))).join("")}"`;
}

/** A value as an HCL expression, over several lines where it has members. */
export function hclValue(value: Json, names: Names, indent = ""): string {
  if (typeof value === "string") return hclText(value, names);
  if (value === null || typeof value !== "object") return String(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => item === null || typeof item !== "object")) {
      return `[${value.map((item) => hclValue(item, names)).join(", ")}]`;
    }
    const items = value.map((item) => `${deeper}${hclValue(item, names, deeper)},`);
    return ["[", ...items, `${indent}]`].join("\n");
  }
  const members = Object.entries(value);
  if (members.length === 0) return "{}";
  const lines = members.map(([key, item]) => [hclText(key, names), hclValue(item, names, deeper)] as const);
  return ["{", ...aligned(lines, deeper), `${indent}}`].join("\n");
}

/** `key = value` lines as `terraform fmt` lays them out: neighbours of one line each have their equal signs in a column. */
export function aligned(members: readonly (readonly [key: string, value: string])[], indent: string): string[] {
  const lines: string[] = [];
  let run: string[] = [];
  members.forEach(([key, value], index) => {
    if (value.includes("\n")) {
      lines.push(`${indent}${key} = ${value}`);
      return;
    }
    run.push(key);
    const next = members[index + 1]?.[1];
    if (next !== undefined && !next.includes("\n")) return;
    const width = Math.max(...run.map((name) => [...name].length));
    for (const [name, text] of members.slice(index + 1 - run.length, index + 1)) {
      lines.push(`${indent}${name}${" ".repeat(width - [...name].length)} = ${text}`);
    }
    run = [];
  });
  return lines;
}
