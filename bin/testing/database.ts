import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { ensureDatabase, removeDatabase } from "../postgres";

type Server = { url: string; stop(): Promise<void> };

export type TestDatabase = {
  /** An empty database of its own, not migrated. */
  url: string;
  drop(): Promise<void>;
};

/**
 * A database for one test file: on the server that POSTERN_TEST_DATABASE_URL names, else on an embedded one that all test files
 * share and that is shut down after the last of them.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await testServer();
  const name = `postern_test_${randomBytes(6).toString("hex")}`;
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await asAdmin(server.url, `CREATE DATABASE ${name}`);
  // Tests end worker processes, never the database: its commits need not wait for the disk.
  await asAdmin(server.url, `ALTER DATABASE ${name} SET synchronous_commit TO off`);
  return {
    url: url.href,
    async drop() {
      await asAdmin(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
      await server.stop();
    },
  };
}

/** A PostgreSQL of a test's own, which it may stop and start again. */
export type OwnServer = {
  url: string;
  /** Ends it as a signal does: SIGINT breaks every connection and shuts down, SIGQUIT leaves it to recover at the next start. */
  end(signal: "SIGINT" | "SIGQUIT"): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
};

export async function ownServer(): Promise<OwnServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "postern-database-"));
  chmodSync(dataDir, 0o755);
  const { url } = await ensureDatabase(dataDir);
  return {
    url,
    async end(signal) {
      const pid = Number.parseInt(readFileSync(join(dataDir, "postgres", "data", "postmaster.pid"), "utf8"), 10);
      process.kill(pid, signal);
      while (isAlive(pid)) await sleep(10);
    },
    async start() {
      const again = await ensureDatabase(dataDir);
      if (again.url !== url) throw new Error(`It is at ${again.url} now, and was at ${url}.`);
    },
    async remove() {
      await removeDatabase(dataDir);
      rmSync(dataDir, { recursive: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function testServer(): Promise<Server> {
  const url = process.env.POSTERN_TEST_DATABASE_URL;
  if (url) return { url, stop: async () => {} };
  return ensureDatabase(new URL("../../.postern/test", import.meta.url).pathname);
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
