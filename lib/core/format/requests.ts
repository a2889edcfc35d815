/**
 * The request list: what is sent to EC2, in an order in which it can be sent. Scripts, JSON documents, templates and the
 * SDK calls of a run all come from this list and from nothing else, so that they cannot disagree.
 */
import { inDependencyOrder } from "./change-order";
import type { Change, Plan } from "./plan-format";
import { resolveReferences } from "./references";

export { type Reference, referencesIn, resolveReferences } from "./references";

/**
 * The plan's changes as requests to EC2, each after those it depends on. Throws when a change depends on one that the plan does not
 * have, or on itself in a circle.
 */
export function requests(plan: Pick<Plan, "changes">): Change[] {
  const known = new Set(plan.changes.map(({ id }) => id));
  for (const { id, dependsOn } of plan.changes) {
    const missing = dependsOn.find((before) => !known.has(before));
    if (missing) throw new Error(`The change ${id} depends on ${missing}, which is not in the plan.`);
  }
  return inDependencyOrder(plan.changes);
}

/** What `${run.Id}` is outside of a run: in scripts and templates, which have no run, it is the plan's fingerprint. */
export function scriptRunId(plan: Pick<Plan, "fingerprint">): string {
  return plan.fingerprint.slice(0, 32);
}

/** The requests as scripts and templates write them: with `${run.Id}` filled in. */
export function scriptRequests(plan: Pick<Plan, "changes" | "fingerprint">): Change[] {
  const runId = scriptRunId(plan);
  return requests(plan).map((request) => ({
    ...request,
    input: resolveReferences(request.input, ({ source, path }) =>
      source === "run" && path === "Id" ? runId : `\${${source}.${path}}`,
    ),
  }));
}
