/** Caches reads for a short while, and shares concurrent ones. */

type Entry = { value: Promise<unknown>; until: number };

const MOST = 50;

export type ReadCacheOptions = {
  now?: () => number;
  /** The size of the cache; the oldest entries are evicted. */
  most?: number;
};

export type ReadCache = <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh?: boolean) => Promise<T>;

/** Failures are not cached. `refresh` reads again, also when a read is under way: that one may have started too early. */
export function readCache({ now = Date.now, most = MOST }: ReadCacheOptions = {}): ReadCache {
  const entries = new Map<string, Entry>();
  return <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh = false): Promise<T> => {
    const known = entries.get(key);
    if (known && !refresh && known.until > now()) return known.value as Promise<T>;
    const entry: Entry = { value: Promise.resolve(), until: Number.POSITIVE_INFINITY };
    const evict = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    const value = read().then(
      (result) => {
        entry.until = now() + milliseconds;
        // Unused entries must not fill the memory.
        setTimeout(evict, milliseconds).unref();
        return result;
      },
      (error: unknown) => {
        evict();
        throw error;
      },
    );
    entry.value = value;
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > most && oldest !== undefined) entries.delete(oldest);
    return value;
  };
}
