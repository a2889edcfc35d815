import { z } from "zod";
import type { Plan } from "#lib/core/format/plan-format";
import type { Check, RunError } from "#lib/core/run/run";
import { runStep } from "#lib/run/engine/workflow";
import { attempted } from "#lib/run/step/attempted";
import { verificationFailed } from "#lib/run/step/check";
import { type RunContext, withReports } from "#lib/run/step/context";
import { undoDefinition } from "#lib/run/step/operations/undo-definition";
import type { EndpointEffects } from "#lib/run/step/operations/undo-step";
import { perform } from "#lib/run/step/perform";
import { type OutcomeOf, runSteps } from "#lib/run/step/schedule";
import { check, UNDO_PLAN, type UndoStep } from "#lib/run/step/stored";
import { endpointOf, isWithoutDns } from "./undo-steps";
import { verifyUndo } from "./verify";

/** What is to be done; an error: nothing can be rolled back, null: a stop was requested. */
export type UndoPlan = { steps: UndoStep[] } | { error: RunError | null };

/** `checks`: what the verification found; null where it was not reached. */
type RolledBack = { status: "succeeded" | "failed" | "stopped"; error: RunError | null; checks: Check[] | null };

const ended = (status: RolledBack["status"], error: RunError | null = null): RolledBack => ({
  status,
  error,
  checks: null,
});

/**
 * Rolls back what `plan` lists of a run, and verifies the account afterwards. Part of a rollback's workflow, and of an apply's after
 * a failure.
 */
export async function rollBack(
  of: { run: string; plan: Plan },
  plan: (context: RunContext) => Promise<UndoPlan>,
  context: RunContext,
): Promise<RolledBack> {
  const undo = await runStep(UNDO_PLAN, () => attempted(withReports(UNDO_PLAN, context), plan));
  if ("error" in undo) return ended(undo.error ? "failed" : "stopped", undo.error);
  const outcomes = await runSteps(undo.steps, async (step, outcomeOf) => {
    const definition = undoDefinition(step, context, await effectsBefore(step, undo.steps, outcomeOf));
    const endpoint = step.input.VpcEndpointId;
    const run = () => perform(step.id, definition, context, ["not-found", "in-use"]);
    return typeof endpoint === "string" ? context.serialize(endpoint, run) : run();
  });
  const all = [...outcomes.values()];
  const failed = all.find(({ state }) => state === "failed");
  if (failed) return ended("failed", failed.error);
  if (all.some(({ state }) => state !== "done")) return ended("stopped");
  const result = await runStep(VERIFY_UNDO, () =>
    attempted(withReports(VERIFY_UNDO, context), async (reporting) => ({
      checks: (await verifyUndo(of.run, of.plan, undo.steps, outcomes, reporting)).map((one) => z.encode(check, one)),
    })),
  );
  if ("error" in result) return ended(result.error ? "failed" : "stopped", result.error);
  const checks = result.checks.map((one) => z.decode(check, one));
  const bad = checks.filter(({ ok }) => !ok);
  return {
    status: bad.length === 0 ? "succeeded" : "failed",
    error: bad.length > 0 ? verificationFailed(bad, NOT_UNDONE) : null,
    checks,
  };
}

const VERIFY_UNDO = "verify-undo";

const NOT_UNDONE = {
  sentence: "All calls succeeded, but the verification found that not everything is undone.",
  nextStep: "Look at the checks, then roll back again.",
};

/** What the dependencies of a step have done with endpoints. */
async function effectsBefore(
  { dependsOn }: UndoStep,
  steps: readonly UndoStep[],
  outcomeOf: OutcomeOf,
): Promise<EndpointEffects> {
  const withoutDns = new Set<string>();
  const retained = new Set<string>();
  for (const step of steps) {
    const endpoint = dependsOn.includes(step.id) ? endpointOf(step.input) : undefined;
    if (endpoint === undefined) continue;
    if ((await outcomeOf(step.id)).output.kept === true) retained.add(endpoint);
    else if (isWithoutDns(step)) withoutDns.add(endpoint);
  }
  return { withoutDns, retained };
}
