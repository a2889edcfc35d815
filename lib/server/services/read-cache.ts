/** Keeps what was read for a short while, and joins readers who ask at the same time. */

type Kept = { value: Promise<unknown>; until: number };

const MOST = 50;

export type KeeperOptions = {
  now?: () => number;
  /** So many are kept; of more, those that were read longest ago are forgotten. */
  most?: number;
};

export type Keeper = <T>(key: string, milliseconds: number, read: () => Promise<T>, refresh?: boolean) => Promise<T>;

/** Failures are not kept. `refresh` reads anew, also when a read is under way: that one may have begun too early. */
export function keeper({ now = Date.now, most = MOST }: KeeperOptions = {}): Keeper {
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
        // What nobody asks for again must not fill the memory.
        setTimeout(forget, milliseconds).unref();
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
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
