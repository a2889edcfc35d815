import type { Run, RunStatus, RunStep, RunSummary } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { changeTitle } from "#lib/render/words/change-title";

/** Whether nothing more will happen in a run. */
export function hasEnded(status: RunStatus): boolean {
  return status !== "queued" && status !== "running";
}

type Titled = Pick<RunSummary, "kind" | "of" | "changes" | "recovery">;

/** "Apply 9 changes", "Roll back run-…", "Recovered 4 changes". */
export function runTitle({ kind, of, changes, recovery }: Titled): string {
  if (recovery) return `Recovered ${counted(changes, "change")}`;
  return kind === "apply" ? `Apply ${counted(changes, "change")}` : `Roll back ${of ?? ""}`.trim();
}

/** Before an endpoint created with private DNS is deleted, private DNS is turned off, which is a step of its own. */
const UNDO = /^undo-(?<names>private-dns-of-)?/;

/** What a step does, in a few words. */
export function stepTitle(run: Run, step: RunStep): string {
  const change = run.request.plan.changes.find(({ id }) => id === step.change.replace(UNDO, ""));
  if (!change) return step.reason || step.change;
  const kind = UNDO.exec(step.change)?.groups?.names ? "enable-private-dns" : change.kind;
  const title = changeTitle(
    { ...change, kind },
    { securityGroups: [], endpoints: [], region: run.request.plan.region },
  );
  return step.change.startsWith("undo-") ? `Undo: ${title}` : title;
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
