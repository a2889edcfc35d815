/** Processes: which one a pid means, and which belong to one start of Postern. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Every process of a start carries this variable, which identifies it, also after its parent died. */
export const MARK = "POSTERN_INSTANCE";

/**
 * When a process started, in the system's own form: with the pid it names one process, while a pid alone is used again.
 * @param {number} pid
 * @returns {string | null} null when there is no such process
 */
export function startOf(pid) {
  if (process.platform === "linux") {
    const [state, ...fields] = statOf(pid);
    // A zombie has ended.
    return state === undefined || state === "Z" || state === "X" ? null : `${bootId()}-${fields[18]}`;
  }
  return ask(pid, "lstart=", `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`) || null;
}

/**
 * @param {number} pid
 * @returns {number | null}
 */
export function parentOf(pid) {
  const parent = process.platform === "linux" ? statOf(pid)[1] : ask(pid, "ppid=", `${cim(pid)}.ParentProcessId`);
  return parent ? Number(parent) : null;
}

/**
 * The command line of a process; empty when there is no such process.
 * @param {number} pid
 * @returns {string}
 */
export function commandOf(pid) {
  if (process.platform !== "linux") return ask(pid, "command=", `${cim(pid)}.CommandLine`);
  return contentOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

/**
 * Fields of proc(5)'s stat from the third on: state, ppid, …; the second, the name, may hold anything.
 * @param {number} pid
 * @returns {string[]}
 */
function statOf(pid) {
  const text = contentOf(`/proc/${pid}/stat`);
  return text ? text.replace(/^.*\) /s, "").split(" ") : [];
}

const bootId = () => contentOf("/proc/sys/kernel/random/boot_id").slice(0, 8);

/** @param {string} file */
function contentOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** @param {number} pid */
const cim = (pid) => `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}')`;

/**
 * Asks `ps`, or PowerShell on Windows, about a process.
 * @param {number} pid
 * @param {string} column
 * @param {string} expression
 */
function ask(pid, column, expression) {
  try {
    return process.platform === "win32"
      ? execFileSync("powershell", ["-NoProfile", "-Command", expression], quiet).trim()
      : execFileSync("ps", ["-ww", "-o", column, "-p", String(pid)], quiet).trim();
  } catch {
    return "";
  }
}

/** @type {{ encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }} */
const quiet = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };

/**
 * Pids of the processes that carry a mark. Windows shows no other process's environment: there children end by
 * themselves (`start/leash.mjs`).
 * @param {string} mark
 * @returns {number[]}
 */
function marked(mark) {
  const entry = `${MARK}=${mark}`;
  if (process.platform === "win32") return [];
  if (process.platform !== "linux") {
    return execFileSync("ps", ["-axEww", "-o", "pid=,command="], { ...quiet, maxBuffer: 2 ** 26 })
      .split("\n")
      .filter((line) => line.includes(entry))
      .map((line) => Number.parseInt(line, 10));
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => startOf(pid) !== null && contentOf(`/proc/${pid}/environ`).split("\0").includes(entry));
}

/**
 * Ends every process that carries the mark: asks first, and kills what has not ended after `grace` milliseconds.
 * @param {string} mark
 * @param {number} [grace]
 * @returns {Promise<number>} how many there were
 */
export async function endMarked(mark, grace = 8_000) {
  const found = marked(mark);
  for (const pid of found) signal(pid, "SIGTERM");
  for (const end = Date.now() + grace; Date.now() < end && marked(mark).length > 0; ) await sleep(50);
  for (let left = marked(mark); left.length > 0; left = marked(mark)) {
    for (const pid of left) signal(pid, "SIGKILL");
    await sleep(50);
  }
  return found.length;
}

/**
 * Sends a signal to a process, or with a negative pid to its group; one that has ended is no error.
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
export function signal(pid, name) {
  try {
    if (pid < 0 && process.platform === "win32") {
      execFileSync("taskkill", ["/PID", String(-pid), "/T", "/F"], { stdio: "ignore" });
    } else process.kill(pid, name);
  } catch {
    // It has ended in between.
  }
}
