/** The database of a stack: the server that DATABASE_URL names, else the embedded one, kept running. */
import { setTimeout as sleep } from "node:timers/promises";
import { redacted } from "#lib/log/redact";
import { migrate } from "#lib/run/engine/migrate";
import { type Database, ensureDatabase } from "../postgres";
import { Problem } from "../setup/run.mjs";
import type { Watch } from "./child";
import type { Environment } from "./environment";

export type StackDatabase = { url: string; stop(): Promise<void> };

const AGAIN_MS = 5_000;

/** Opens the database and brings it up to date. */
export async function stackDatabase(dataDir: string, env: Environment, watch: Watch): Promise<StackDatabase> {
  const database = env.DATABASE_URL
    ? { url: env.DATABASE_URL, stop: async () => {} }
    : await embeddedDatabase(dataDir, watch);
  try {
    await migrate(database.url);
    return database;
  } catch (error) {
    await database.stop();
    const { code, message } = error as { code?: string; message: string };
    throw new Problem(`The database cannot be brought up to date: ${redacted(message || code || "")}.`);
  }
}

async function embeddedDatabase(dataDir: string, watch: Watch): Promise<StackDatabase> {
  let current = ensureDatabase(dataDir);
  const { url } = await current;
  let stopping = false;

  /** A full disk, for instance, keeps PostgreSQL from starting, until somebody makes room. */
  const startAgain = async (): Promise<Database> => {
    for (let told = false; ; told = true) {
      await sleep(told ? AGAIN_MS : 250);
      if (stopping) throw new Problem("Postern is ending.");
      try {
        return await ensureDatabase(dataDir);
      } catch (error) {
        if (!told)
          watch.tell(`PostgreSQL cannot be started, and is tried again and again. ${(error as Error).message}`);
      }
    }
  };

  const keep = async (): Promise<void> => {
    for (;;) {
      await (await current).lost;
      if (stopping) return;
      watch.tell("PostgreSQL ended and is started again.");
      current = startAgain();
      current.catch(() => {});
      const { url: now } = await current;
      if (now !== url) throw new Problem("PostgreSQL's port was taken while it restarted: start Postern again.");
    }
  };
  keep().catch((problem) => (stopping ? undefined : watch.gaveUp(problem)));

  return {
    url,
    stop: async () => {
      stopping = true;
      const database = await current.catch(() => null);
      await database?.stop();
    },
  };
}
