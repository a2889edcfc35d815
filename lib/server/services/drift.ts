import type { Drift } from "#lib/core/run/drift";
import { brokenPaths, nameExpectations } from "#lib/core/run/expectations";
import { changeTitle } from "#lib/render/words/change-title";
import { planFor } from "./planning";
import { readRun } from "./runs";

/** Plans a run's intent again over the account as it is at this moment. Throws `not-found`, or `AwsError`. */
export async function driftOfRun(id: string): Promise<Drift> {
  const { request, steps } = await readRun(id);
  const { plan: now, snapshot } = await planFor(request.plan.intent, { refresh: true });
  if (snapshot.accountId !== request.accountId) return { kind: "other-account", accountId: snapshot.accountId };
  const resultIds = new Map(steps.map(({ change, resultId }) => [change, resultId]));
  return {
    kind: "read",
    at: new Date().toISOString(),
    changes: now.changes.map((change) => {
      const { id, operation, reason } = change;
      return { id, operation, reason, title: changeTitle(change, snapshot) };
    }),
    errors: now.findings.flatMap(({ severity, code, summary }) => (severity === "error" ? [{ code, summary }] : [])),
    paths: brokenPaths(request.plan, now),
    names: nameExpectations(request.plan, now, (change) => resultIds.get(change)).filter(({ ok }) => !ok),
  };
}
