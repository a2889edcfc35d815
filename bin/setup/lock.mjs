/** Lock files that say who holds them. A holder that no longer lives holds nothing. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOf } from "./processes.mjs";

/**
 * @typedef {Record<string, unknown> & { pid: number, started: string | null }} Holder
 * @typedef {{ write(state: object): void, release(): void }} Held
 */

/**
 * Takes the lock and writes `state` into it, or says who holds it. Whoever held it and died without releasing it is
 * handed back as `previous`.
 * @param {string} path
 * @param {object} [state]
 * @returns {Promise<{ held: Held, previous: Holder | null } | { holder: Holder }>}
 */
export async function acquire(path, state = {}) {
  const own = { pid: process.pid, started: startOf(process.pid), ...state };
  mkdirSync(dirname(path), { recursive: true });
  /** @type {Holder | null} */
  let previous = null;
  while (!create(path, own)) {
    const holder = await read(path);
    if (holder && startOf(holder.pid) !== null && startOf(holder.pid) === holder.started) return { holder };
    const aside = `${path}.${process.pid}`;
    try {
      renameSync(path, aside);
    } catch {
      continue;
    }
    const taken = await read(aside);
    // Another start was quicker, and what was moved aside is its live lock: it goes back.
    if (taken?.pid !== holder?.pid || taken?.started !== holder?.started) renameSync(aside, path);
    else rmSync(aside, { force: true });
    previous = holder ?? previous;
  }
  let released = false;
  return {
    previous,
    held: {
      write(more) {
        if (released) return;
        Object.assign(own, more);
        writeFileSync(`${path}.new`, JSON.stringify(own, null, 2), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      },
      release() {
        released = true;
        rmSync(path, { force: true });
      },
    },
  };
}

/**
 * Runs `work` while holding the lock; waits for another holder first, and calls `waiting` once if it must.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {() => void} [waiting]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, waiting = () => {}) {
  for (let first = true; ; first = false) {
    const lock = await acquire(path);
    if ("held" in lock) {
      try {
        return await work();
      } finally {
        lock.held.release();
      }
    }
    if (first) waiting();
    await sleep(250);
  }
}

/** @param {string} path @param {object} content */
function create(path, content) {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, JSON.stringify(content, null, 2));
    closeSync(file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * What a lock file says; a file that is just being written is given a moment.
 * @param {string} path
 * @returns {Promise<Holder | null>}
 */
async function read(path) {
  for (let tries = 0; tries < 20; tries++) {
    try {
      const holder = JSON.parse(readFileSync(path, "utf8"));
      return Number.isSafeInteger(holder?.pid) ? holder : null;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return null;
      await sleep(25);
    }
  }
  return null;
}
