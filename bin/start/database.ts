/** The database of a stack: the server that DATABASE_URL names, else the embedded one, kept running. */

import { setTimeout as sleep } from "node:timers/promises";
import { whenChanged } from "#lib/core/text/changed";
import { redacted } from "#lib/log/redact";
import { migrate } from "#lib/run/engine/migrate";
import { type Database, ensureDatabase } from "../postgres";
import { Problem } from "../setup/run.mjs";
import type { Watch } from "./child";
import type { Environment } from "./environment";

export type StackDatabase = { url: string; stop(): Promise<void> };

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

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

/** The embedded server, started again whenever it ends, however often: what is stored comes back with it. */
async function embeddedDatabase(dataDir: string, watch: Watch): Promise<StackDatabase> {
  let current = ensureDatabase(dataDir);
  const { url } = await current;
  let stopping = false;
  let losses: number[] = [];

  /** A full disk, for instance, keeps PostgreSQL from starting, until there is room. */
  const startAgain = async (): Promise<Database> => {
    losses = [...losses.filter((at) => at > Date.now() - 60_000), Date.now()];
    const isNew = whenChanged("");
    for (let pause = pauseOf(losses.length); ; pause = pauseOf(losses.length)) {
      await sleep(pause);
      if (stopping) throw new Problem("Postern is ending.");
      try {
        return await atItsPort(await ensureDatabase(dataDir), url);
      } catch (error) {
        losses.push(Date.now());
        const { message } = error as Error;
        const sentence = message.split("\n").at(-1) ?? "";
        if (isNew(sentence)) watch.report(`PostgreSQL cannot be started, and is tried again and again. ${message}`);
      }
    }
  };

  const keepTrying = async (): Promise<void> => {
    for (;;) {
      await (await current).lost;
      if (stopping) return;
      watch.report("PostgreSQL ended and is started again.");
      current = startAgain();
      current.catch(() => {});
      await current;
    }
  };
  keepTrying().catch((problem) => (stopping ? undefined : watch.gaveUp(problem)));

  return {
    url,
    stop: async () => {
      stopping = true;
      const database = await current.catch(() => null);
      await database?.stop();
    },
  };
}

const pauseOf = (losses: number): number => Math.min(FIRST_PAUSE_MS * 2 ** (losses - 1), LONGEST_PAUSE_MS);

/** The other processes know one address, at which another program may listen for a while. */
async function atItsPort(database: Database, url: string): Promise<Database> {
  if (database.url === url) return database;
  await database.stop();
  throw new Problem(`Another program has taken its port, ${new URL(url).port}: end that one.`);
}
