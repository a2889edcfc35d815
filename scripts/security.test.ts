/** SECURITY.md holds what it says to tests: each promise names at least one, and what it names exists. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const text = readFileSync(`${root}SECURITY.md`, "utf8");

/** Text in backticks that has the form of a path: in one of the folders, or a file beside them. */
function pathsIn(part: string): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  return [...part.matchAll(/`([^`\s]+)`/g)]
    .map(([, quoted = ""]) => quoted)
    .filter(
      (path) => folders.includes(path.split("/")[0] ?? "") || /^[\w.-]+\.(?:[cm]?[jt]sx?|json|md|py)$/.test(path),
    );
}

/** `*` in the last part matches anything. */
function exists(path: string): boolean {
  const [, folder = "", name = ""] = /^(.*?)([^/]*)$/.exec(path) ?? [];
  if (!name.includes("*")) return existsSync(root + path);
  const form = new RegExp(
    `^${name
      .split("*")
      .map((part) => part.replace(/\W/g, "\\$&"))
      .join(".*")}$`,
  );
  return existsSync(root + folder) && readdirSync(root + folder).some((entry) => form.test(entry));
}

const [, guarantees = ""] = /\n## Against whom, and how\n([\s\S]*?)\n## /.exec(text) ?? [];
const paragraphs = guarantees.trim().split(/\n{2,}/);

it("names no path that does not exist", () => {
  expect(pathsIn(text).length).toBeGreaterThan(40);
  expect(pathsIn(text).filter((path) => !exists(path))).toEqual([]);
});

it("names, for each promise, a test that holds it", () => {
  expect(paragraphs.length).toBeGreaterThan(10);
  expect(paragraphs.filter((paragraph) => !/^\*\*[^*]+\.\*\* /.test(paragraph))).toEqual([]);
  const untested = paragraphs.filter(
    (paragraph) => !pathsIn(paragraph).some((path) => /\.(?:test|spec)\.ts$/.test(path)),
  );
  expect(untested.map((paragraph) => paragraph.split("\n")[0])).toEqual([]);
});
