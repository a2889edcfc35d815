import { DBOS } from "@dbos-inc/dbos-sdk";
import type { RunError } from "#lib/core/run/run";
import { UNDO_PLAN } from "#lib/run/queue";
import { type RunContext, telling } from "#lib/run/step/context";
import { undoWork } from "#lib/run/step/operations/undo-operations";
import type { Before } from "#lib/run/step/operations/undo-step";
import { perform } from "#lib/run/step/perform";
import { runErrorOf } from "#lib/run/step/run-error";
import { carryOut, type Others } from "#lib/run/step/schedule";
import type { UndoStep } from "#lib/run/step/stored";
import { endpointOf } from "./undo-plan";

/** What is to be done; an error: nothing can be taken back, null: somebody asked the run to stop. */
export type UndoPlan = { steps: UndoStep[] } | { error: RunError | null };

type TakenBack = { status: "succeeded" | "failed" | "stopped"; error: RunError | null };

/** Takes back what `list` finds. Part of a rollback's workflow, and of an apply's after a failure. */
export async function takeBack(
  list: (context: RunContext) => Promise<UndoPlan>,
  context: RunContext,
): Promise<TakenBack> {
  const plan = await DBOS.runStep(() => undoPlan(list, telling(UNDO_PLAN, context)), { name: UNDO_PLAN });
  if ("error" in plan) return { status: plan.error ? "failed" : "stopped", error: plan.error };
  const outcomes = await carryOut(plan.steps, async (step, others) => {
    const work = undoWork(step, context, await doneBefore(step, plan.steps, others));
    const endpoint = step.input.VpcEndpointId;
    const run = () => perform(step.id, work, context, ["not-found", "in-use"]);
    return typeof endpoint === "string" ? context.exclusively(endpoint, run) : run();
  });
  const all = [...outcomes.values()];
  const failed = all.find(({ state }) => state === "failed");
  if (failed) return { status: "failed", error: failed.error };
  return { status: all.every(({ state }) => state === "done") ? "succeeded" : "stopped", error: null };
}

async function undoPlan(list: (context: RunContext) => Promise<UndoPlan>, context: RunContext): Promise<UndoPlan> {
  try {
    return await list(context);
  } catch (error) {
    if (await context.journal.stopRequested()) return { error: null };
    return { error: runErrorOf(error) };
  }
}

/** What the steps that a step depends on have done with endpoints. */
async function doneBefore({ dependsOn }: UndoStep, steps: readonly UndoStep[], others: Others): Promise<Before> {
  const freed = new Set<string>();
  const kept = new Set<string>();
  for (const { id, input, operation } of steps) {
    const endpoint = dependsOn.includes(id) ? endpointOf(input) : undefined;
    if (endpoint === undefined) continue;
    if ((await others.outcomeOf(id)).output.kept === true) kept.add(endpoint);
    else if (operation === "DeleteVpcEndpoints" || input.PrivateDnsEnabled === false) freed.add(endpoint);
  }
  return { freed, kept };
}
