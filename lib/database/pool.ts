import pg from "pg";

/** A page rather says that the database does not answer than wait for it. */
const IMPATIENT = { connectionTimeoutMillis: 5_000, query_timeout: 15_000, keepAlive: true };

let pool: pg.Pool | undefined;

/** This process's connections to the database that DATABASE_URL names; made at first use. Throws when it is not set. */
export function database(): pg.Pool {
  if (pool) return pool;
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString)
    throw new Error("DATABASE_URL is not set: it names the PostgreSQL that holds drafts and runs.");
  pool = new pg.Pool({ connectionString, max: 5, ...IMPATIENT });
  // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
  pool.on("error", () => {});
  return pool;
}
