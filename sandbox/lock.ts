/** One sandbox in a folder: its journal has one writer. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

type Holder = { pid: number; url: string };

const GRACE_MS = 3000;

/**
 * Takes the lock file for this process. Waits a moment for a sandbox that is just ending, and throws when one goes on
 * running, or when the file cannot be written. A file that a killed process left behind does not count.
 */
export async function takeLock(path: string, url: string): Promise<{ release: () => void }> {
  for (const deadline = Date.now() + GRACE_MS; ; await sleep(100)) {
    const holder = readHolder(path);
    if (!holder || !(await isRunning(holder))) break;
    if (Date.now() > deadline) throw new Error(`A sandbox runs in this folder already: ${holder.url}`);
  }
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, url } satisfies Holder));
  } catch (error) {
    throw new Error(`The sandbox cannot start, because ${path} cannot be written: ${(error as Error).message}`);
  }
  return { release: () => rmSync(path, { force: true }) };
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return null;
  }
}

/** Its process runs, and a server listens at its address: a process id alone may have been reused. */
async function isRunning({ pid, url }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return fetch(url, { signal: AbortSignal.timeout(1000) }).then(
    () => true,
    () => false,
  );
}
