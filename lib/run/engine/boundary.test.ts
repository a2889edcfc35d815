import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const root = new URL("../../../", import.meta.url).pathname;

/** Documents that list Postern's parts, and files that name its packages; and files outside the project. */
const SKIPPED =
  /^(docs\/.*\.md|[A-Z-]+\.md|package(-lock)?\.json|.*\.tsbuildinfo|lib\/run\/engine\/.*)$|^(node_modules|\.git|\.next[^/]*|\.postern|test-results)\//;

function filesIn(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.test(`${path}/`) ? [] : filesIn(`${path}/`);
    return entry.isFile() && !SKIPPED.test(path) ? [path] : [];
  });
}

it("no file outside of lib/run/engine names the engine", () => {
  const files = filesIn("");
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => /dbos/i.test(readFileSync(root + file, "latin1")))).toEqual([]);
});
