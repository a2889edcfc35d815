import { setTimeout as sleep } from "node:timers/promises";

/** What a worker's runs do to the outside goes through its gate, so that it can stop between two calls instead of in one. */
export type Gate = {
  /** The object with every method going through the gate. */
  guard<T extends object>(target: T): T;
  /** Lets nothing in any more: who comes waits for ever. Resolves when all who are inside are out, or time is up. */
  close(patienceMs: number): Promise<void>;
};

export function gate(): Gate {
  const inside = new Set<Promise<unknown>>();
  let open = true;
  const through = (call: () => unknown): Promise<unknown> => {
    if (!open) return new Promise(() => {});
    const result = Promise.resolve().then(call);
    inside.add(result);
    return result.finally(() => inside.delete(result));
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
    async close(patienceMs) {
      open = false;
      await Promise.race([Promise.allSettled(inside), sleep(patienceMs, undefined, { ref: false })]);
    },
  };
}
