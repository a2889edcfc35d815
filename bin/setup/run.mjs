/** Runs one command to its end, out of the way of the terminal: its output goes to a log file. */
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { createInterface } from "node:readline";
import { signal as send } from "./processes.mjs";

/** Something a person can put right: the message says it all, no stack belongs to it. */
export class Problem extends Error {}

/**
 * Starts a process in a group of its own, so that the terminal's Ctrl-C does not reach it and its children end with it.
 * @type {{ detached: boolean, windowsHide: true }}
 */
export const ownGroup = { detached: process.platform !== "win32", windowsHide: true };

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ log: string, cwd: string, env?: NodeJS.ProcessEnv, shell?: boolean, signal?: AbortSignal,
 *   onLine?: (line: string) => void }} options
 * @returns {Promise<void>} Rejects with the last lines of its output when it fails, or with the signal's reason.
 */
export function run(command, args, options) {
  const { log, cwd, env = process.env, shell = false, signal, onLine = () => {} } = options;
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log, { flags: "a", mode: 0o600 });
  /** @type {string[]} */
  const last = [];
  return new Promise((done, failed) => {
    if (signal?.aborted) return failed(signal.reason);
    const child = spawn(command, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"], ...ownGroup });
    const stop = () => {
      if (child.pid === undefined) return;
      const group = -child.pid;
      send(group, "SIGTERM");
      setTimeout(() => send(group, "SIGKILL"), 5_000).unref();
    };
    signal?.addEventListener("abort", stop, { once: true });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        file.write(`${line}\n`);
        if (line.trim()) last.push(line);
        if (last.length > 15) last.shift();
        onLine(line);
      });
    }
    child.once("error", (error) => failed(new Problem(`Cannot run ${basename(command)}: ${error.message}`)));
    child.once("close", (code, by) => {
      signal?.removeEventListener("abort", stop);
      file.end();
      if (signal?.aborted) failed(signal.reason);
      else if (code === 0) done();
      else
        failed(
          new Problem(
            [...last, "", `${basename(command)} ${args[0]} failed (${by ?? code}). All of its output: ${log}`].join(
              "\n",
            ),
          ),
        );
    });
  });
}
