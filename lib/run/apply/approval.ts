import { planDifference } from "#lib/core/format/difference";
import type { FindingCode } from "#lib/core/format/finding-codes";
import { blockers } from "#lib/core/format/finding-groups";
import { fingerprintOf } from "#lib/core/format/fingerprint";
import type { Plan } from "#lib/core/format/plan-format";
import { namedIds } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import type { RunError, RunRequest } from "#lib/core/run/run";
import type { RunContext } from "#lib/run/step/context";
import { readWithRetries } from "#lib/run/step/read-with-retries";
import { otherAccount } from "#lib/run/step/run-error";

/**
 * Reads the account again, plans again and compares with the approved plan. null: nothing blocks it; else why the run is refused.
 * Throws `AwsError` when the account cannot be read.
 */
export async function refusal(
  request: RunRequest,
  context: Pick<RunContext, "gateway" | "settings" | "vpcId">,
): Promise<RunError | null> {
  const { plan: approved, accountId } = request;
  const snapshot = await readWithRetries(context, () =>
    context.gateway.snapshot(context.vpcId, namedIds(approved.intent)),
  );
  if (snapshot.accountId !== accountId) return otherAccount(accountId, snapshot.accountId);
  const now = plan(snapshot, approved.intent);
  const blocking = blockers(now);
  if (blocking.length > 0) {
    return {
      code: "Blocked",
      message: blocking.join("\n"),
      sentence: "The plan is blocked by now. Nothing was done.",
      nextStep:
        now.findings.flatMap(({ severity, fix }) => (severity === "error" && fix ? fix : []))[0] ??
        "Plan again and check the findings.",
    };
  }
  const difference = differenceOf(approved, now);
  if (difference === null) return null;
  return {
    code: "PlanChanged",
    message: difference.join("\n") || "The order of the calls would be another.",
    sentence: "The account has changed since the plan was approved, so that it is another plan now. Nothing was done.",
    nextStep: "Plan again, review the new plan, and apply that.",
  };
}

/**
 * Warnings that rest on reads which the worker's credentials may not be allowed: what one side cannot read must not block what
 * the other has shown.
 */
const BEYOND_EC2: readonly FindingCode[] = [
  "endpoint-quota",
  "rules-quota",
  "groups-per-interface-quota",
  "resolver-rule",
];

/** How the plan differs from the approved one; a risk that is gone is no difference. null: it does not. */
function differenceOf(approved: Plan, now: Plan): string[] | null {
  // Plans that an earlier version has stored have no basis.
  const known: readonly string[] | undefined = approved.basis;
  const shown = new Set(known);
  const gained = known
    ? now.basis.filter((line) => !shown.has(line) && !BEYOND_EC2.some((code) => line.startsWith(`${code}: `)))
    : [];
  const effects = ({ region, vpcId, changes }: Plan) => fingerprintOf(region, vpcId, changes, []);
  if (effects(now) === effects(approved) && gained.length === 0) return null;
  return planDifference({ changes: approved.changes, basis: [] }, { ...now, basis: gained });
}
