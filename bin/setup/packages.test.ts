import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packageProblem, packagesInstalled } from "./packages.mjs";

let folder: string;
const LOCKED = {
  "": {},
  "node_modules/a": { version: "1.0.0" },
  "node_modules/a/node_modules/b": { version: "2.0.0" },
  "node_modules/@x/of-another-platform": { version: "1.0.0", optional: true },
  "node_modules/@x/of-this-platform": { version: "1.0.0", optional: true },
};
const { "": _, "node_modules/@x/of-another-platform": __, ...PRESENT } = LOCKED;

const write = (file: string, packages: object) => writeFileSync(join(folder, file), JSON.stringify({ packages }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-packages-"));
  for (const path of Object.keys(PRESENT)) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, "package.json"), "{}");
  }
  write("package-lock.json", LOCKED);
  write("node_modules/.package-lock.json", PRESENT);
});
afterEach(() => rmSync(folder, { recursive: true }));

test("everything is installed when npm's record and the folders agree", () => {
  expect(packagesInstalled(folder)).toBe(true);
});

test.each(Object.keys(PRESENT))("%s is missed when it is removed, though the record has it", (path) => {
  rmSync(join(folder, path), { recursive: true });
  expect(packagesInstalled(folder)).toBe(false);
});

test.each([
  ["another version", { ...PRESENT, "node_modules/a": { version: "1.0.1" } }],
  ["no record of it", { ...PRESENT, "node_modules/a": undefined }],
])("%s is not what the lock file asks for", (_, record) => {
  write("node_modules/.package-lock.json", record);
  expect(packagesInstalled(folder)).toBe(false);
});

test.each(["package-lock.json", "node_modules/.package-lock.json", "node_modules"])("without %s", (path) => {
  rmSync(join(folder, path), { recursive: true });
  expect(packagesInstalled(folder)).toBe(false);
});

test("a missing module is reported by its package's name, other errors are not", async () => {
  const missing: unknown = await import(["postern-no-such", "package"].join("-")).catch((error: unknown) => error);
  expect(packageProblem(Object.assign(new Error(String(missing)), { code: "ERR_MODULE_NOT_FOUND" }))).toMatch(
    /postern-no-such-package.* is not installed\. Run `npm start`/,
  );
  expect(packageProblem(new Error("no"))).toBeNull();
});
