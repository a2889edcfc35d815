import { DBOS } from "@dbos-inc/dbos-sdk";
import { requests } from "#lib/core/format/requests";
import type { RunError, RunRequest } from "#lib/core/run/run";
import { otherAccount } from "#lib/run/apply/approval";
import { isFailedAdoption } from "#lib/run/history/history";
import { type RunContext, type RunDeps, reading, runContext } from "#lib/run/step/context";
import { journalOf } from "#lib/run/step/journal";
import type { Outcomes } from "#lib/run/step/schedule";
import { type RunOutcome, type StepOutcome, stepOutcome } from "#lib/run/step/stored";
import { whatWasMade } from "./created-resources";
import { takeBack, type UndoPlan } from "./undo";
import { undoSteps } from "./undo-plan";

/** The workflow that takes a run back: exactly what that run made, and nothing that was there before it. */
export function rollbackWorkflow(deps: RunDeps) {
  return async (request: RunRequest): Promise<RunOutcome> => {
    const context = runContext(deps, request, DBOS.workflowID ?? "");
    const { status, error } = await takeBack((telling) => undoing(request, deps, telling), context);
    return { status, error, verification: null, reachability: null };
  };
}

async function undoing({ of, plan, accountId }: RunRequest, deps: RunDeps, context: RunContext): Promise<UndoPlan> {
  if (of === undefined) throw new Error("A rollback needs the run that it takes back.");
  const record = await DBOS.getWorkflowStatus(of);
  if (record && isFailedAdoption(record)) return { error: notAdopted(of) };
  const identity = await reading(context, () => context.gateway.identity());
  // In another account everything would look as if it were gone already.
  if (identity.accountId !== accountId) return { error: otherAccount(accountId, identity.accountId) };
  const changes = requests(plan);
  const events = await journalOf(deps.pool, of).allEvents();
  const made = await whatWasMade(of, changes, await recordedOutcomes(of), events, context);
  return { steps: undoSteps(changes, made) };
}

/** Its record does not tell what the run made, so that taking nothing back would pass for taking everything back. */
function notAdopted(of: string): RunError {
  return {
    code: "NotAdopted",
    message: `The record of ${of} was lost, and making it anew failed.`,
    sentence: "It is not known what the run made. Nothing was taken back.",
    nextStep: "Adopt the run again, then take it back.",
  };
}

/** The results that a run's steps have recorded. */
async function recordedOutcomes(runId: string): Promise<Outcomes> {
  const outcomes = new Map<string, StepOutcome>();
  for (const { name, output } of (await DBOS.listWorkflowSteps(runId)) ?? []) {
    const read = stepOutcome.safeParse(output);
    if (read.success) outcomes.set(name, read.data);
  }
  return outcomes;
}
