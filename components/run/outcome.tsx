"use client";
import { Callout } from "#components/ui/callout";
import { Sentence } from "#components/ui/untrusted";
import type { Run, RunStatus, RunStep } from "#lib/core/run/run";
import { listed } from "#lib/core/text/phrases";
import { stepTitle } from "#lib/render/words/run-title";
import { isUnderWay } from "./run-words";
import { ErrorWords, StepTitles } from "./step-list";

const TITLES: Record<RunStatus, (run: Run) => string> = {
  queued: () => "",
  running: () => "",
  succeeded: ({ kind, request }) => {
    if (kind !== "apply") return "Rolled back, and verified";
    return request.recovery
      ? "Recovered: what the run created is listed below, and can be rolled back"
      : "Done: the account is as the plan expects";
  },
  failed: ({ kind }) => (kind === "apply" ? "The run failed" : "Not everything could be rolled back"),
  refused: () => "Refused: nothing was changed",
  stopped: ({ kind }) => (kind === "apply" ? "Stopped before its end" : "Stopped: not everything is rolled back"),
  interrupted: () => "Interrupted: an older version of Postern had started it",
  "rolled-back": () => "Rolled back: what this run created has been removed",
};

const isUndo = ({ change }: RunStep) => change.startsWith("undo-");

/** Those of the steps that had nothing to do. */
function Found({ run, steps, words }: { run: Run; steps: readonly RunStep[]; words: string }) {
  const found = steps.filter(({ wasThere }) => wasThere).map((step) => stepTitle(run.request, step));
  if (found.length === 0) return null;
  return (
    <p>
      <Sentence>{`${listed(found, 4)}: ${words}.`}</Sentence>
    </p>
  );
}

/** How a run ended: in plain words, with what has been done and what has not. */
export function Outcome({ run }: { run: Run }) {
  const { status, error, steps } = run;
  const isRollback = run.kind === "rollback";
  const title = TITLES[status](run);
  if (!title) return null;
  if (status === "succeeded" || status === "rolled-back") {
    return (
      <Callout tone="success" title={title} live>
        <Found run={run} steps={steps.filter((step) => !isUndo(step))} words="existed before, so this run leaves it" />
        <Found run={run} steps={steps.filter(isUndo)} words="nothing was left to undo" />
      </Callout>
    );
  }
  return (
    <Callout tone={status === "failed" ? "danger" : "warning"} title={title} live>
      {error ? <ErrorWords error={error} /> : null}
      {status === "refused" ? null : (
        <div className="mt-2 flex flex-wrap gap-x-12 gap-y-3 text-foreground">
          <StepTitles
            withIds
            title={isRollback ? "What has been rolled back" : "What has been done"}
            run={run}
            steps={steps.filter(({ state }) => state === "done")}
          />
          <StepTitles withIds title="What was sent, its end not seen" run={run} steps={steps.filter(isUnderWay)} />
          <StepTitles
            withIds
            title={isRollback ? "What has not been rolled back" : "What has not been done"}
            run={run}
            steps={steps.filter((step) => step.state !== "done" && !isUnderWay(step))}
          />
        </div>
      )}
    </Callout>
  );
}
