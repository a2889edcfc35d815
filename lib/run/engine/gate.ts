import { setTimeout as sleep } from "node:timers/promises";

/** What a worker's workflows do to the outside goes through its gate, so that the worker can stop between two calls. */
export type Gate = {
  /** The object with every method going through the gate. */
  guard<T extends object>(target: T): T;
  /** Starts no more calls: later ones never return. Resolves when all that have started have ended, or time is up. */
  close(timeoutMs: number): Promise<void>;
};

export function gate(): Gate {
  const underWay = new Set<Promise<unknown>>();
  let open = true;
  const through = (call: () => unknown): Promise<unknown> => {
    if (!open) return new Promise(() => {});
    const result = Promise.resolve().then(call);
    underWay.add(result);
    return result.finally(() => underWay.delete(result));
  };
  return {
    guard: (target) =>
      new Proxy(target, {
        get(object, name, receiver) {
          const member: unknown = Reflect.get(object, name, receiver);
          if (typeof member !== "function") return member;
          return (...values: unknown[]) => through(() => Reflect.apply(member, object, values));
        },
      }),
    async close(timeoutMs) {
      open = false;
      await Promise.race([Promise.allSettled(underWay), sleep(timeoutMs, undefined, { ref: false })]);
    },
  };
}
