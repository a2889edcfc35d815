/** Keeps what was read for a short while, and joins readers who ask at the same time. */

type Kept = { value: Promise<unknown>; until: number };

const MOST = 50;

export type Keeper = <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh?: boolean) => Promise<T>;

/** Failures are not kept. `refresh` reads anew, also when a read is under way: that one may have begun too early. */
export function keeper(now: () => number = Date.now): Keeper {
  const kept = new Map<string, Kept>();
  return <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh = false): Promise<T> => {
    const known = kept.get(key);
    if (known && !refresh && known.until > now()) return known.value as Promise<T>;
    const entry: Kept = { value: Promise.resolve(), until: Number.POSITIVE_INFINITY };
    const forget = () => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    const value = read().then(
      (result) => {
        entry.until = now() + milliseconds;
        return result;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    entry.value = value;
    kept.delete(key);
    kept.set(key, entry);
    const [oldest] = kept.keys();
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
