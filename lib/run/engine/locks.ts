/**
 * Which workers are alive: each holds advisory locks for as long as its connection lives, and PostgreSQL frees the locks of a
 * connection that ends, however it ends.
 */
import pg from "pg";

export type Lease = {
  client: pg.Client;
  /** Resolves when the connection, and so the locks, are lost; not after `release`. */
  lost: Promise<void>;
  /** Counts the connection as lost when it does not respond: ending it in order would wait for the other side. */
  heartbeat(): Promise<void>;
  release(): Promise<void>;
};

const executorKey = (executorId: string) => `postern/executor/${executorId}`;
const versionKey = (version: string) => `postern/version/${version}`;

/** Takes an executor id for this process, and shows that its version is in use. Throws when another process has that id. */
export async function acquireLease(databaseUrl: string, executorId: string, version: string): Promise<Lease> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  let released = false;
  let lose = () => {};
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  const ended = () => (released ? undefined : lose());
  client.once("end", ended);
  client.on("error", ended);
  await client.connect();
  try {
    if (!(await tryLock(client, executorKey(executorId)))) {
      throw new Error(`Another worker with the executor id ${executorId} is running.`);
    }
    await client.query("SELECT pg_advisory_lock_shared(hashtextextended($1, 0))", [versionKey(version)]);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    client,
    lost,
    async heartbeat() {
      await client.query("SELECT 1").catch(ended);
    },
    release() {
      released = true;
      return client.end();
    },
  };
}

/** Does something in place of an executor if that is dead; nothing while it is alive. */
export async function ifDead(client: pg.Client, executorId: string, task: () => Promise<unknown>): Promise<void> {
  await whileLocked(client, executorKey(executorId), task);
}

/** Does something if no worker of a version is alive. */
export async function ifUnused(client: pg.Client, version: string, task: () => Promise<unknown>): Promise<void> {
  await whileLocked(client, versionKey(version), task);
}

/** Whether any worker of a version is alive. Reads only and takes no lock. */
export async function isAlive(pool: pg.Pool, version: string): Promise<boolean> {
  // pg_locks shows a key of 64 bits in two halves (PostgreSQL manual, 53.13).
  const { rows } = await pool.query<{ alive: boolean }>(
    `SELECT EXISTS (
       SELECT FROM pg_locks
       WHERE locktype = 'advisory' AND objsubid = 1 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)
     ) AS alive`,
    [versionKey(version)],
  );
  return rows[0]?.alive === true;
}

async function whileLocked(client: pg.Client, key: string, task: () => Promise<unknown>): Promise<void> {
  if (!(await tryLock(client, key))) return;
  try {
    await task();
  } finally {
    await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [key]);
  }
}

async function tryLock(client: pg.Client, key: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked",
    [key],
  );
  return rows[0]?.locked === true;
}
