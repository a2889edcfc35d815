import { z } from "zod";
import type { ReadGateway } from "#lib/aws/gateway";
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
    if (request.of === undefined) throw new Error("A rollback needs the run that it rolls back.");
    const of = { run: request.of, plan: request.plan };
    const planned = (reporting: RunContext) => planUndo(of.run, request, deps, reporting);
    const { status, error, checks } = await rollBack(of, planned, context);
    return z.encode(runOutcome, { status, error, verification: checks, reachability: null });
  };
}

/** The steps that undo a run, by its record and what carries its tags. Throws `AwsError`. */
export async function planUndo(
  of: string,
  { plan, accountId }: RunRequest,
  { pool }: Pick<RunDeps, "pool">,
  context: Pick<RunContext, "settings" | "onWait"> & { gateway: Pick<ReadGateway, "identity" | "tagged"> },
): Promise<UndoPlan> {
  const run = await storedWorkflow(of);
  if (run && isFailedRecovery(run)) return { error: notRecovered(of) };
  const identity = await readWithRetries(context, () => context.gateway.identity());
  // In another account everything would appear deleted.
  if (identity.accountId !== accountId) return { error: otherAccount(accountId, identity.accountId) };
  const changes = requests(plan);
  const events = await journalOf(pool, of).allEvents();
  const results = await changeResults(of, changes, outcomesIn(await storedResults(of)), events, context);
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

/** The results among what a run's steps have recorded, by name. */
function outcomesIn(results: Iterable<readonly [string, unknown]>): Outcomes {
  const outcomes = new Map<string, StepOutcome>();
  for (const [name, output] of results) {
    const read = stepOutcome.safeParse(output);
    if (read.success) outcomes.set(name, read.data);
  }
  return outcomes;
}
