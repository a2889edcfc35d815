import { z } from "zod";
import { requests } from "#lib/core/format/requests";
import type { RunError, RunRequest } from "#lib/core/run/run";
import { storedResults, storedWorkflow, workflowId } from "#lib/run/engine/workflow";
import { type RunContext, type RunDeps, runContext } from "#lib/run/step/context";
import { journalOf } from "#lib/run/step/journal";
import { readWithRetries } from "#lib/run/step/read-with-retries";
import { otherAccount } from "#lib/run/step/run-error";
import type { Outcomes } from "#lib/run/step/schedule";
import {
  fromStored,
  runOutcome,
  type StepOutcome,
  type StoredOutcome,
  type StoredRequest,
  stepOutcome,
} from "#lib/run/step/stored";
import { isFailedRecovery } from "#lib/run/step/stored-run";
import { changeResults } from "./change-results";
import { rollBack, type UndoPlan } from "./roll-back";
import { undoSteps } from "./undo-steps";

/** The workflow that rolls a run back: exactly what that run created and changed, and nothing that existed before it. */
export function rollbackWorkflow(deps: RunDeps) {
  return async (stored: StoredRequest): Promise<StoredOutcome> => {
    const request = fromStored(stored);
    const context = runContext(deps, request, workflowId());
    const { status, error } = await rollBack((reporting) => planUndo(request, deps, reporting), context);
    return z.encode(runOutcome, { status, error, verification: null, reachability: null });
  };
}

async function planUndo({ of, plan, accountId }: RunRequest, deps: RunDeps, context: RunContext): Promise<UndoPlan> {
  if (of === undefined) throw new Error("A rollback needs the run that it rolls back.");
  const run = await storedWorkflow(of);
  if (run && isFailedRecovery(run)) return { error: notRecovered(of) };
  const identity = await readWithRetries(context, () => context.gateway.identity());
  // In another account everything would appear deleted.
  if (identity.accountId !== accountId) return { error: otherAccount(accountId, identity.accountId) };
  const changes = requests(plan);
  const events = await journalOf(deps.pool, of).allEvents();
  const results = await changeResults(of, changes, await recordedOutcomes(of), events, context);
  return { steps: undoSteps(changes, results) };
}

/** Its record does not show what the run created, so rolling nothing back would pass for rolling everything back. */
function notRecovered(of: string): RunError {
  return {
    code: "NotAdopted",
    message: `The record of ${of} was lost, and recovering it failed.`,
    sentence: "It is not known what the run created. Nothing was rolled back.",
    nextStep: "Recover the run again, then roll it back.",
  };
}

/** The results that a run's steps have recorded. */
async function recordedOutcomes(runId: string): Promise<Outcomes> {
  const outcomes = new Map<string, StepOutcome>();
  for (const [name, output] of await storedResults(runId)) {
    const read = stepOutcome.safeParse(output);
    if (read.success) outcomes.set(name, read.data);
  }
  return outcomes;
}
