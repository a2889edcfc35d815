import type { Change } from "./plan-format";

/**
 * The changes with each one after those it depends on, otherwise in the order given. Throws when changes depend on each other
 * in a circle, which no plan does.
 */
export function inDependencyOrder<C extends Pick<Change, "id" | "dependsOn">>(changes: readonly C[]): C[] {
  const waiting = new Map(changes.map((change) => [change.id, change]));
  const ordered: C[] = [];
  const place = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) throw new Error(`Changes depend on each other in a circle: ${[...path, id].join(" → ")}`);
    const change = waiting.get(id);
    if (!change) return;
    for (const before of change.dependsOn) place(before, [...path, id]);
    waiting.delete(id);
    ordered.push(change);
  };
  for (const { id } of changes) place(id, []);
  return ordered;
}
