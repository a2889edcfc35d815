/** The npm packages of the lock file. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { installed, root } from "./paths.mjs";
import { run } from "./run.mjs";

/**
 * Whether node_modules holds what the lock file asks for: npm's own record of what it installed says so, and each package is
 * still there. Optional packages may be missing: they belong to other platforms.
 * @param {string} [folder] of package.json
 */
export function packagesInstalled(folder = root) {
  try {
    const wanted = packagesOf(join(folder, "package-lock.json"));
    const present = packagesOf(join(folder, "node_modules", ".package-lock.json"));
    return Object.entries(wanted).every(([path, { version, optional }]) => {
      const found = present[path];
      if (path === "" || !found) return path === "" || Boolean(optional);
      return found.version === version && existsSync(join(folder, path, "package.json"));
    });
  } catch {
    return false;
  }
}

/**
 * What it means that a module was not found; null for other errors.
 * @param {unknown} error
 * @returns {string | null}
 */
export function packageProblem(error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return null;
  const [, name] = /'([^']+)'/.exec(message ?? "") ?? [];
  return `Postern's package ${name ?? "of some name"} is not installed. Run \`npm start\` once, or \`npm ci\`, in its folder.`;
}

/** @param {string} file @returns {Record<string, { version: string, optional?: boolean }>} */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

/**
 * `npm ci`, unless everything is installed.
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
