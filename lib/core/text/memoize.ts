/** Values worked out once. */

/** The value of a key, made when it is asked for first. */
export function remembered<K, V>(
  known: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const there = known.get(key);
  if (there !== undefined) return there;
  const made = make();
  known.set(key, made);
  return made;
}

const newBranch = () => new Map();

/** The function, called once for the same arguments, which are compared one by one and by identity. */
export function memoized<K extends readonly unknown[], V>(make: (...keys: K) => V): (...keys: K) => V {
  type Branch = Map<unknown, Branch | V>;
  const root: Branch = new Map();
  return (...keys) => {
    let branch = root;
    for (let i = 0; i < keys.length - 1; i += 1) branch = remembered(branch, keys[i], newBranch) as Branch;
    return remembered(branch, keys[keys.length - 1], () => make(...keys)) as V;
  };
}
