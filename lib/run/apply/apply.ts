import { DBOS } from "@dbos-inc/dbos-sdk";
import { type Request, referencesIn, requests } from "#lib/core/format/requests";
import type { RunError, RunRequest } from "#lib/core/run/run";
import { adopt } from "#lib/run/recover/recover";
import { whatWasMade } from "#lib/run/rollback/created-resources";
import { takeBack } from "#lib/run/rollback/undo";
import { undoSteps } from "#lib/run/rollback/undo-plan";
import { type RunContext, type RunDeps, runContext, telling } from "#lib/run/step/context";
import { changeWork } from "#lib/run/step/operations/change-step";
import { perform } from "#lib/run/step/perform";
import { runErrorOf } from "#lib/run/step/run-error";
import { carryOut, type Others, type Outcomes } from "#lib/run/step/schedule";
import type { RunOutcome, StepOutcome } from "#lib/run/step/stored";
import { refusal } from "./approval";
import { type Verification, verify } from "./verify";

type Start = { go: true } | { go: false; outcome: RunOutcome };

const ended = (status: RunOutcome["status"], error: RunError | null): RunOutcome => ({
  status,
  error,
  verification: null,
  reachability: null,
});

/**
 * The workflow that carries an approved plan out. Refuses when the account asks for other changes by now; makes all changes,
 * in parallel where they do not depend on each other; checks the account afterwards; takes everything back after a failure
 * when that was asked for.
 */
export function applyWorkflow(deps: RunDeps) {
  return async (request: RunRequest): Promise<RunOutcome> => {
    const context = runContext(deps, request, DBOS.workflowID ?? "");
    if (request.adopted) return adopt(request, context);
    const start = await DBOS.runStep(() => begin(request, telling("compare", context)), { name: "compare" });
    if (!start.go) return start.outcome;

    const changes = requests(request.plan);
    const outcomes = await carryOut(
      changes,
      (change, others) => doChange(change, others, context),
      async (id) => (await context.journal.events(id)).length > 0,
    );
    const outcome = await judged(request, outcomes, context);
    if (outcome.status !== "failed" || !request.rollbackOnFailure) return outcome;

    const undone = await takeBack(async (context) => {
      const events = await context.journal.allEvents();
      return { steps: undoSteps(changes, await whatWasMade(context.runId, changes, outcomes, events, context)) };
    }, context);
    return undone.status === "succeeded"
      ? { ...outcome, status: "rolled-back" }
      : { ...outcome, error: outcome.error && notTakenBack(outcome.error, undone.error) };
  };
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

async function doChange(change: Request, others: Others, context: RunContext): Promise<StepOutcome> {
  const work = await changeWork(change, others, context);
  // What an earlier change has just made, EC2 may not know everywhere yet.
  const fresh = referencesIn(JSON.stringify(change.input)).some(({ source }) => source !== "run");
  const run = () => perform(change.id, work, context, fresh ? ["not-found"] : []);
  const endpoint = work.input.VpcEndpointId;
  return typeof endpoint === "string" ? context.exclusively(endpoint, run) : run();
}

async function judged(request: RunRequest, outcomes: Outcomes, context: RunContext): Promise<RunOutcome> {
  const all = [...outcomes.values()];
  const failed = all.find(({ state }) => state === "failed");
  if (failed) return ended("failed", failed.error);
  if (all.some(({ state }) => state !== "done")) return ended("stopped", null);
  const result = await DBOS.runStep(() => checked(request, outcomes, telling("verify", context)), { name: "verify" });
  if ("error" in result) return ended(result.error ? "failed" : "stopped", result.error);
  const bad = result.checks.filter(({ ok }) => !ok);
  return {
    status: bad.length === 0 ? "succeeded" : "failed",
    error: bad.length === 0 ? null : verificationFailed(bad),
    verification: result.checks,
    reachability: result.reachability,
  };
}

/** An error of null: somebody asked the run to stop. */
async function checked(
  request: RunRequest,
  outcomes: Outcomes,
  context: RunContext,
): Promise<Verification | { error: RunError | null }> {
  try {
    return await verify(request, outcomes, context);
  } catch (error) {
    if (await context.journal.stopRequested()) return { error: null };
    return { error: runErrorOf(error) };
  }
}

function notTakenBack(failure: RunError, why: RunError | null): RunError {
  return {
    ...failure,
    message: `${failure.message}\nTaking it back: ${why ? `${why.code}: ${why.message}` : "stopped"}`,
    nextStep: `Not everything could be taken back. ${why?.nextStep ?? "Roll the run back to go on with it."}`,
  };
}

function verificationFailed(bad: readonly { name: string; detail: string }[]): RunError {
  return {
    code: "Verification",
    message: bad.map(({ name, detail }) => `${name}: ${detail}`).join("\n"),
    sentence: "All calls succeeded, but the verification found the account not as the plan promised.",
    nextStep: "Look at the checks. Plan again to see what is missing, or roll back.",
  };
}
