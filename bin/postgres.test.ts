import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Database, ensureDatabase, removeDatabase } from "./postgres";

let dataDir: string;
let databases: Database[] = [];

async function start(): Promise<Database> {
  const database = await ensureDatabase(dataDir);
  databases.push(database);
  return database;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(sql)).rows.map(({ value }) => value);
  } finally {
    await client.end();
  }
}

const pidFile = () => join(dataDir, "postgres", "data", "postmaster.pid");

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "postern-database-"));
  chmodSync(dataDir, 0o711);
  const database = await start();
  await ask(database.url, "CREATE TABLE kept AS SELECT 7 AS value");
  await database.stop();
});

afterEach(async () => {
  for (const database of databases) await database.stop();
  databases = [];
});

afterAll(async () => {
  await removeDatabase(dataDir);
  rmSync(dataDir, { recursive: true });
});

test("a server listens on loopback only, without TLS, and keeps its data and its port over a restart", async () => {
  const first = await start();
  expect(first.adopted).toBe(false);
  expect(await ask(first.url, "SELECT current_setting('listen_addresses') AS value")).toEqual(["127.0.0.1"]);
  expect(await ask(first.url, "SELECT current_setting('unix_socket_directories') AS value")).toEqual([""]);
  expect(await ask(first.url, "SELECT current_setting('ssl') AS value")).toEqual(["off"]);
  await first.stop();
  const again = await start();
  expect(again.url).toBe(first.url);
  expect(await ask(again.url, "SELECT value FROM kept")).toEqual([7]);
});

test("the password is random, asked for, and readable by its owner only", async () => {
  const { url } = await start();
  const file = join(dataDir, "postgres", "password");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(Buffer.from(readFileSync(file, "utf8"), "base64url")).toHaveLength(24);
  const wrong = Object.assign(new URL(url), { password: "wrong" });
  await expect(ask(wrong.href, "SELECT 1 AS value")).rejects.toThrow("password");
});

test("who comes second adopts the server, and the last one to leave shuts it down", async () => {
  const [one, two] = await Promise.all([start(), start()]);
  expect([one.adopted, two.adopted].sort()).toEqual([false, true]);
  await one.stop();
  expect(await ask(two.url, "SELECT value FROM kept")).toEqual([7]);
  await two.stop();
  await expect(ask(two.url, "SELECT 1 AS value")).rejects.toThrow("ECONNREFUSED");
});

test("after the server was killed, the data is there again", async () => {
  const first = await start();
  process.kill(Number.parseInt(readFileSync(pidFile(), "utf8"), 10), "SIGKILL");
  await first.lost;
  const again = await start();
  expect(await ask(again.url, "SELECT value FROM kept")).toEqual([7]);
});

test("a pid file that names another program is not believed, and that program is left alone", async () => {
  writeFileSync(pidFile(), `${process.pid}\n${dataDir}\n0\n1\n\n127.0.0.1\n`);
  expect((await start()).adopted).toBe(false);
});

test("the data moves along when the folder is closed to other users, which matters to root", async () => {
  chmodSync(dataDir, 0o700);
  expect(await ask((await start()).url, "SELECT value FROM kept")).toEqual([7]);
});
