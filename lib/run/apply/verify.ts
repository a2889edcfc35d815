/** After an apply: is the account as the plan promised? */
import { setTimeout as sleep } from "node:timers/promises";
import { VERDICTS } from "#lib/core/format/labels";
import type { Plan, ReachabilityRow } from "#lib/core/format/plan-format";
import { requests } from "#lib/core/format/requests";
import { namedIds } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { brokenPaths, namePromises } from "#lib/core/run/expectations";
import type { Check, RunRequest } from "#lib/core/run/run";
import { type RunContext, reading } from "#lib/run/step/context";
import type { Outcomes } from "#lib/run/step/schedule";
import { resultId } from "#lib/run/step/stored";
import { CHECKS, check } from "./checks";

export type Verification = {
  checks: Check[];
  /** Rows that are not as promised, as they are now. */
  reachability: ReachabilityRow[];
};

/** Checks everything that a run did. Looks again for a while when something is missing: EC2's reads lag behind its writes. */
export async function verify(request: RunRequest, outcomes: Outcomes, context: RunContext): Promise<Verification> {
  const { pollMs, consistencyMs } = context.settings;
  const start = Date.now();
  for (;;) {
    const named = namedIds(request.plan.intent);
    const snapshot = await reading(context, () => context.gateway.snapshot(context.vpcId, named));
    const verification = verified(request.plan, outcomes, snapshot);
    if (verification.checks.every(({ ok }) => ok) || Date.now() - start > consistencyMs) return verification;
    await sleep(pollMs);
  }
}

/** The checks over one snapshot: of each change, of each name and path, and whether the intent asks for more. */
export function verified(promised: Plan, outcomes: Outcomes, snapshot: Snapshot): Verification {
  const now = plan(snapshot, promised.intent);
  const reachability = brokenPaths(promised, now);
  const perChange = requests(promised).flatMap((change) => {
    const outcome = outcomes.get(change.id);
    return outcome ? CHECKS[change.operation](change, outcome, snapshot) : [];
  });
  const endpointOf = (change: string) => {
    const outcome = outcomes.get(change);
    return outcome ? resultId(outcome) : null;
  };
  const names = namePromises(promised, now, endpointOf).map(({ name, promised, found, ok }) =>
    check("The name leads where it was to lead", name, promised, found, ok),
  );
  return {
    reachability,
    checks: [
      // A create and a later change of the same endpoint both look at it.
      ...new Map([...perChange, ...names].map((one) => [`${one.name} ${one.detail}`, one])).values(),
      leftCheck(now),
      pathsCheck(promised, reachability),
    ],
  };
}

function leftCheck({ changes, findings }: Plan): Check {
  const left = [
    ...findings.flatMap(({ severity, code, summary }) => (severity === "error" ? [`${code}: ${summary}`] : [])),
    ...changes.map(({ id }) => id),
  ];
  return check("Nothing is left to do", "Planned again", "no changes", left.join(", ") || "no changes");
}

function pathsCheck(promised: Plan, broken: readonly ReachabilityRow[]): Check {
  const wanted = new Map(
    promised.reachability.map((row) => [`${row.securityGroupId} ${row.subnetId} ${row.service}`, row]),
  );
  const all = `${promised.reachability.length} paths as planned`;
  const words = broken.map(({ securityGroupId, subnetId, service, after }) => {
    const path = `${securityGroupId} ${subnetId} ${service}`;
    const before = wanted.get(path)?.after ?? after;
    return `${securityGroupId} in ${subnetId} → ${service}: ${VERDICTS[after]} instead of ${VERDICTS[before]}`;
  });
  return check("Workloads reach the services as planned", "Reachability", all, words.join("; ") || all);
}
