import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquire, withLock } from "./lock.mjs";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-lock-"));
  path = join(folder, "lock.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a lock has one holder, and returns what it wrote", async () => {
  const first = await acquire(path, { url: null });
  if ("holder" in first) throw new Error("nobody held it");
  first.held.write({ url: "http://127.0.0.1:3000" });
  expect(await acquire(path)).toMatchObject({ holder: { pid: process.pid, url: "http://127.0.0.1:3000" } });
  first.held.release();
  expect(await acquire(path)).toMatchObject({ previous: null });
});

test("a lock that cannot be written keeps its content, and takes the next content that can be written", async () => {
  const first = await acquire(path, { url: null });
  if ("holder" in first) throw new Error("nobody held it");
  first.held.write({ processes: [1] });
  mkdirSync(`${path}.new`);
  first.held.write({ processes: [2] });
  expect(await acquire(path)).toMatchObject({ holder: { pid: process.pid, processes: [1] } });
  first.held.write({ url: "http://127.0.0.1:3000" });
  expect(await acquire(path)).toMatchObject({ holder: { processes: [2], url: "http://127.0.0.1:3000" } });
});

test("a holder that is dead holds nothing, and is handed back", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(path, JSON.stringify({ pid, started: "long ago", mark: "its mark" }));
  expect(await acquire(path)).toMatchObject({ previous: { pid, mark: "its mark" } });
});

test("a holder whose pid has become another program's is dead too", async () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: "long ago" }));
  expect(await acquire(path)).toMatchObject({ previous: { started: "long ago" } });
});

test("of many that find a dead holder, one gets the lock", async () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: "long ago" }));
  const locks = await Promise.all(Array.from({ length: 8 }, () => acquire(path)));
  expect(locks.filter((lock) => "held" in lock)).toHaveLength(1);
});

test("an empty file is taken over", async () => {
  writeFileSync(path, "");
  expect(await acquire(path)).toMatchObject({ previous: null });
});

test("work under a lock is serialized, and the lock is released", async () => {
  const order: string[] = [];
  const work = (name: string) =>
    withLock(path, async () => {
      order.push(`${name} begins`);
      await new Promise((done) => setTimeout(done, 20));
      order.push(`${name} ends`);
    });
  await Promise.all([work("one"), work("two")]);
  expect(order.map((entry) => entry.split(" ")[1])).toEqual(["begins", "ends", "begins", "ends"]);
  expect(existsSync(path)).toBe(false);
});
