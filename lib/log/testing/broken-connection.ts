/** A process that logs the error of an idle connection that PostgreSQL ends; prints that connection's cancel key on standard output. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { logger } from "#lib/log/logger";

const log = logger({ process: "test", level: "info", sync: true });
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
pool.on("error", (error) => log.warn({ err: error }, "a database connection broke"));

const [idle, other] = [await pool.connect(), await pool.connect()];
const { rows } = await idle.query("SELECT pg_backend_pid() AS pid");
process.stdout.write(String((idle as unknown as { secretKey: number }).secretKey));
idle.release();
await other.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
while (pool.totalCount > 1) await sleep(10);
other.release();
await pool.end();
