import { DBOS } from "@dbos-inc/dbos-sdk";
import { requests } from "#lib/core/format/requests";
import type { RunError, RunRequest } from "#lib/core/run/run";
import { otherAccount } from "#lib/run/apply/approval";
import { MAKES } from "#lib/run/rollback/created-resources";
import { type RunContext, reading, telling } from "#lib/run/step/context";
import { ownTags } from "#lib/run/step/operations/own-tags";
import { runErrorOf } from "#lib/run/step/run-error";
import type { RunOutcome, StepOutcome } from "#lib/run/step/stored";

const NOTE = "Found by its tags. As it is now counts as what the run made.";

/**
 * Writes the record of a run anew whose own is lost: each change has made what carries its tags. Nothing is changed in the
 * account. From then on the run can be taken back as any other.
 */
export async function adopt(request: RunRequest, context: RunContext): Promise<RunOutcome> {
  const ended = (error: RunError | null): RunOutcome => ({
    status: error ? "failed" : "succeeded",
    error,
    verification: null,
    reachability: null,
  });
  const { accountId, plan } = request;
  const against = await DBOS.runStep(() => accountDiffers(accountId, context), { name: "compare" });
  if (against) return ended(against);
  for (const change of requests(plan)) {
    const find = async (): Promise<StepOutcome> => {
      const type = MAKES[change.operation];
      const ids = await reading(telling(change.id, context), async () =>
        type ? context.gateway.tagged(type, ownTags(context.runId, change.id)) : [],
      ).catch(runErrorOf);
      const error = Array.isArray(ids) ? null : ids;
      const made = Array.isArray(ids) ? ids : [];
      return {
        state: error ? "failed" : "done",
        attempt: made.length > 0 ? 1 : 0,
        input: change.input,
        output: {},
        made,
        before: null,
        requestId: null,
        adopted: true,
        note: made.length > 0 ? NOTE : "It is gone by now.",
        error,
      };
    };
    const { error } = await DBOS.runStep(find, { name: change.id });
    if (error) return ended(error);
  }
  return ended(null);
}

async function accountDiffers(accountId: string, context: RunContext): Promise<RunError | null> {
  try {
    const identity = await reading(telling("compare", context), () => context.gateway.identity());
    return identity.accountId === accountId ? null : otherAccount(accountId, identity.accountId);
  } catch (error) {
    return runErrorOf(error);
  }
}
