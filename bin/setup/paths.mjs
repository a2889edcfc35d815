/** Paths of the checkout and the data folder. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What is installed once for a checkout, for all its users: the virtual environment, locks. */
export const installed = join(root, ".postern");

/** The virtual environment with LocalStack. */
export const venv = join(installed, "venv");

/**
 * Where database, sandbox and logs live: POSTERN_DATA_DIR, else a folder of the checkout that git ignores.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function dataDir(env = process.env) {
  return env.POSTERN_DATA_DIR ? resolve(env.POSTERN_DATA_DIR) : installed;
}
