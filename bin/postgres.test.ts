import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
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
  expect(first.reused).toBe(false);
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

test.each(["missing", "empty", "a folder", "another one's"])(
  "a password that is %s is reported, and the data is kept",
  async (how) => {
    const file = join(dataDir, "postgres", "password");
    const aside = `${file}.aside`;
    renameSync(file, aside);
    if (how === "empty") writeFileSync(file, "\n");
    if (how === "a folder") mkdirSync(file);
    if (how === "another one's") writeFileSync(file, "another");
    const complaint = how === "another one's" ? "does not hold the password" : "password is missing";
    await expect(start()).rejects.toThrow(complaint);
    await expect(start()).rejects.toThrow(`move ${join(dataDir, "postgres")} elsewhere`);
    rmSync(file, { recursive: true, force: true });
    renameSync(aside, file);
    expect(await ask((await start()).url, "SELECT value FROM kept")).toEqual([7]);
  },
);

test.each(["a file", "a folder with something else"])("%s in its place is reported, and not changed", async (how) => {
  const home = join(dataDir, "postgres");
  const aside = `${home}.aside`;
  renameSync(home, aside);
  if (how === "a file") writeFileSync(home, "mine");
  else mkdirSync(join(home, "mine"), { recursive: true });
  await expect(start()).rejects.toThrow(`${home} is not Postern's`);
  expect(existsSync(how === "a file" ? home : join(home, "mine"))).toBe(true);
  rmSync(home, { recursive: true });
  renameSync(aside, home);
});

test("whatever the umask, its files are open to their owners only", async () => {
  const before = process.umask(0);
  const folder = join(dataDir, "made");
  const database = await ensureDatabase(folder).finally(() => process.umask(before));
  try {
    const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => !one.isSymbolicLink());
    const open = all
      .map((one) => join(one.parentPath, one.name))
      .filter((path) => (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077);
    // As root, PostgreSQL's user has to pass through.
    const passed = process.getuid?.() === 0 ? [join(folder, "postgres")] : [];
    expect(open).toEqual(passed);
    for (const path of [folder, ...passed]) expect(statSync(path).mode & 0o767).toBe(0o700);
    expect(all.length).toBeGreaterThan(1_000);
  } finally {
    await database.stop();
    await removeDatabase(folder);
  }
});

test("a second process reuses the server, and the last one to leave shuts it down", async () => {
  const [one, two] = await Promise.all([start(), start()]);
  expect([one.reused, two.reused].sort()).toEqual([false, true]);
  await one.stop();
  expect(await ask(two.url, "SELECT value FROM kept")).toEqual([7]);
  await two.stop();
  await expect(ask(two.url, "SELECT 1 AS value")).rejects.toThrow("ECONNREFUSED");
});

test("after the server was killed, the data is intact", async () => {
  const first = await start();
  process.kill(Number.parseInt(readFileSync(pidFile(), "utf8"), 10), "SIGKILL");
  await first.lost;
  const again = await start();
  expect(await ask(again.url, "SELECT value FROM kept")).toEqual([7]);
});

test("a pid file that names another program is ignored, and that program keeps running", async () => {
  writeFileSync(pidFile(), `${process.pid}\n${dataDir}\n0\n1\n\n127.0.0.1\n`);
  expect((await start()).reused).toBe(false);
});

test("the data moves along when the folder is closed to other users, which matters to root", async () => {
  chmodSync(dataDir, 0o700);
  expect(await ask((await start()).url, "SELECT value FROM kept")).toEqual([7]);
});
