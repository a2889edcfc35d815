import { randomBytes } from "node:crypto";
import pg from "pg";

type Embedded = { ensureDatabase(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> };

export type TestDatabase = {
  /** An empty database of its own, not migrated. */
  url: string;
  drop(): Promise<void>;
};

/**
 * A database for one test file: on the server that POSTERN_TEST_DATABASE_URL names, else on an embedded one that all test files
 * share and that goes when the last of them lets go.
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

async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.POSTERN_TEST_DATABASE_URL;
  if (url) return { url, stop: async () => {} };
  // By its file, because no room but the entry points may import from bin.
  const bin = new URL("../../../bin/postgres.ts", import.meta.url).href;
  const { ensureDatabase } = (await import(/* @vite-ignore */ bin)) as Embedded;
  return ensureDatabase(new URL("../../../.postern/test", import.meta.url).pathname);
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
