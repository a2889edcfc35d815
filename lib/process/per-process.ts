/** What a process has once. Next.js loads a module for pages and again for handlers: a module's own value it has twice. */

const KEY = Symbol.for("postern.per-process");
const holder = globalThis as { [KEY]?: Map<string, unknown> };

/** The process's own value of this name, created on first use. One name always has one type. */
export function perProcess<T>(name: string, make: () => T): T {
  holder[KEY] ??= new Map();
  const all = holder[KEY];
  if (!all.has(name)) all.set(name, make());
  return all.get(name) as T;
}
