import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

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
  `ALTER TABLE postern.drafts
     ADD COLUMN applied_run text,
     ADD COLUMN applied_revision integer`,
];

/**
 * Does a task while no other process migrates the database. Many processes may call it at once: one goes ahead, the others wait.
 */
export async function whileMigrating(databaseUrl: string, task: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, keepAlive: true });
  // The statement under way fails when the connection breaks.
  client.on("error", () => {});
  await client.connect();
  try {
    await lock(client);
    await task(client);
  } finally {
    // The end of the session frees the lock.
    await client.end();
  }
}

/**
 * Asks again and again instead of waiting inside one statement: the workflow engine builds indexes concurrently, and PostgreSQL
 * has such a build wait for every statement that is under way, so also for one that waits for this lock.
 */
async function lock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended('postern/migrate', 0)) AS mine",
    );
    if (rows[0]?.mine) return;
    await sleep(100);
  }
}

/** Brings the tables of schema `postern` up to date. Safe to run any number of times, by one process at a time. */
export async function migrateTables(client: pg.Client): Promise<void> {
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
