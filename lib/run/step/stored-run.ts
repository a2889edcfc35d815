import type { WorkflowRow } from "#lib/run/engine/rows";
import { type RunOutcome, runAttributes, runOutcome } from "./stored";

/** A run's result; null while it has none. */
export function outcomeOf({ state, output }: WorkflowRow): RunOutcome | null {
  return state === "returned" ? runOutcome.parse(output) : null;
}

/** Whether a lost run's record was to be recovered and was not: then the run is as lost as before. */
export function isFailedRecovery(row: WorkflowRow): boolean {
  if (row.endedAt === null || !runAttributes.parse(row.attributes).adopted) return false;
  return outcomeOf(row)?.status !== "succeeded";
}
