/**
 * Who is alive: a worker holds advisory locks for as long as its connection lives, so that others see at once when it is gone.
 * PostgreSQL frees the locks of a connection that ends, however it ends.
 */
import pg from "pg";

export type Lifeline = {
  client: pg.Client;
  /** Resolves when the connection, and so the locks, are lost; not at a wished end. */
  lost: Promise<void>;
  /** Counts the connection as lost when it does not answer: ending it in order would wait for the other side. */
  heartbeat(): Promise<void>;
  end(): Promise<void>;
};

const executorKey = (executorId: string) => `postern/executor/${executorId}`;
const versionKey = (version: string) => `postern/version/${version}`;

/** Takes an executor id for this process, and tells that its version is alive. Throws when another process has that id. */
export async function lifeline(databaseUrl: string, executorId: string, version: string): Promise<Lifeline> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  let wished = false;
  let lose = () => {};
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  const ended = () => (wished ? undefined : lose());
  client.once("end", ended);
  client.on("error", ended);
  await client.connect();
  try {
    if (!(await tryLock(client, executorKey(executorId)))) {
      throw new Error(`Another worker with the executor id ${executorId} is at work.`);
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
    end() {
      wished = true;
      return client.end();
    },
  };
}

/** Does something in place of an executor if it is dead; while it lives nothing is done. */
export async function whileDead(client: pg.Client, executorId: string, task: () => Promise<unknown>): Promise<void> {
  await underLock(client, executorKey(executorId), task);
}

/** Does something if no worker of a version is alive. */
export async function whileExtinct(client: pg.Client, version: string, task: () => Promise<unknown>): Promise<void> {
  await underLock(client, versionKey(version), task);
}

async function underLock(client: pg.Client, key: string, task: () => Promise<unknown>): Promise<void> {
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
