import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { writeLines } from "./write-lines";

function log(): string {
  const dir = mkdtempSync(join(tmpdir(), "postern-log-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, "log"), "before\n");
  return join(dir, "log");
}

test("whole lines are written as they were changed, and what is left at the end", async () => {
  const path = log();
  const seen: string[] = [];
  await writeLines([Readable.from(["one\ntw", "o\nthree"])], openSync(path, "a"), (text) => {
    seen.push(text);
    return text.toUpperCase();
  });
  expect(readFileSync(path, "utf8")).toBe("before\nONE\nTWO\nTHREE");
  expect(seen).toEqual(["one\n", "two\n", "three"]);
});

test("an unwritable log ends no process, and its output is still inspected", async () => {
  const path = log();
  const seen: string[] = [];
  await writeLines([Readable.from(["one\n", "two"])], openSync(path, "r"), (text) => {
    seen.push(text);
    return text;
  });
  expect(readFileSync(path, "utf8")).toBe("before\n");
  expect(seen).toEqual(["one\n", "two"]);
});
