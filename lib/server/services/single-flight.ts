/** Many people want one and the same place at once: one goes ahead, the others hear of it without waiting for their turn. */
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 150;

/**
 * Does the work when it is the turn of whoever asks, one after another for each place. `taken` is asked before and meanwhile,
 * again and again: as soon as it knows of somebody else, that is the answer, and work that has not begun is left undone.
 */
type InTurn = <T, B>(
  place: string,
  work: () => Promise<T>,
  taken: () => Promise<B | null>,
) => Promise<{ done: T } | { taken: B }>;

export function inTurn(lookMs = LOOK_MS): InTurn {
  const last = new Map<string, Promise<void>>();
  return async (place, work, taken) => {
    let left = false;
    let begun = false;
    const look = async () => {
      const by = await taken();
      return by === null ? null : { taken: by };
    };
    const mine = (last.get(place) ?? Promise.resolve()).then(async () => {
      const by = left ? null : await look();
      if (left || by) return by;
      begun = true;
      return { done: await work() };
    });
    const ending = new AbortController();
    const settled = mine.then(
      () => ending.abort(),
      () => ending.abort(),
    );
    last.set(place, settled);
    void settled.then(() => {
      if (last.get(place) === settled) last.delete(place);
    });
    while (!ending.signal.aborted) {
      const by = await look().catch((error: unknown) => {
        // Once the work is under way, its own answer counts; before, whoever is told of an error must not find it done later.
        if (begun) return null;
        left = true;
        throw error;
      });
      if (by && !ending.signal.aborted) {
        left = true;
        return by;
      }
      await sleep(lookMs, undefined, { signal: ending.signal }).catch(() => {});
    }
    const answer = await mine;
    if (!answer) throw new Error("Work was left undone that nobody had left.");
    return answer;
  };
}
