/** Reads by id that come close together, as one call: many steps wait for endpoints at the same time. */
import { setTimeout as sleep } from "node:timers/promises";

type Read<Id, Item> = (ids: readonly Id[]) => Promise<Item[]>;

/**
 * The same read, called at most once in `intervalMs`, for all ids that were asked for meanwhile. What fails, fails for all who asked.
 */
export function sharedReads<Id extends string, Item extends { id: Id }>(
  read: Read<Id, Item>,
  intervalMs: number,
): Read<Id, Item> {
  let startedAt = Number.NEGATIVE_INFINITY;
  let next: { ids: Set<Id>; items: Promise<Item[]> } | null = null;
  const open = () => {
    const ids = new Set<Id>();
    const send = async () => {
      await sleep(Math.max(0, startedAt + intervalMs - performance.now()));
      next = null;
      startedAt = performance.now();
      return read([...ids]);
    };
    return { ids, items: send() };
  };
  return async (wanted) => {
    next ??= open();
    for (const id of wanted) next.ids.add(id);
    return (await next.items).filter(({ id }) => wanted.includes(id));
  };
}
