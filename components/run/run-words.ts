import { isOwnWait } from "#lib/core/run/own-wait";
import type { Run, RunStatus, RunStep, StepState } from "#lib/core/run/run";
import { visible } from "#lib/core/text/untrusted";

/** Whether nothing more will happen in a run. */
export function hasEnded(status: RunStatus): boolean {
  return status !== "queued" && status !== "running";
}

const MARKS: Partial<Record<RunStatus, string>> = {
  succeeded: "✓ Done",
  failed: "✗ Failed",
  refused: "✗ Refused",
  stopped: "Stopped",
  interrupted: "Interrupted",
  "rolled-back": "Rolled back",
};

/** For the browser's tab: "3 of 9 – shop", "✓ Done – shop". */
export function pageTitle(run: Run): string {
  const { status, steps, request } = run;
  const finished = steps.filter(({ state }) => state === "done").length;
  const total = steps.length || request.plan.changes.length;
  const state = status === "queued" ? "Waiting" : (MARKS[status] ?? `${finished} of ${total}`);
  return visible(`${state} – ${request.names?.[request.plan.vpcId] ?? request.plan.vpcId}`);
}

const STEP_WORDS: Record<StepState, string> = {
  waiting: "waiting",
  calling: "calling AWS",
  settling: "waiting for AWS",
  done: "done",
  failed: "failed",
  skipped: "not started",
  stopped: "stopped",
};

/** What a step is doing. Postern's own waits are none for AWS. */
export function stepWord({ state, note }: Pick<RunStep, "state" | "note">): string {
  return state === "settling" && note !== null && isOwnWait(note) ? "waiting" : STEP_WORDS[state];
}

/** Of a step that had nothing to do: why. */
export function foundWord({ change }: Pick<RunStep, "change">): string {
  return change.startsWith("undo-") ? "nothing left to undo" : "existed already";
}

/** Between a step's start and its end, or `now` while it continues; null when it has not started. */
export function elapsed({ startedAt, endedAt }: Pick<RunStep, "startedAt" | "endedAt">, now: number): number | null {
  if (!startedAt) return null;
  return (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt);
}

/** Whether a step's call was sent without its end being seen: it was stopped, or failed after it had an effect. */
export function isUnderWay({ state, startedAt, resultId }: RunStep): boolean {
  return (state === "stopped" && startedAt !== null) || (state === "failed" && resultId !== null);
}
