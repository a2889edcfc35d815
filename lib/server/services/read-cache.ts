/** Caches reads for a short while, and shares concurrent ones. */
import { LRUCache } from "lru-cache";

const MOST = 50;

export type ReadCache = <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh?: boolean) => Promise<T>;

/**
 * Failures are not cached. `refresh` reads anew, also when a read is under way: that one may have begun too early. `most`: of more,
 * those that were asked for longest ago are forgotten.
 */
export function readCache({ most = MOST }: { most?: number } = {}): ReadCache {
  // Unused entries must not fill the memory.
  const cached = new LRUCache<string, Promise<unknown>>({ max: most, ttlAutopurge: true, perf: Date });
  return <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh = false): Promise<T> => {
    const known = cached.get(key);
    if (known && !refresh) return known as Promise<T>;
    const value = read();
    cached.set(key, value);
    const isLatest = () => cached.peek(key) === value;
    value.then(
      () => isLatest() && cached.set(key, value, { ttl: milliseconds }),
      () => isLatest() && cached.delete(key),
    );
    return value;
  };
}
