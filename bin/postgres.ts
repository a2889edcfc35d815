/** The embedded PostgreSQL: a real server on loopback, from npm's binaries, for one data folder. */
import { existsSync, realpathSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createCluster, existingCluster } from "./postgres/cluster";
import { databaseHome } from "./postgres/owner";
import { leave, runningServer, startServer } from "./postgres/server";
import { letThrough, makeDataFolder, ownerOfServer } from "./setup/folder.mjs";
import { withLock } from "./setup/lock.mjs";
import { Problem } from "./setup/run.mjs";

export type Database = {
  /** Connection string of database `postern`, for user `postern`. */
  url: string;
  /** It ran already. */
  reused: boolean;
  /** Resolves when the server went away without `stop`. */
  lost: Promise<void>;
  /** Lets go of the server. It is shut down when no other process of Postern relies on it. */
  stop(): Promise<void>;
};

/**
 * The database of a data folder: the server that runs there, else one that is started, on a cluster that is created if needed.
 * Many processes may call it at once. Throws `Problem` with a sentence when PostgreSQL cannot run.
 */
export async function ensureDatabase(dataDir: string): Promise<Database> {
  const owner = ownerOfServer();
  const log = join(dataDir, "logs", "postgres.log");
  makeDataFolder(dataDir);
  const { cluster, server, reused } = await withLock(join(dataDir, "postgres.lock"), async () => {
    const found = existingCluster(join(dataDir, "postgres"), owner);
    const running = found && (await runningServer(found));
    if (running) return { cluster: found, server: running, reused: true };
    const home = databaseHome(dataDir, owner);
    if (!existingCluster(home, owner)) await createCluster(home, owner, log);
    const cluster = existingCluster(home, owner);
    if (!cluster) throw new Problem(`${home} was removed while the database was created in it. Start Postern again.`);
    letThrough(home, owner);
    return { cluster, server: await startServer(cluster, owner, log), reused: false };
  });
  let held = true;
  return {
    url: server.url,
    reused,
    lost: new Promise((resolve) => {
      server.holder.once("end", () => {
        if (held) resolve();
        held = false;
      });
    }),
    stop: async () => {
      if (!held) return;
      held = false;
      await leave(cluster, server, owner, log);
    },
  };
}

/** Shuts the database of a data folder down, if it runs, and removes it. */
export async function removeDatabase(dataDir: string): Promise<void> {
  const link = join(dataDir, "postgres");
  if (!existsSync(link)) return;
  if (existsSync(join(link, "data", "postmaster.pid"))) await (await ensureDatabase(dataDir)).stop();
  const home = realpathSync(link);
  rmSync(home, { recursive: true });
  if (dirname(home) !== realpathSync(dataDir)) rmSync(dirname(home), { recursive: true });
  rmSync(link, { force: true });
}
