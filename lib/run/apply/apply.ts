import { z } from "zod";
import type { Change } from "#lib/core/format/plan-format";
import { referencesIn, requests } from "#lib/core/format/requests";
import type { RunError, RunRequest } from "#lib/core/run/run";
import { runStep, workflowId } from "#lib/run/engine/workflow";
import { recover } from "#lib/run/recover/recover";
import { changeResults } from "#lib/run/rollback/change-results";
import { rollBack } from "#lib/run/rollback/roll-back";
import { undoSteps } from "#lib/run/rollback/undo-steps";
import { attempted } from "#lib/run/step/attempted";
import { verificationFailed } from "#lib/run/step/check";
import { type RunContext, type RunDeps, runContext, withReports } from "#lib/run/step/context";
import { changeDefinition } from "#lib/run/step/operations/change-definition";
import { perform } from "#lib/run/step/perform";
import { runErrorOf } from "#lib/run/step/run-error";
import { type OutcomeOf, type Outcomes, runSteps } from "#lib/run/step/schedule";
import {
  fromStored,
  type RunOutcome,
  runOutcome,
  type StepOutcome,
  type StoredOutcome,
  type StoredRequest,
  verification,
} from "#lib/run/step/stored";
import { refusal } from "./approval";
import { verify } from "./verify";

type Start = { go: true } | { go: false; outcome: RunOutcome };

const ended = (status: RunOutcome["status"], error: RunError | null): RunOutcome => ({
  status,
  error,
  verification: null,
  reachability: null,
});

/**
 * The workflow that carries out an approved plan. Refuses when the account asks for other changes by now; makes all changes,
 * in parallel where they do not depend on each other; verifies the account afterwards; rolls everything back after a failure
 * when that was asked for.
 */
export function applyWorkflow(deps: RunDeps) {
  return async (stored: StoredRequest): Promise<StoredOutcome> => {
    const request = fromStored(stored);
    const context = runContext(deps, request, workflowId());
    const outcome = await (request.recovery ? recover(request, context) : apply(request, context));
    return z.encode(runOutcome, outcome);
  };
}

async function apply(request: RunRequest, context: RunContext): Promise<RunOutcome> {
  const start = await runStep("compare", () => begin(request, withReports("compare", context)));
  if (!start.go) return start.outcome;

  const changes = requests(request.plan);
  const outcomes = await runSteps(
    changes,
    (change, outcomeOf) => performChange(change, outcomeOf, context),
    async (id) => (await context.journal.events(id)).length > 0,
  );
  const outcome = await concluded(request, outcomes, context);
  if (outcome.status !== "failed" || !request.rollbackOnFailure) return outcome;

  const undone = await rollBack(
    { run: context.runId, plan: request.plan },
    async (reporting) => {
      const events = await reporting.journal.allEvents();
      return { steps: undoSteps(changes, await changeResults(reporting.runId, changes, outcomes, events, reporting)) };
    },
    context,
  );
  const verified = undone.checks ? { undone: undone.checks } : {};
  return undone.status === "succeeded"
    ? { ...outcome, ...verified, status: "rolled-back" }
    : { ...outcome, ...verified, error: outcome.error && notRolledBack(outcome.error, undone.error) };
}

async function begin(request: RunRequest, context: RunContext): Promise<Start> {
  if (await context.journal.stopRequested()) return { go: false, outcome: ended("stopped", null) };
  try {
    const error = await refusal(request, context);
    return error ? { go: false, outcome: ended("refused", error) } : { go: true };
  } catch (error) {
    if (await context.journal.stopRequested()) return { go: false, outcome: ended("stopped", null) };
    return { go: false, outcome: ended("failed", runErrorOf(error)) };
  }
}

async function performChange(change: Change, outcomeOf: OutcomeOf, context: RunContext): Promise<StepOutcome> {
  const definition = await changeDefinition(change, outcomeOf, context);
  // EC2 may not know everywhere yet what an earlier change has just created.
  const fresh = referencesIn(JSON.stringify(change.input)).some(({ source }) => source !== "run");
  const run = () => perform(change.id, definition, context, fresh ? ["not-found"] : []);
  const endpoint = definition.input.VpcEndpointId;
  return typeof endpoint === "string" ? context.serialize(endpoint, run) : run();
}

/** How the run ends, after its verification where every step is done. */
async function concluded(request: RunRequest, outcomes: Outcomes, context: RunContext): Promise<RunOutcome> {
  const all = [...outcomes.values()];
  const failed = all.find(({ state }) => state === "failed");
  if (failed) return ended("failed", failed.error);
  if (all.some(({ state }) => state !== "done")) return ended("stopped", null);
  const result = z.decode(
    verification,
    await runStep("verify", async () =>
      z.encode(
        verification,
        await attempted(withReports("verify", context), (reporting) => verify(request, outcomes, reporting)),
      ),
    ),
  );
  if ("error" in result) return ended(result.error ? "failed" : "stopped", result.error);
  const bad = result.checks.filter(({ ok }) => !ok);
  return {
    status: bad.length === 0 ? "succeeded" : "failed",
    error: bad.length === 0 ? null : verificationFailed(bad, NOT_AS_EXPECTED),
    verification: result.checks,
    reachability: result.reachability,
  };
}

function notRolledBack(failure: RunError, why: RunError | null): RunError {
  return {
    ...failure,
    message: `${failure.message}\nRolling it back: ${why ? `${why.code}: ${why.message}` : "stopped"}`,
    nextStep: `Not everything could be rolled back. ${why?.nextStep ?? "Roll the run back to continue it."}`,
  };
}

const NOT_AS_EXPECTED = {
  sentence: "All calls succeeded, but the verification found that the account is not as the plan expects.",
  nextStep: "Look at the checks. Plan again to see what is missing, or roll back.",
};
