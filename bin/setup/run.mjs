/** Runs one command to completion, without writing to the terminal: its output goes to a log file. */
import { spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { createInterface } from "node:readline";
import { makeFolder } from "./folder.mjs";
import { signal as send } from "./processes.mjs";

/** Something a person can put right: the message says it all, no stack belongs to it. */
export class Problem extends Error {}

/**
 * A problem that the end of a log explains.
 * @param {string} sentence
 * @param {string} log
 */
export function problemWithLog(sentence, log) {
  return new Problem([...lastLines(log), "", `${sentence} Its log: ${log}`].join("\n"));
}

/** @param {string} log */
function lastLines(log) {
  try {
    return readFileSync(log, "utf8").trimEnd().split("\n").slice(-25);
  } catch {
    return [];
  }
}

/**
 * Starts a process in a group of its own: the terminal's Ctrl-C does not reach it, and its children can be ended with it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, stdio: import("node:child_process").StdioOptions, env?: Record<string, string | undefined>,
 *   shell?: boolean, uid?: number, gid?: number }} options
 * @returns {import("node:child_process").ChildProcess}
 */
export function startProcess(command, args, options) {
  return spawn(command, args, { ...options, detached: process.platform !== "win32", windowsHide: true });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ log: string, cwd: string, env?: Record<string, string | undefined>, shell?: boolean, signal?: AbortSignal, uid?: number, gid?: number,
 *   onLine?: (line: string) => void }} options
 * @returns {Promise<void>} Rejects with the last lines of its output when it fails, or with the signal's reason.
 */
export function run(command, args, options) {
  const { log, signal, onLine = () => {}, ...settings } = options;
  makeFolder(dirname(log));
  const file = createWriteStream(log, { flags: "a", mode: 0o600 }).on("error", () => {});
  return new Promise((done, failed) => {
    if (signal?.aborted) return failed(signal.reason);
    const child = startProcess(command, args, { ...settings, stdio: ["ignore", "pipe", "pipe"] });
    /** @type {NodeJS.Timeout | undefined} */
    let patience;
    const stop = () => {
      if (child.pid === undefined) return;
      const group = -child.pid;
      send(group, "SIGTERM");
      patience = setTimeout(() => send(group, "SIGKILL"), 5_000);
    };
    signal?.addEventListener("abort", stop, { once: true });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        file.write(`${line}\n`);
        onLine(line);
      });
    }
    child.once("error", (error) => failed(new Problem(`Cannot run ${basename(command)}: ${error.message}`)));
    child.once("close", (code, by) => {
      signal?.removeEventListener("abort", stop);
      clearTimeout(patience);
      file.end();
      if (signal?.aborted) failed(signal.reason);
      else if (code === 0) done();
      else
        file.once("finish", () =>
          failed(problemWithLog(`${basename(command)} ${args[0]} failed (${by ?? code}).`, log)),
        );
    });
  });
}
