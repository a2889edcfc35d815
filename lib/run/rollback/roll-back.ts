import type { RunError } from "#lib/core/run/run";
import { runStep } from "#lib/run/engine/workflow";
import { type RunContext, withReports } from "#lib/run/step/context";
import { undoDefinition } from "#lib/run/step/operations/undo-definition";
import type { EndpointEffects } from "#lib/run/step/operations/undo-step";
import { perform } from "#lib/run/step/perform";
import { runErrorOf } from "#lib/run/step/run-error";
import { type OutcomeOf, runSteps } from "#lib/run/step/schedule";
import { UNDO_PLAN, type UndoStep } from "#lib/run/step/stored";
import { endpointOf } from "./undo-steps";

/** What is to be done; an error: nothing can be rolled back, null: a stop was requested. */
export type UndoPlan = { steps: UndoStep[] } | { error: RunError | null };

type RolledBack = { status: "succeeded" | "failed" | "stopped"; error: RunError | null };

/** Rolls back what `plan` lists. Part of a rollback's workflow, and of an apply's after a failure. */
export async function rollBack(
  plan: (context: RunContext) => Promise<UndoPlan>,
  context: RunContext,
): Promise<RolledBack> {
  const undo = await runStep(UNDO_PLAN, () => undoPlan(plan, withReports(UNDO_PLAN, context)));
  if ("error" in undo) return { status: undo.error ? "failed" : "stopped", error: undo.error };
  const outcomes = await runSteps(undo.steps, async (step, outcomeOf) => {
    const definition = undoDefinition(step, context, await effectsBefore(step, undo.steps, outcomeOf));
    const endpoint = step.input.VpcEndpointId;
    const run = () => perform(step.id, definition, context, ["not-found", "in-use"]);
    return typeof endpoint === "string" ? context.serialize(endpoint, run) : run();
  });
  const all = [...outcomes.values()];
  const failed = all.find(({ state }) => state === "failed");
  if (failed) return { status: "failed", error: failed.error };
  return { status: all.every(({ state }) => state === "done") ? "succeeded" : "stopped", error: null };
}

async function undoPlan(plan: (context: RunContext) => Promise<UndoPlan>, context: RunContext): Promise<UndoPlan> {
  try {
    return await plan(context);
  } catch (error) {
    if (await context.journal.stopRequested()) return { error: null };
    return { error: runErrorOf(error) };
  }
}

/** What the dependencies of a step have done with endpoints. */
async function effectsBefore(
  { dependsOn }: UndoStep,
  steps: readonly UndoStep[],
  outcomeOf: OutcomeOf,
): Promise<EndpointEffects> {
  const withoutDns = new Set<string>();
  const retained = new Set<string>();
  for (const { id, input, operation } of steps) {
    const endpoint = dependsOn.includes(id) ? endpointOf(input) : undefined;
    if (endpoint === undefined) continue;
    if ((await outcomeOf(id)).output.kept === true) retained.add(endpoint);
    else if (operation === "DeleteVpcEndpoints" || input.PrivateDnsEnabled === false) withoutDns.add(endpoint);
  }
  return { withoutDns, retained };
}
