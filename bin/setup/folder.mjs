/** Folders that are for their owner alone, whatever the umask. */
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** @typedef {{ uid: number, gid: number } | Record<string, never>} Owner */

/**
 * The user that runs PostgreSQL, which refuses root: `nobody` for root, else the current user.
 * @returns {Owner} the user's ids for `spawn`; empty for ourselves
 */
export function ownerOfServer() {
  if (process.getuid?.() !== 0) return {};
  const id = (/** @type {string} */ flag) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" })) | 0;
  return { uid: id("-u"), gid: id("-g") };
}

/**
 * Makes a folder in the data folder, and those above it.
 * @param {string} path
 */
export function makeFolder(path) {
  make(path, 0o700);
}

/**
 * Creates the data folder. The mode of an existing one is not changed: it may hold more than Postern's files.
 * @param {string} path
 */
export function makeDataFolder(path) {
  make(dirname(path), 0o777);
  if (make(path, 0o700)) letThrough(path, ownerOfServer());
}

/**
 * Makes a folder and those above it. Node's own `recursive` hides a read-only file system, and in /proc it never ends.
 * @param {string} path
 * @param {number} mode
 * @returns {boolean} false: it was there
 */
function make(path, mode) {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  if (!existsSync(dirname(path))) make(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    // Somebody else was quicker.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}

/**
 * Closes a folder to all but its owner and PostgreSQL's user, who may pass through it when that is another user.
 * @param {string} folder
 * @param {Owner} owner
 */
export function letThrough(folder, owner) {
  if (owner.gid !== undefined) chownSync(folder, 0, owner.gid);
  chmodSync(folder, owner.gid === undefined ? 0o700 : 0o710);
}

/**
 * Takes the rights on a folder, and on all in it, from everybody but their owner.
 * @param {string} folder
 */
export function close(folder) {
  const own = (/** @type {string} */ path) => chmodSync(path, statSync(path).mode & 0o700);
  own(folder);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory() || entry.isFile()) own(join(entry.parentPath, entry.name));
  }
}
