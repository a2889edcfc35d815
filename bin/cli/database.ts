import { migrate } from "#lib/run/engine/migrate";
import { ensureDatabase } from "../postgres";
import { dataDir } from "../setup/paths.mjs";
import { UsageError } from "./exit";

/** Runs a task with the database that DATABASE_URL names, else with the embedded one, started if it does not run. */
export async function withDatabase<T>(task: (url: string) => Promise<T>): Promise<T> {
  const named = process.env.DATABASE_URL;
  if (named) {
    await migrate(named).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError([`The PostgreSQL that DATABASE_URL names cannot be used: ${why}`]);
    });
    return task(named);
  }
  const database = await ensureDatabase(dataDir());
  try {
    await migrate(database.url);
    return await task(database.url);
  } finally {
    await database.stop();
  }
}
