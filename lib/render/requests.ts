/**
 * The request list: what is sent to EC2, in an order in which it can be sent. Scripts, JSON documents, templates and the
 * SDK calls of a run all come from this list and from nothing else, so that they cannot disagree.
 */
import type { Json, Operation, Plan } from "#lib/core/plan-format";

export { type Reference, referencesIn, resolveReferences } from "#lib/core/references";

export type Request = {
  /** Id of the change it carries out. */
  id: string;
  operation: Operation;
  /** SDK input; strings may hold `${<request id>.<Field>}` and `${run.Id}`. */
  input: { [key: string]: Json };
  dependsOn: string[];
  until?: "available";
  reason: string;
};

/** The plan's changes as requests, each after those it depends on. */
export function requests(plan: Pick<Plan, "changes">): Request[] {
  const waiting = new Map(plan.changes.map((change) => [change.id, change]));
  const ordered: Request[] = [];
  const place = (id: string, path: string[]): void => {
    const change = waiting.get(id);
    if (!change) return;
    if (path.includes(id)) throw new Error(`Changes depend on each other in a circle: ${[...path, id].join(" → ")}`);
    for (const before of change.dependsOn) place(before, [...path, id]);
    waiting.delete(id);
    ordered.push({
      id: change.id,
      operation: change.operation,
      input: change.input,
      dependsOn: change.dependsOn,
      ...(change.until ? { until: change.until } : {}),
      reason: change.reason,
    });
  };
  for (const change of plan.changes) place(change.id, []);
  return ordered;
}
