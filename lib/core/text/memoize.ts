/** Values computed once. */

/** The value of a key, computed when it is asked for first. */
export function memoize<K, V>(
  known: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  compute: () => V,
): V {
  const there = known.get(key);
  if (there !== undefined) return there;
  const value = compute();
  known.set(key, value);
  return value;
}

const newBranch = () => new Map();

const derived = new WeakMap<object, Map<unknown, unknown>>();

/**
 * What `compute` makes of data that never changes, such as a snapshot or one of its lists: computed once, and kept for as long as
 * the data lives. The function is the key, so it must be one and the same each time.
 */
export function derivedFrom<S extends object, V>(source: S, compute: (source: S) => V): V {
  return memoize(memoize(derived, source, newBranch), compute, () => compute(source)) as V;
}

/** The function, called once for the same arguments, which are compared one by one and by identity. */
export function memoizeByArguments<K extends readonly unknown[], V>(compute: (...keys: K) => V): (...keys: K) => V {
  type Branch = Map<unknown, Branch | V>;
  const root: Branch = new Map();
  return (...keys) => {
    let branch = root;
    for (let i = 0; i < keys.length - 1; i += 1) branch = memoize(branch, keys[i], newBranch) as Branch;
    return memoize(branch, keys[keys.length - 1], () => compute(...keys)) as V;
  };
}
