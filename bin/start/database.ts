/** The database of a stack: the server that DATABASE_URL names, else the embedded one, kept running. */
import { setTimeout as sleep } from "node:timers/promises";
import { ensureDatabase } from "../postgres";
import { Problem } from "../setup/run.mjs";
import type { Watch } from "./child";
import type { Environment } from "./environment";

export type StackDatabase = { url: string; stop(): Promise<void> };

export async function stackDatabase(dataDir: string, env: Environment, watch: Watch): Promise<StackDatabase> {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, stop: async () => {} };
  let current = await ensureDatabase(dataDir);
  const { url } = current;
  let stopping = false;

  const keep = async (): Promise<void> => {
    for (;;) {
      await current.lost;
      if (stopping) return;
      watch.tell("PostgreSQL ended and is started again.");
      await sleep(250);
      current = await ensureDatabase(dataDir);
      if (current.url !== url)
        throw new Problem("PostgreSQL's port was taken while it restarted: start Postern again.");
    }
  };
  keep().catch(watch.gaveUp);

  return {
    url,
    stop: async () => {
      stopping = true;
      await current.stop();
    },
  };
}
