/** `npm run check:words`: the field's own words, in identifiers, comments, documents and on screens. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a reader who knows AWS and TypeScript would have to learn, and what to write instead (`docs/glossary.md`). */
export const OLD_WORDS: readonly [pattern: RegExp, instead: string][] = [
  [/forerunner/i, "dependency"],
  [/inhabitant/i, "workload"],
  [/turnstile/i, "concurrency limit"],
  [/pardon/i, "tolerate, treat as done"],
  [/\b(?:take|takes|taken|took|taking)[ -]?back\b|(?:take|taken|taking)Back/i, "roll back"],
  [/\bstands? against\b/i, "blocks"],
  [/\bfares? alike\b/i, "is equivalent"],
  [/\bmade anew\b/i, "rebuilt"],
  [/\b[Ii]nert\b|\binert[A-Z]|[a-z]Inert\b/, "escaped"],
  [/\bforeign\b(?! key)|[Ff]oreign(?=[A-Z])/, "untrusted; of another VPC or account"],
  [/\bwhoever\b/i, "anyone who"],
  [/look[- ]?first/i, "reconcile first"],
  [/\bremembered\b/i, "memoized, cached"],
  [/\bways[ -]?in\b|waysIn/i, "entry points"],
  [/\blets? (?:in|out)\b|\blet (?:it|them|him) (?:in|out)\b/i, "allow ingress, allow egress"],
  [/\bdealings\b/i, "transaction"],
  [/\bhouse\b/i, "project"],
  [/\brooms? (?:of|for) (?:its|their|his|her)\b|\brooms?\b(?= of the code)/i, "package"],
  [/\bjourneys?\b|Journey/, "scenario, browser test"],
  [/\bwish(?:es|ed)?\b/i, "intent, expected"],
  [/\bpromised\b/, "expected"],
  [/\bdoors?\b/, "request filter, check"],
  [/\bborne\b|\bbears?\b/, "tolerated; carries, has"],
  [/\badmit(?:s|ted|ting)?\b/i, "allow, accept"],
  [/\bstrangers?\b/i, "client without a session, other"],
  [/\b(?:is|are|was|were|be|being) (?:un)?told\b|\btold\b(?= [=:(])|\buntold\b/, "reported, gets"],
  [/\bone's own\b/, "customer-managed, custom"],
  [/\breckon(?:s|ed|ing)?\b/i, "calculate"],
  [/\bamounts? to\b/, "is equivalent to, results in"],
  [/\bgives? way\b|\bgave way\b/, "yields, is replaced by"],
  [/\bgo(?:es)? by\b|\bwent by\b/, "uses; is called"],
  [/\bturn(?:s|ed)? away\b/i, "refuse"],
  [/\bin the place of\b/, "instead of"],
  [/\bnobody knows\b/i, "unknown"],
  [/\b(?:do|does|did) not answer\b/, "does not respond, does not resolve"],
  [/\banswers? the (?:same |standard )?names?\b|\bwho answers\b/i, "resolves the name"],
  [/\blets? (?:it|them|him|nobody|anybody|everything|nothing) (?:in|out|through)\b/i, "allow ingress, allow egress"],
  [/\bby hand\b/, "manually"],
  [/\bmisspelt\b|\bspelt\b/i, "misspelled"],
];

export type OldWord = { file: string; line: number; word: string; instead: string };

/** Old words in a file's text, in order. */
export function oldWords(file: string, text: string): OldWord[] {
  return text.split("\n").flatMap((content, at) =>
    OLD_WORDS.flatMap(([pattern, instead]) => {
      const [word] = pattern.exec(content) ?? [];
      return word ? [{ file, line: at + 1, word, instead }] : [];
    }),
  );
}

/** Files where old words are data: this list and its page, and field names that are public or stored. */
const EXEMPT =
  /^scripts\/vocabulary(\.test)?\.ts$|^docs\/glossary\.md$|^lib\/run\/(?:history\/record|step\/stored)\.ts$/;

function main(): void {
  const files = execFileSync("git", ["ls-files", "*.ts", "*.tsx", "*.mjs", "*.css", "*.md", "*.py"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file && !EXEMPT.test(file));
  const found = files.flatMap((file) => oldWords(file, readFileSync(file, "utf8")));
  for (const { file, line, word, instead } of found) console.log(`${file}:${line}: "${word}": say ${instead}`);
  if (found.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
