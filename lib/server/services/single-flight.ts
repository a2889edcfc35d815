/** Concurrent requests for one key: the first does its work, the others get its result without waiting in the queue. */
import { setTimeout as sleep } from "node:timers/promises";

const CHECK_MS = 150;

/**
 * Runs work one after another for each key. `taken` is polled before and while waiting: as soon as it returns a value, that is the
 * result, and work that has not started is dropped.
 */
type Serialize = <T, B>(
  key: string,
  work: () => Promise<T>,
  taken: () => Promise<B | null>,
) => Promise<{ done: T } | { taken: B }>;

export function serialize(checkMs = CHECK_MS): Serialize {
  const last = new Map<string, Promise<void>>();
  return async (key, work, taken) => {
    let left = false;
    let begun = false;
    const check = async () => {
      const by = await taken();
      return by === null ? null : { taken: by };
    };
    const mine = (last.get(key) ?? Promise.resolve()).then(async () => {
      const by = left ? null : await check();
      if (left || by) return by;
      begun = true;
      return { done: await work() };
    });
    const ending = new AbortController();
    const settled = mine.then(
      () => ending.abort(),
      () => ending.abort(),
    );
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    while (!ending.signal.aborted) {
      const by = await check().catch((error: unknown) => {
        // Once the work has started, its own result counts; before, work whose caller got an error must not start.
        if (begun) return null;
        left = true;
        throw error;
      });
      if (by && !ending.signal.aborted) {
        left = true;
        return by;
      }
      await sleep(checkMs, undefined, { signal: ending.signal }).catch(() => {});
    }
    const result = await mine;
    if (!result) throw new Error("Work was dropped that no caller had dropped.");
    return result;
  };
}
