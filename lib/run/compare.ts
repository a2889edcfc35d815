import { fingerprintOf } from "#lib/core/canonical";
import { difference } from "#lib/core/difference";
import { namedIds } from "#lib/core/intent";
import { plan } from "#lib/core/plan";
import { type RunContext, reading } from "./context";
import type { RunError, RunRequest } from "./run";

/**
 * Reads the account again, plans again and compares with the approved plan. null: nothing stands against it; else why the run
 * is refused. Throws `AwsError` when the account cannot be read.
 */
export async function refusal(request: RunRequest, context: RunContext): Promise<RunError | null> {
  const { plan: approved, accountId } = request;
  const snapshot = await reading(context, () => context.gateway.snapshot(context.vpcId, namedIds(approved.intent)));
  if (snapshot.accountId !== accountId) return otherAccount(accountId, snapshot.accountId);
  const now = plan(snapshot, approved.intent);
  if (now.fingerprint !== fingerprintOf(approved.region, approved.vpcId, approved.changes)) {
    return {
      code: "PlanChanged",
      message: difference(approved.changes, now.changes).join("\n") || "The order of the calls would be another.",
      sentence:
        "The account has changed since the plan was approved, so that other calls would be needed now. Nothing was done.",
      nextStep: "Plan again, look at the new plan, and apply that.",
    };
  }
  const blocking = now.findings.filter(({ severity }) => severity === "error");
  if (blocking.length > 0) {
    return {
      code: "Blocked",
      message: blocking.map(({ code, summary }) => `${code}: ${summary}`).join("\n"),
      sentence: "Findings stand against the plan. Nothing was done.",
      nextStep: blocking.flatMap(({ fix }) => fix ?? [])[0] ?? "Plan again and look at the findings.",
    };
  }
  return null;
}

/** The credentials lead to another account than the run is for. */
export function otherAccount(approved: string, actual: string): RunError {
  return {
    code: "OtherAccount",
    message: `Approved for ${approved}; the credentials lead to ${actual}.`,
    sentence: `This is for account ${approved}, but the worker's credentials are those of ${actual}. Nothing was done.`,
    nextStep: "Give the worker the profile that the plan was made with, then try again.",
  };
}
