import { DBOS } from "@dbos-inc/dbos-sdk";
import { z } from "zod";
import type { RunContext } from "./context";
import { perform } from "./perform";
import { UNDO_PLAN } from "./queue";
import type { RunError } from "./run";
import { runErrorOf } from "./run-error";
import { carryOut } from "./schedule";
import type { UndoStep } from "./stored";
import { undoWork } from "./work/undo";

/** What is to be done; an error: nothing can be taken back. */
export type UndoPlan = { steps: UndoStep[] } | { error: RunError };

type TakenBack = { status: "succeeded" | "failed" | "stopped"; error: RunError | null };

/** Takes back what `list` finds. Part of a rollback's workflow, and of an apply's after a failure. */
export async function takeBack(list: () => Promise<UndoPlan>, context: RunContext): Promise<TakenBack> {
  const plan = await DBOS.runStep(() => undoPlan(list), { name: UNDO_PLAN });
  if ("error" in plan) return { status: "failed", error: plan.error };
  const freed = endpointsFreedBy(plan.steps);
  const outcomes = await carryOut(plan.steps, (step) => {
    const endpoint = step.input.VpcEndpointId;
    const run = () => perform(step.id, undoWork(step, context, freed), context, ["not-found", "in-use"]);
    return typeof endpoint === "string" ? context.exclusively(endpoint, run) : run();
  });
  const all = [...outcomes.values()];
  const failed = all.find(({ state }) => state === "failed");
  if (failed) return { status: "failed", error: failed.error };
  return { status: all.every(({ state }) => state === "done") ? "succeeded" : "stopped", error: null };
}

async function undoPlan(list: () => Promise<UndoPlan>): Promise<UndoPlan> {
  try {
    return await list();
  } catch (error) {
    return { error: runErrorOf(error) };
  }
}

/** Ids of endpoints that need no private DNS once these steps are done. */
function endpointsFreedBy(steps: readonly UndoStep[]): ReadonlySet<string> {
  const ids = steps.flatMap(({ input }) => {
    const { VpcEndpointIds = [], VpcEndpointId, PrivateDnsEnabled } = freeing.parse(input);
    return PrivateDnsEnabled === false && VpcEndpointId !== undefined ? [VpcEndpointId] : VpcEndpointIds;
  });
  return new Set(ids);
}

const freeing = z.looseObject({
  VpcEndpointIds: z.array(z.string()).optional(),
  VpcEndpointId: z.string().optional(),
  PrivateDnsEnabled: z.boolean().optional(),
});
