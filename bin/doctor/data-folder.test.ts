import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownerOfServer } from "../setup/folder.mjs";
import { dataFolderFinding } from "./data-folder";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-doctor-data-"));
  chmodSync(folder, 0o755);
  for (const name of ["logs", "sandbox", "venv"]) mkdirSync(join(folder, name), { mode: 0o700 });
  for (const name of ["session.key", "logs/web.log"]) writeFileSync(join(folder, name), "", { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (name: string, mode: number) => chmodSync(join(folder, name), mode);

test("a folder with private content is fine, even if the folder itself is open", () => {
  expect(dataFolderFinding(folder)).toMatchObject({ state: "ok" });
  expect(dataFolderFinding(join(folder, "not", "yet"))).toMatchObject({
    state: "ok",
    sentence: expect.stringContaining("is created by the first start"),
  });
});

test.each([
  ["session.key", 0o640],
  ["session.key", 0o602],
  ["logs", 0o755],
  ["sandbox", 0o750],
])("%s that is open is named, with what closes it: mode %i", (name, mode) => {
  open(name, mode);
  expect(dataFolderFinding(folder)).toEqual({
    check: "data folder",
    state: "warning",
    sentence: `Other users can get at ${join(folder, name)}.`,
    nextStep: `chmod -R go= ${join(folder, name)}`,
  });
});

test("what is in a closed folder is closed, links and programs are no data, and many are counted", () => {
  open("logs/web.log", 0o666);
  open("venv", 0o755);
  symlinkSync("/etc/passwd", join(folder, "postgres"));
  expect(dataFolderFinding(folder)).toMatchObject({ state: "ok" });
  for (const name of ["a", "b", "c", "d", "e f"]) {
    writeFileSync(join(folder, name), "");
    open(name, 0o644);
  }
  const { sentence, nextStep } = dataFolderFinding(folder);
  expect(sentence).toMatch(/ and 2 more\.$/);
  expect(nextStep).toContain(`'${join(folder, "e f")}'`);
  chmodSync(folder, 0o700);
  expect(dataFolderFinding(folder)).toMatchObject({ state: "ok" });
});

test("a folder that only PostgreSQL's user passes through is closed, and what lies open in it is not", () => {
  const home = join(folder, "postgres");
  mkdirSync(home);
  const { gid } = ownerOfServer();
  if (gid !== undefined) chownSync(home, 0, gid);
  chmodSync(home, gid === undefined ? 0o700 : 0o710);
  writeFileSync(join(home, "password"), "", { mode: 0o600 });
  expect(dataFolderFinding(folder)).toMatchObject({ state: "ok" });
  chmodSync(home, 0o711);
  expect(dataFolderFinding(folder)).toMatchObject({ state: "ok" });
  chmodSync(join(home, "password"), 0o644);
  expect(dataFolderFinding(folder).sentence).toContain(join(home, "password"));
});

test("a file in its place is a failure", () => {
  expect(dataFolderFinding(join(folder, "session.key"))).toMatchObject({ state: "failure" });
  expect(dataFolderFinding(join(folder, "session.key", "below"))).toMatchObject({ state: "failure" });
});
