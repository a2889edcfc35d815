/** What `npm start` says when a file is not what it should be: a sentence, what to do, and no internals. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-refusals-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(dataDir: string): { status: number | null; stdout: string } {
  const aws = { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  // An unreachable database, should it get that far.
  const env = {
    ...process.env,
    ...aws,
    POSTERN_DATA_DIR: dataDir,
    DATABASE_URL: "postgres://127.0.0.1:9/none",
    CI: "1",
  };
  return spawnSync(process.execPath, ["bin/bootstrap.mjs", "start", "--only", "worker"], { env, encoding: "utf8" });
}

const folderAt = (name: string) => mkdirSync(join(folder, name));
const fileAt = (name: string, mode = 0o600) => {
  writeFileSync(join(folder, name), "x".repeat(64));
  chmodSync(join(folder, name), mode);
};

test.each([
  ["start.json is a folder", () => folderAt("start.json"), "start.json is a folder, where a file should be"],
  ["logs is a file", () => fileAt("logs"), "logs cannot be created"],
  ["sandbox is a file", () => fileAt("sandbox"), "sandbox cannot be created"],
  ["session.key is a folder", () => folderAt("session.key"), "session.key is a folder"],
  ["session.key is for others to read", () => fileAt("session.key", 0o644), "chmod 600 "],
  ["session.key is for a group to read", () => fileAt("session.key", 0o640), "chmod 600 "],
  ["session.key is empty", () => writeFileSync(join(folder, "session.key"), "", { mode: 0o600 }), "holds no key"],
])("%s", (_, prepare, words) => {
  prepare();
  const { status, stdout } = start(folder);
  expect(stdout).toContain(words);
  expect(stdout).toContain(folder);
  expect(stdout).not.toMatch(/^\s+at /m);
  expect(status).toBe(1);
});

test.each(["file", "file/below", "file/deep/below"])("the data folder is %s", (path) => {
  fileAt("file");
  const { status, stdout } = start(join(folder, path));
  expect(stdout).toMatch(/cannot be created.*POSTERN_DATA_DIR/);
  expect(stdout).not.toMatch(/^\s+at /m);
  expect(status).toBe(1);
});
