/** Python and the virtual environment in which LocalStack, the sandbox's emulator, runs. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { installed, root, venv } from "./paths.mjs";
import { Problem, run } from "./run.mjs";

const CONSTRAINTS = join(root, "sandbox", "localstack", "constraints.txt");
const STAMP = join(venv, "postern-constraints");
const INTERPRETERS = ["python3.13", "python3.12", "python3.11", "python3", "python"];
const PROBE = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";

/** The first interpreter that is 3.11 or newer and can create virtual environments. @returns {string | undefined} */
export function findPython() {
  return INTERPRETERS.find((command) => {
    try {
      execFileSync(command, ["-c", PROBE], { stdio: "ignore", timeout: 20_000 });
      return true;
    } catch {
      return false;
    }
  });
}

/** @returns {string} */
const wanted = () => createHash("sha256").update(readFileSync(CONSTRAINTS)).digest("hex");

const pythonOfVenv = join(venv, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));

/** Whether the virtual environment holds what the constraints ask for and its interpreter is still there. */
export function venvInstalled() {
  return existsSync(pythonOfVenv) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted();
}

/**
 * Prepares the virtual environment; throws at once when that is impossible.
 * @returns {(context: { progress: import("./progress.mjs").Progress, logs: string, env: NodeJS.ProcessEnv,
 *   signal: AbortSignal }) => Promise<void>}
 */
export function venvInstaller() {
  if (venvInstalled()) return async () => {};
  const python = findPython();
  if (!python) {
    throw new Problem(
      "The sandbox needs Python 3.11 or newer with venv, and none was found: install it (on Debian and Ubuntu " +
        "`apt install python3 python3-venv`, on macOS `brew install python`, on Windows from https://www.python.org), " +
        "or set AWS_PROFILE or AWS_ENDPOINT_URL to work with an account instead.",
    );
  }
  return async ({ progress, logs, env, signal }) => {
    const task = progress.task("Python packages");
    const settings = { cwd: root, log: join(logs, "pip.log"), env, signal };
    try {
      await withLock(
        join(installed, "venv.lock"),
        async () => {
          if (venvInstalled()) return;
          task.note("virtual environment");
          rmSync(STAMP, { force: true });
          await run(python, ["-I", "-m", "venv", "--clear", venv], settings);
          // Byte code is compiled on first use: compiling all of it takes as long as installing it.
          const options = ["--no-input", "--no-compile", "--disable-pip-version-check", "--progress-bar", "off"];
          await run(pythonOfVenv, ["-I", "-m", "pip", "install", ...options, "-r", CONSTRAINTS], {
            ...settings,
            onLine: (line) => {
              const name = /^(?:Collecting ([^\s=]+)|(Installing) collected)/.exec(line);
              if (name) task.note(name[1] ?? "unpacking");
            },
          });
          writeFileSync(STAMP, wanted());
        },
        () => task.note("another start is installing them"),
      );
      task.done();
    } catch (error) {
      task.fail();
      throw error;
    }
  };
}
