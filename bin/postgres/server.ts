/** The PostgreSQL server of a cluster: found alive, started, stopped. */
import type { ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { steadyPort } from "../ports";
import type { Owner } from "../setup/folder.mjs";
import { makeFolder } from "../setup/folder.mjs";
import { commandOf, startOf } from "../setup/processes.mjs";
import { Problem, problemWithLog, run, startProcess } from "../setup/run.mjs";
import { type Cluster, serverEnvironment, USER } from "./cluster";

const DATABASE = "postern";
const START_SECONDS = 60;
/** Every process that uses the server holds this lock shared; the one that gets it exclusively is the last. */
const HOLDERS = "hashtextextended('postern/database', 0)";

export type Server = { url: string; holder: pg.Client };

const urlAt = (cluster: Cluster, port: number, database: string) =>
  `postgres://${USER}:${cluster.password}@127.0.0.1:${port}/${database}`;

/** The server that runs on this cluster already; null when none does. One that is starting or stopping is awaited. */
export async function runningServer(cluster: Cluster): Promise<Server | null> {
  for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end; await sleep(50)) {
    const found = postmaster(cluster);
    if (!found) return null;
    const server = await connect(cluster, found.port).catch(problemOnly);
    if (server) return server;
  }
  throw new Problem(
    `PostgreSQL on ${cluster.data} runs but does not respond; its process is ${postmaster(cluster)?.pid}.`,
  );
}

/** What postmaster.pid says (PostgreSQL, "Database File Layout"), if that process lives and is PostgreSQL. */
function postmaster(cluster: Cluster): { pid: number; port: number } | null {
  try {
    const [pid = "", , , port = ""] = readFileSync(join(cluster.data, "postmaster.pid"), "utf8").split("\n");
    return commandOf(Number(pid)).includes(cluster.data) ? { pid: Number(pid), port: Number(port) } : null;
  } catch {
    return null;
  }
}

/** Starts the server and waits until it responds. */
export async function startServer(cluster: Cluster, owner: Owner, log: string): Promise<Server> {
  removeStalePidFile(cluster);
  for (let attempt = 1; ; attempt++) {
    const port = await steadyPort(cluster.data);
    const child = spawnServer(cluster, port, owner, log);
    try {
      return await waitUntilReady(cluster, port, child);
    } catch (error) {
      if (error instanceof Problem) {
        child.kill("SIGINT");
        throw error;
      }
      // Another program may have been quicker to take the port.
      if (attempt === 3) throw problemWithLog(`PostgreSQL did not start: ${(error as Error).message}.`, log);
      await sleep(500);
    }
  }
}

/**
 * PostgreSQL itself deals with the file that a killed server left, and needs it to see whether parts of that server still
 * live. Only when the pid in it has become another program's would it wait for that one.
 */
function removeStalePidFile(cluster: Cluster): void {
  const file = join(cluster.data, "postmaster.pid");
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : Number.NaN;
  if (startOf(pid) !== null) rmSync(file);
}

function spawnServer(cluster: Cluster, port: number, owner: Owner, log: string): ChildProcess {
  // On Linux it comes with OpenSSL 1.1.1: it must not serve connections.
  const reach = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "ssl=off"];
  const settings = [...reach, "timezone=UTC", "log_timezone=UTC"];
  makeFolder(dirname(log));
  const output = openSync(log, "a", 0o600);
  const child = startProcess(
    join(cluster.bin, "postgres"),
    ["-D", cluster.data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { cwd: cluster.data, env: serverEnvironment(), stdio: ["ignore", output, output], ...owner },
  );
  closeSync(output);
  child.unref();
  return child;
}

async function waitUntilReady(cluster: Cluster, port: number, child: ChildProcess): Promise<Server> {
  let ended: string | null = null;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, by) => (ended = `it ended (${by ?? code})`));
  for (const end = Date.now() + START_SECONDS * 1000; ended === null; await sleep(20)) {
    const server = await connect(cluster, port).catch(problemOnly);
    if (server) return server;
    if (Date.now() > end) throw new Error(`it did not respond within ${START_SECONDS} seconds`);
  }
  throw new Error(ended);
}

/**
 * Connects to the server, creates the database if it is new, and holds on to the server. Rejects when the server that responds is not
 * this cluster's server.
 */
async function connect(cluster: Cluster, port: number): Promise<Server> {
  const url = urlAt(cluster, port, DATABASE);
  const holder = new pg.Client({ connectionString: url, application_name: "postern-holder", keepAlive: true });
  holder.on("error", () => {});
  try {
    await holder.connect();
    const { rows } = await holder.query<{ data_directory: string }>("SHOW data_directory");
    if (rows[0]?.data_directory !== cluster.data) throw new Error(`Port ${port} belongs to another server`);
    await holder.query(`SELECT pg_advisory_lock_shared(${HOLDERS})`);
    return { url, holder };
  } catch (error) {
    await holder.end().catch(() => {});
    const { code } = error as { code?: string };
    // 28P01 invalid_password
    if (code === "28P01" && postmaster(cluster)?.port === port) {
      const file = join(cluster.home, "password");
      throw new Problem(
        `${file} does not hold the password of the database beside it. Put it back from a backup, or move ${cluster.home} elsewhere: the next start then begins with an empty database.`,
      );
    }
    // 3D000 invalid_catalog_name
    if (code !== "3D000") throw error;
    await createDatabase(urlAt(cluster, port, "postgres"));
    return connect(cluster, port);
  }
}

/** A server that does not respond yet is no error; one that never will is. */
function problemOnly(error: unknown): null {
  if (error instanceof Problem) throw error;
  return null;
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // 42P04 duplicate_database: another process was quicker.
    if ((error as { code?: string }).code !== "42P04") throw error;
  } finally {
    await client.end();
  }
}

/** Releases the server, and shuts it down when no other process holds it: sessions end, everything is on disk. */
export async function leave(cluster: Cluster, { holder }: Server, owner: Owner, log: string): Promise<void> {
  try {
    await holder.query(`SELECT pg_advisory_unlock_shared(${HOLDERS})`);
    const { rows } = await holder.query<{ last: boolean }>(`SELECT pg_try_advisory_lock(${HOLDERS}) AS last`);
    if (!rows[0]?.last) return;
    const options = ["-D", cluster.data, "-m", "fast", "-w", "-t", "30"];
    const env = serverEnvironment();
    await run(join(cluster.bin, "pg_ctl"), ["stop", ...options], { cwd: cluster.data, env, log, ...owner });
  } catch (error) {
    if (postmaster(cluster)) throw error;
  } finally {
    await holder.end().catch(() => {});
  }
}
