/** For reports that are given once, however often their cause is met: whether a value is another than that of the call before. */
export function whenChanged<T>(before: T): (value: T) => boolean {
  let last = before;
  return (value) => {
    const changed = value !== last;
    last = value;
    return changed;
  };
}
