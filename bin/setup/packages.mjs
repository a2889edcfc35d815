/** The npm packages of the lock file. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { installed, root } from "./paths.mjs";
import { run } from "./run.mjs";

/**
 * Whether node_modules holds what the lock file asks for, by npm's own record of what it installed. Optional packages
 * may be missing: they belong to other platforms.
 */
function packagesInstalled() {
  try {
    const wanted = packagesOf("package-lock.json");
    const present = packagesOf("node_modules/.package-lock.json");
    return Object.entries(wanted).every(([path, { version, optional }]) => {
      const found = present[path];
      return path === "" || (found ? found.version === version : Boolean(optional));
    });
  } catch {
    return false;
  }
}

/** @param {string} file @returns {Record<string, { version: string, optional?: boolean }>} */
function packagesOf(file) {
  return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
}

/**
 * `npm ci`, unless all is there.
 * @param {{ progress: import("./progress.mjs").Progress, logs: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} context
 */
export async function ensurePackages({ progress, logs, env, signal }) {
  if (packagesInstalled()) return;
  const task = progress.task("npm packages");
  try {
    await withLock(
      join(installed, "npm.lock"),
      async () => {
        if (packagesInstalled()) return;
        const [command, ...args] = npm();
        let fetched = 0;
        await run(
          command,
          [...args, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=http"],
          {
            cwd: root,
            log: join(logs, "npm.log"),
            env,
            shell: command === "npm" && process.platform === "win32",
            signal,
            onLine: (line) => /^npm http (fetch|cache) /.test(line) && task.note(`${++fetched} fetched`),
          },
        );
      },
      () => task.note("another start is installing them"),
    );
    task.done();
  } catch (error) {
    task.fail();
    throw error;
  }
}

/** The npm that started us, else the one on the PATH. @returns {[string, ...string[]]} */
export function npm() {
  const started = process.env.npm_execpath;
  return started?.endsWith("npm-cli.js") ? [process.execPath, started] : ["npm"];
}
