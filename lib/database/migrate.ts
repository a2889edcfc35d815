import { setTimeout as sleep } from "node:timers/promises";
import { migrateSystemDatabase } from "@dbos-inc/dbos-sdk/internal/system_database";
import { GlobalLogger } from "@dbos-inc/dbos-sdk/internal/telemetry/logs";
import pg from "pg";
import { awayIn } from "./database-away";

/** Our own tables, one entry a version. Entries are only ever added: databases out there have run the earlier ones. */
const VERSIONS: readonly string[] = [
  `CREATE TABLE postern.drafts (
     id uuid PRIMARY KEY,
     account_id text NOT NULL,
     region text NOT NULL,
     title text NOT NULL,
     data jsonb NOT NULL,
     revision integer NOT NULL DEFAULT 1,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz NOT NULL DEFAULT now()
   );
   CREATE INDEX drafts_by_account ON postern.drafts (account_id, region, updated_at DESC)`,
  `CREATE TABLE postern.stop_requests (
     run_id text PRIMARY KEY,
     requested_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE TABLE postern.used_links (
     id text PRIMARY KEY,
     expires_at timestamptz NOT NULL
   )`,
  `ALTER TABLE postern.drafts
     ADD COLUMN created_by text,
     ADD COLUMN updated_by text,
     ADD COLUMN deleted_at timestamptz`,
  `CREATE TABLE postern.ended_sessions (
     id text PRIMARY KEY,
     expires_at timestamptz NOT NULL
   );
   CREATE TABLE postern.ended_actors (
     actor text PRIMARY KEY,
     issued_until timestamptz NOT NULL,
     expires_at timestamptz NOT NULL
   )`,
];

/** A database that is back is noticed within this time. */
const AGAIN_MS = 500;

/**
 * Brings the database up to date: the tables of DBOS and our own, in schema `postern`. Safe to run any number of times and by
 * several processes at once: they take turns. Everything that uses the database starts after it.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, keepAlive: true });
  // The statement under way tells of a connection that breaks.
  client.on("error", () => {});
  await client.connect();
  try {
    await takeTurn(client);
    // DBOS.migrate does the same, and writes lines to standard output, where the command line prints its result.
    await migrateSystemDatabase(databaseUrl, new GlobalLogger(undefined, { logLevel: "error" }));
    await migrateOwn(client);
  } finally {
    // The end of the session frees the lock.
    await client.end();
  }
}

/** The same once the database is there: `tell` hears once that it is waited for. */
export async function migrateOncePossible(databaseUrl: string, tell: (error: unknown) => void): Promise<void> {
  for (let told = false; ; told = true) {
    try {
      return await migrate(databaseUrl);
    } catch (error) {
      if (!awayIn(error)) throw error;
      if (!told) tell(error);
    }
    await sleep(AGAIN_MS);
  }
}

/**
 * Asks again and again instead of waiting inside one statement: DBOS builds indexes concurrently, and PostgreSQL has such a
 * build wait for every statement that is under way, so for one that waits for our lock as well.
 */
async function takeTurn(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended('postern/migrate', 0)) AS mine",
    );
    if (rows[0]?.mine) return;
    await sleep(100);
  }
}

async function migrateOwn(client: pg.Client): Promise<void> {
  await client.query("CREATE SCHEMA IF NOT EXISTS postern");
  await client.query(
    "CREATE TABLE IF NOT EXISTS postern.versions (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())",
  );
  const done = await client.query<{ version: number }>(
    "SELECT coalesce(max(version), 0) AS version FROM postern.versions",
  );
  for (const [index, sql] of VERSIONS.entries()) {
    const version = index + 1;
    if (version <= (done.rows[0]?.version ?? 0)) continue;
    await client.query("BEGIN");
    await client.query(sql);
    await client.query("INSERT INTO postern.versions (version) VALUES ($1)", [version]);
    await client.query("COMMIT");
  }
}
