/** What a licence asks of the people who use the code, and whether that is acceptable. */
import type { Component } from "./component";

/** From the one that asks the least. `refused`: it would bind Postern (GPL, AGPL), or is not known here. */
const KINDS = ["permissive", "weak copyleft", "refused"] as const;
type Kind = (typeof KINDS)[number];

/** They ask that a notice stays with the code, and no more (SPDX licence list). */
const PERMISSIVE: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "Artistic-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "CC0-1.0",
  "CNRI-Python",
  "curl",
  "ISC",
  "LicenseRef-public-domain",
  "MIT",
  "MIT-0",
  "OpenSSL",
  "PostgreSQL",
  "PSF-2.0",
  "Python-2.0",
  "Unicode-3.0",
  "Unicode-DFS-2016",
  "Zlib",
  "ZPL-2.1",
]);

/** They ask that changes to the code, or to the font, itself stay free, and that it can be exchanged. */
const WEAK_COPYLEFT = /^(?:OFL-1\.1|LGPL-[\d.]+-(?:only|or-later)|MPL-2\.0)(?: WITH [\w.-]+)?$/;

/** The kind of an SPDX expression: of alternatives (`OR`) the best counts, of parts (`AND`) the worst. */
export function kindOf(expression: string): Kind {
  const alternatives = expression.replace(/^\(([^()]*)\)$/, "$1").split(" OR ");
  const ranks = alternatives.map((parts) => Math.max(...parts.split(" AND ").map(rankOf)));
  return KINDS[Math.min(...ranks)] ?? "refused";
}

function rankOf(licence: string): number {
  const kind: Kind = PERMISSIVE.has(licence) ? "permissive" : WEAK_COPYLEFT.test(licence) ? "weak copyleft" : "refused";
  return KINDS.indexOf(kind);
}

/** Each component with a weak copyleft licence is named here, with what it is used for. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /^@img\/sharp-/,
    "An optional dependency of Next.js, for an image optimizer that Postern does not serve. A library of its own, unchanged, which npm can leave out.",
  ],
  [/^GNU (libiconv|gettext)/, "A shared library of its own beside PostgreSQL, unchanged; its file can be exchanged."],
  [
    /^wxWidgets$/,
    "Shared libraries beside PostgreSQL that none of its programs here loads; their files can be removed.",
  ],
  [/^@fontsource-variable\//, "Fonts, unchanged and under their own names; a page works without them."],
  [/^certifi$/, "A list of certificate authorities, unchanged, in the sandbox's virtual environment."],
  [/^crontab$/, "A Python package of its own, unchanged, which LocalStack imports in the sandbox's process."],
];

/** Why a component's weak copyleft is acceptable; null: not reviewed yet. */
export function reasonFor({ name }: Component): string | null {
  return REASONS.find(([names]) => names.test(name))?.[1] ?? null;
}
