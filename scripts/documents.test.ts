/** What documents name is there: files and folders, scripts, commands of `postern` with their options, and places that links lead to. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";

type Node = { type: string; value?: string; url?: string; depth?: number; children?: Node[] };
type Document = { file: string; code: string[]; links: string[]; headings: string[] };

const root = fileURLToPath(new URL("..", import.meta.url));
const scripts: Record<string, string> = JSON.parse(readFileSync(`${root}package.json`, "utf8")).scripts;

/** Made when Postern is installed, built or run, and not part of the project. */
const GENERATED = /^(?:node_modules|\.git|\.next|\.postern|coverage|test-results)$/;

function treeOf(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    if (GENERATED.test(entry.name)) return [];
    const path = folder + entry.name;
    return entry.isDirectory() ? [`${path}/`, ...treeOf(`${path}/`)] : [path];
  });
}

const tree = treeOf("");
const folders = new Set(tree.map((path) => path.split("/")[0]));

const nodesOf = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(nodesOf)];
const textOf = (node: Node): string => node.value ?? (node.children ?? []).map(textOf).join("");

/** As GitHub makes them of headings. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");

function documentOf(file: string): Document {
  const markdown = readFileSync(root + file, "utf8");
  const nodes = nodesOf(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node);
  const values = (type: RegExp, value: (node: Node) => string) =>
    nodes.filter((node) => type.test(node.type)).map(value);
  return {
    file,
    code: values(/^(?:inlineCode|code)$/, (node) => node.value ?? ""),
    links: values(/^(?:link|definition|image)$/, (node) => node.url ?? ""),
    headings: values(/^heading$/, (node) => anchorOf(textOf(node))),
  };
}

const documents = tree.filter((path) => path.endsWith(".md")).map(documentOf);
const lines = documents.flatMap(({ file, code }) =>
  code.flatMap((text) => text.split("\n").map((line) => ({ file, line }))),
);

/** Not of the project: a name that its rules forbid, and a reader's own file. */
const OTHERS = new Set(["utils.ts", "intent.json"]);

/** Whether a word of code names a file or folder of the project: from its root, or as the end of a path. */
function isPath(word: string): boolean {
  if (OTHERS.has(word) || !/^[\w.#*-]+(?:\/[\w.*-]+)*\/?$/.test(word)) return false;
  const [first = ""] = word.split("/");
  return (
    /\.(?:[cm]?[jt]sx?|json|md|py|yml)$/.test(word) ||
    (word.includes("/") && (folders.has(first) || first.startsWith("#") || word.endsWith("/")))
  );
}

/** `*` stands for any part of a name; `#lib/…` is an import, without its extension. */
function isThere(word: string): boolean {
  const [first = ""] = word.split("/");
  const path = word.startsWith("#") ? `${word.slice(1)}.${first === "#components" ? "tsx" : "ts"}` : word;
  const name = path.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*");
  const begin = word.startsWith("#") || (word.includes("/") && folders.has(first)) ? "^" : "(?:^|/)";
  const form = new RegExp(`${begin}${name}${path.endsWith("/") ? "" : "/?"}$`);
  return tree.some((one) => form.test(one));
}

const help = new Map<string, string>();

/** What a command says of itself; empty where there is no such command. */
function helpOf(command: string): string {
  const known = help.get(command);
  if (known !== undefined) return known;
  const { stdout, status } = spawnSync(process.execPath, [`${root}bin/postern.mjs`, "help", command], {
    encoding: "utf8",
  });
  const text = status === 0 && stdout.startsWith(`Usage: postern ${command} `) ? stdout : "";
  help.set(command, text);
  return text;
}

/** Commands as lines give them: `postern plan --intent x | head` is `plan` with `--intent`; `npm start -- …` is `start`. */
function commandsIn(line: string): { command: string; options: string[] }[] {
  return [...line.matchAll(/(?:\bpostern ([a-z]+)|\bnpm (start) --)(?= |$)([^|;&>#]*)/g)].map(
    ([, command, start, rest = ""]) => ({
      command: command ?? start ?? "",
      options: [...rest.matchAll(/(?<=\s)--[a-z][a-z-]*/g)].map(([option]) => option),
    }),
  );
}

describe("documents", () => {
  it("name files and folders that are there", () => {
    const named = lines.flatMap(({ file, line }) =>
      line.split(/[\s,;()]+/).flatMap((word) => (isPath(word) ? { file, word } : [])),
    );
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter(({ word }) => !isThere(word))).toEqual([]);
  });

  it("name scripts of package.json", () => {
    const named = lines.flatMap(({ file, line }) =>
      [...line.matchAll(/npm run ([\w:-]+)/g)].map(([, script = ""]) => ({ file, script })),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
  });

  it("name commands of postern, with options that they have", { timeout: 60_000 }, () => {
    const named = lines.flatMap(({ file, line }) =>
      commandsIn(line).map(({ command, options }) => ({ file, command, options })),
    );
    const wrong = named.flatMap(({ file, command, options }) => {
      const text = helpOf(command);
      const unknown = options.filter((option) => !new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(text));
      return text && unknown.length === 0 ? [] : [{ file, command, unknown }];
    });
    expect(named.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it("link to files and headings that are there", () => {
    const links = documents.flatMap(({ file, links }) =>
      links.filter((url) => !/^[a-z]+:/.test(url)).map((url) => ({ file, url })),
    );
    const dead = links.filter(({ file, url }) => {
      const [path = "", anchor] = url.split("#");
      const target = path ? join(dirname(file), path) : file;
      const isHere = tree.includes(target) || tree.includes(`${target.replace(/\/$/, "")}/`);
      const headings = documents.find((one) => one.file === target)?.headings;
      return !isHere || (anchor !== undefined && !headings?.includes(anchor));
    });
    expect(links.length).toBeGreaterThan(10);
    expect(dead).toEqual([]);
  });
});
