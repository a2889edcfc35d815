/** Processes: which one a pid means, and which belong to one start of Postern. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Every process of a start carries this variable, so that it can be told from all others, also after its parent died. */
export const MARK = "POSTERN_INSTANCE";

/**
 * When a process started, in the system's own form: with the pid it names one process, while a pid alone is used again.
 * @param {number} pid
 * @returns {string | null} null when there is no such process
 */
export function startOf(pid) {
  try {
    if (process.platform === "linux") {
      // proc(5): state is field 3, starttime (ticks since boot) field 22; the name in between may hold anything.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
      return fields[0] === "Z" || fields[0] === "X" ? null : `${boot}-${fields[19]}`;
    }
    const output =
      process.platform === "win32"
        ? execFileSync(
            "powershell",
            ["-NoProfile", "-Command", `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`],
            quiet,
          )
        : execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], quiet);
    return output.trim() || null;
  } catch {
    return null;
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
export function marked(mark) {
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
    .filter((pid) => {
      try {
        return startOf(pid) !== null && readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(entry);
      } catch {
        return false;
      }
    });
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
 * Sends a signal to a process, or with a negative pid to its group; one that is gone is no error.
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
