import { migrateTables, whileMigrating } from "#lib/database/migrate";
import { oncePossible } from "#lib/database/once-possible";
import { migrateEngineTables } from "./internals";

/**
 * Brings the database up to date: the engine's tables, and those of schema `postern`. Safe to run any number of times and by
 * several processes at once. Everything that uses the database starts after it.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  await whileMigrating(databaseUrl, async (client) => {
    await migrateEngineTables(databaseUrl);
    await migrateTables(client);
  });
}

/** The same as soon as the database is reachable. `onAway`: called once if it has to wait. */
export async function migrateOncePossible(databaseUrl: string, onAway: (error: unknown) => void): Promise<void> {
  await oncePossible(() => migrate(databaseUrl), onAway);
}
