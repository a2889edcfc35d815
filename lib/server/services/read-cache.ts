/** Keeps what was read for a short while, and joins readers who ask at the same time. */
import { LRUCache } from "lru-cache";

const MOST = 50;

export type Keeper = <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh?: boolean) => Promise<T>;

/**
 * Failures are not kept. `refresh` reads anew, also when a read is under way: that one may have begun too early. `most`: of more,
 * those that were asked for longest ago are forgotten.
 */
export function keeper({ most = MOST }: { most?: number } = {}): Keeper {
  // What nobody asks for again must not fill the memory.
  const kept = new LRUCache<string, Promise<unknown>>({ max: most, ttlAutopurge: true, perf: Date });
  return <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh = false): Promise<T> => {
    const known = kept.get(key);
    if (known && !refresh) return known as Promise<T>;
    const value = read();
    kept.set(key, value);
    const isLatest = () => kept.peek(key) === value;
    value.then(
      () => isLatest() && kept.set(key, value, { ttl: milliseconds }),
      () => isLatest() && kept.delete(key),
    );
    return value;
  };
}
