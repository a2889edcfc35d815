import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { close, makeDataFolder, makeFolder } from "./folder.mjs";

let folder: string;
const umask = process.umask();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-folder-"));
});
afterEach(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true });
});

const modeOf = (...path: string[]) => statSync(join(folder, ...path)).mode & 0o777;

test.each([0, 0o022, 0o077])("folders are their owner's alone with the umask %i", (mask) => {
  process.umask(mask);
  makeFolder(join(folder, "a", "b"));
  expect([modeOf("a"), modeOf("a", "b")]).toEqual([0o700, 0o700]);
  makeDataFolder(join(folder, "c", "data"));
  // Root's PostgreSQL runs as another user, who has to pass through; others do not.
  expect(modeOf("c", "data")).toBe(process.getuid?.() === 0 ? 0o710 : 0o700);
  expect(modeOf("c")).toBe(0o777 & ~mask);
});

test("the mode of an existing data folder is not changed", () => {
  mkdirSync(join(folder, "data"));
  chmodSync(join(folder, "data"), 0o755);
  makeDataFolder(join(folder, "data"));
  expect(modeOf("data")).toBe(0o755);
});

test("what earlier versions left open is closed, and links are not followed", () => {
  mkdirSync(join(folder, "logs", "deep"), { recursive: true });
  for (const file of ["logs/a.log", "logs/deep/b.log", "outside"]) {
    writeFileSync(join(folder, file), "");
    chmodSync(join(folder, file), 0o664);
  }
  chmodSync(join(folder, "logs", "deep"), 0o755);
  symlinkSync(join(folder, "outside"), join(folder, "logs", "link"));
  close(join(folder, "logs"));
  expect([modeOf("logs"), modeOf("logs", "deep")]).toEqual([0o700, 0o700]);
  expect([modeOf("logs", "a.log"), modeOf("logs", "deep", "b.log")]).toEqual([0o600, 0o600]);
  expect(modeOf("outside")).toBe(0o664);
});

test("a folder that cannot be created is an error that names it, also for ENOENT", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => makeFolder(join(folder, "file"))).toThrow(/EEXIST.*file/);
  expect(() => makeFolder(join(folder, "file", "below"))).toThrow(/ENOTDIR.*below|EEXIST.*file/);
  if (process.platform === "linux") expect(() => makeFolder("/proc/postern/data")).toThrow("/proc/postern");
});
