/**
 * The request list: what is sent to EC2, in an order in which it can be sent. Scripts, JSON documents, templates and the
 * SDK calls of a run all come from this list and from nothing else, so that they cannot disagree.
 */
import { inDependencyOrder } from "#lib/core/order";
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
  return inDependencyOrder(plan.changes).map(({ id, operation, input, dependsOn, until, reason }) => ({
    id,
    operation,
    input,
    dependsOn,
    ...(until ? { until } : {}),
    reason,
  }));
}
