/** Lock files that say who holds them. A holder that no longer lives holds nothing. */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOf } from "./processes.mjs";

/**
 * @typedef {Record<string, unknown> & { pid: number, started: string | null }} Holder
 * @typedef {{ write(state: object): void, release(): void }} Held
 */

/**
 * Takes the lock and writes `state` into it, or says who holds it. A holder that died without releasing it is
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
    if (isAlive(holder)) return { holder };
    previous = holder ?? previous;
    await removeDead(path);
  }
  let released = false;
  return {
    previous,
    held: {
      write(more) {
        if (released) return;
        Object.assign(own, more);
        try {
          writeFileSync(`${path}.new`, JSON.stringify(own, null, 2), { mode: 0o600 });
          renameSync(`${path}.new`, path);
        } catch {
          // On a full disk the file keeps its last state: no reason for the holder to end.
          rmSync(`${path}.new`, { recursive: true, force: true });
        }
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

/**
 * The holder of the lock; null when no living process holds it.
 * @param {string} path
 * @returns {Promise<Holder | null>}
 */
export async function holderOf(path) {
  const holder = await read(path);
  return isAlive(holder) ? holder : null;
}

/**
 * @param {Holder | null} holder
 * @returns {holder is Holder}
 */
const isAlive = (holder) => holder !== null && startOf(holder.pid) !== null && startOf(holder.pid) === holder.started;

/**
 * Removes the lock of a dead holder. Contenders serialize by a second file: otherwise one could remove what another
 * has just taken.
 * @param {string} path
 */
async function removeDead(path) {
  const guard = `${path}.turn`;
  if (create(guard, {})) {
    if (!isAlive(await read(path))) rmSync(path, { force: true });
    rmSync(guard, { force: true });
  } else {
    await sleep(25);
    // The process that was taking the lock was killed meanwhile.
    const since = statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > 5_000) rmSync(guard, { force: true });
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
