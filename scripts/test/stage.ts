/** The folder that one `npm test` works in: database, sandbox, logs and reports. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { removeDatabase } from "../../bin/postgres";
import { acquire } from "../../bin/setup/lock.mjs";
import { root } from "../../bin/setup/paths.mjs";
import { endMarked } from "../../bin/setup/processes.mjs";

const PREFIX = "postern-test-";
const LOCK = "session.json";

export type Stage = {
  dir: string;
  /** For temporary files. */
  temporary: string;
  /** Folder of the checkout that receives the build. */
  distDir: string;
  /** Removes all of it; what used it has ended. */
  remove(): Promise<void>;
};

/** A new stage. Ends and removes what a killed `npm test` has left. */
export async function openStage(mark: string): Promise<Stage> {
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(PREFIX)) await removeLeftover(join(tmpdir(), name));
  }
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  // Root's database server runs as another user, who has to get there.
  chmodSync(dir, 0o711);
  await acquire(join(dir, LOCK), { mark });
  const temporary = join(dir, "tmp");
  mkdirSync(temporary);
  return { dir, temporary, distDir: distDirOf(dir), remove: () => remove(dir) };
}

async function removeLeftover(dir: string): Promise<void> {
  if (!existsSync(join(dir, LOCK))) return;
  const lock = await acquire(join(dir, LOCK));
  if ("holder" in lock) return;
  if (typeof lock.previous?.mark === "string") await endMarked(lock.previous.mark);
  await remove(dir);
}

async function remove(dir: string): Promise<void> {
  await removeDatabase(dir);
  rmSync(dir, { recursive: true, force: true });
  rmSync(join(root, distDirOf(dir)), { recursive: true, force: true });
}

const distDirOf = (dir: string) => `.next-${basename(dir)}`;
