/** After an apply: is the account as the plan expects? */
import { setTimeout as sleep } from "node:timers/promises";
import { VERDICTS } from "#lib/core/format/labels";
import type { Plan, ReachabilityRow } from "#lib/core/format/plan-format";
import { requests } from "#lib/core/format/requests";
import { namedIds } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { brokenPaths, nameExpectations } from "#lib/core/run/expectations";
import type { Check, RunRequest } from "#lib/core/run/run";
import { check } from "#lib/run/step/check";
import type { RunContext } from "#lib/run/step/context";
import { readWithRetries } from "#lib/run/step/read-with-retries";
import type { Outcomes } from "#lib/run/step/schedule";
import { resultId } from "#lib/run/step/stored";
import { CHECKS, nameAddressCheck } from "./checks";

export type Verification = {
  checks: Check[];
  /** Rows that are not as expected, as they are now. */
  reachability: ReachabilityRow[];
};

/** Checks everything that a run did. Reads again for a while when something is missing: EC2's reads lag behind its writes. */
export async function verify(request: RunRequest, outcomes: Outcomes, context: RunContext): Promise<Verification> {
  const { pollMs, consistencyMs } = context.settings;
  const start = Date.now();
  for (;;) {
    const named = namedIds(request.plan.intent);
    const snapshot = await readWithRetries(context, () => context.gateway.snapshot(context.vpcId, named));
    const verification = verified(request.plan, outcomes, snapshot);
    if (verification.checks.every(({ ok }) => ok) || Date.now() - start > consistencyMs) return verification;
    await sleep(pollMs);
  }
}

/** The checks over one snapshot: of each change, of each name and path, and whether the intent asks for more. */
export function verified(approved: Plan, outcomes: Outcomes, snapshot: Snapshot): Verification {
  const now = plan(snapshot, approved.intent);
  const reachability = brokenPaths(approved, now);
  const perChange = requests(approved).flatMap((change) => {
    const outcome = outcomes.get(change.id);
    return outcome ? CHECKS[change.operation](change, outcome, snapshot) : [];
  });
  const endpointOf = (change: string) => {
    const outcome = outcomes.get(change);
    return outcome ? resultId(outcome) : null;
  };
  const names = nameExpectations(approved, now, endpointOf).flatMap(({ name, expected, found, ok }) => [
    check("The name resolves as planned", name, expected, found, ok),
    ...nameAddressCheck(name, found, snapshot),
  ]);
  return {
    reachability,
    checks: [
      // A create and a later change of the same endpoint both check it.
      ...new Map([...perChange, ...names].map((one) => [`${one.name} ${one.detail}`, one])).values(),
      leftCheck(now),
      pathsCheck(approved, reachability),
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

function pathsCheck(approved: Plan, broken: readonly ReachabilityRow[]): Check {
  const expected = new Map(
    approved.reachability.map((row) => [`${row.securityGroupId} ${row.subnetId} ${row.service}`, row]),
  );
  const all = `${approved.reachability.length} paths as planned`;
  const words = broken.map(({ securityGroupId, subnetId, service, after }) => {
    const path = `${securityGroupId} ${subnetId} ${service}`;
    const before = expected.get(path)?.after ?? after;
    return `${securityGroupId} in ${subnetId} → ${service}: ${VERDICTS[after]} instead of ${VERDICTS[before]}`;
  });
  return check("Workloads reach the services as planned", "Reachability", all, words.join("; ") || all);
}
