import { mkdirSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fileProblem } from "./file-problem.mjs";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-files-"));
  mkdirSync(join(folder, "folder"));
  writeFileSync(join(folder, "file"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
function errorOf(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}

describe("a sentence reports", () => {
  test.each([
    ["a folder that is written", () => writeFileSync(at("folder"), ""), "folder is a folder, where a file should be"],
    ["a folder that is opened to append", () => openSync(at("folder"), "a"), "folder is a folder, where a file"],
    ["a folder that is removed as a file", () => rmSync(at("folder")), "folder is a folder, where a file should be"],
    ["a folder in the way of a rename", () => renameSync(at("file"), at("folder")), "is a folder, where a file"],
    ["a file in the way of a folder", () => mkdirSync(at("file")), "file cannot be created"],
    ["a file above a folder", () => mkdirSync(at("file/below")), "a part of its path, is a file where a folder should"],
    ["a file above a file", () => openSync(at("file/below"), "a"), "a part of its path, is a file where a folder"],
  ])("%s", (_, work, words) => expect(fileProblem(errorOf(work))).toContain(words));

  test.each([
    ["EROFS", "its file system is read-only"],
    ["EACCES", "is closed to the user"],
    ["EPERM", "is closed to the user"],
    ["ENOSPC", "the disk is full"],
    ["EDQUOT", "the disk is full"],
  ])("%s, suggesting another folder where it is the data folder's", (code, words) => {
    vi.stubEnv("POSTERN_DATA_DIR", "/data");
    const problem = (path: string) => fileProblem(Object.assign(new Error(code), { code, path })) ?? "";
    expect(problem("/data/start.json")).toContain(`/data/start.json`);
    expect(problem("/data/start.json")).toContain(words);
    expect(problem("/data/start.json")).toContain("set POSTERN_DATA_DIR");
    expect(problem("/elsewhere/venv.lock")).not.toContain("POSTERN_DATA_DIR");
    vi.unstubAllEnvs();
  });
});

test.each([null, undefined, "no", new Error("no"), Object.assign(new Error("no"), { code: "ENOSPC" })])(
  "%s is about no file",
  (error) => expect(fileProblem(error)).toBeNull(),
);
