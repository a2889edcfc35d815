import pg from "pg";

/** A page rather says that the database does not respond than wait for it. */
const IMPATIENT = { connectionTimeoutMillis: 5_000, query_timeout: 15_000 };

let pool: pg.Pool | undefined;

/** This process's connections to the database that DATABASE_URL names; created on first use. Throws when it is not set. */
export function database(): pg.Pool {
  pool ??= newPool({ max: 5, ...IMPATIENT });
  return pool;
}

/** Further connections, for what must not wait behind others. */
export function newPool(options: pg.PoolConfig): pg.Pool {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString)
    throw new Error("DATABASE_URL is not set: it names the PostgreSQL that holds drafts and runs.");
  const created = new pg.Pool({ connectionString, keepAlive: true, ...options });
  // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
  created.on("error", () => {});
  return created;
}
