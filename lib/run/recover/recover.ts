import { requests } from "#lib/core/format/requests";
import type { RunError, RunRequest } from "#lib/core/run/run";
import { runStep } from "#lib/run/engine/workflow";
import { type RunContext, withReports } from "#lib/run/step/context";
import { ownTags, TAGGED_RESOURCES } from "#lib/run/step/operations/own-tags";
import { readWithRetries } from "#lib/run/step/read-with-retries";
import { otherAccount, runErrorOf } from "#lib/run/step/run-error";
import { runRecorded } from "#lib/run/step/schedule";
import type { RunOutcome, StepOutcome } from "#lib/run/step/stored";

const NOTE = "Found by its tags. As it is now counts as what the run created.";

/**
 * Rebuilds the record of a run that is lost: each change has created what carries its tags. Nothing is changed in the account. From
 * then on the run can be rolled back as any other.
 */
export async function recover(request: RunRequest, context: RunContext): Promise<RunOutcome> {
  const ended = (error: RunError | null): RunOutcome => ({
    status: error ? "failed" : "succeeded",
    error,
    verification: null,
    reachability: null,
  });
  const { accountId, plan } = request;
  const refused = await runStep("compare", () => accountDiffers(accountId, context));
  if (refused) return ended(refused);
  for (const change of requests(plan)) {
    const find = async (): Promise<StepOutcome> => {
      const type = TAGGED_RESOURCES[change.operation];
      const ids = await readWithRetries(withReports(change.id, context), async () =>
        type ? context.gateway.tagged(type, ownTags(context.runId, change.id)) : [],
      ).catch(runErrorOf);
      const error = Array.isArray(ids) ? null : ids;
      const created = Array.isArray(ids) ? ids : [];
      return {
        state: error ? "failed" : "done",
        attempt: created.length > 0 ? 1 : 0,
        input: change.input,
        output: {},
        created,
        before: null,
        requestId: null,
        alreadyDone: true,
        note: created.length > 0 ? NOTE : "It no longer exists.",
        error,
      };
    };
    const { error } = await runRecorded(change.id, find);
    if (error) return ended(error);
  }
  return ended(null);
}

async function accountDiffers(accountId: string, context: RunContext): Promise<RunError | null> {
  try {
    const identity = await readWithRetries(withReports("compare", context), () => context.gateway.identity());
    return identity.accountId === accountId ? null : otherAccount(accountId, identity.accountId);
  } catch (error) {
    return runErrorOf(error);
  }
}
