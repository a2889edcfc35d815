"use client";
import { Callout } from "#components/ui/callout";
import { Sentence } from "#components/ui/untrusted";
import type { Run, RunStatus, RunStep } from "#lib/core/run/run";
import { listed } from "#lib/core/text/phrases";
import { stepTitle } from "#lib/render/words/run-title";
import { isUnderWay } from "./run-words";
import { ErrorWords } from "./step-list";

const TITLES: Record<RunStatus, (run: Run) => string> = {
  queued: () => "",
  running: () => "",
  succeeded: ({ kind, request }) => {
    if (kind !== "apply") return "Rolled back";
    return request.recovery
      ? "Recovered: what the run created is listed below, and can be rolled back"
      : "Done: the account is as the plan expects";
  },
  failed: ({ kind }) => (kind === "apply" ? "The run failed" : "Not everything could be rolled back"),
  refused: () => "Refused: nothing was changed",
  stopped: () => "Stopped before its end",
  interrupted: () => "Interrupted: an older version of Postern had started it",
  "rolled-back": () => "Rolled back: what this run created has been removed",
};

function Part({ title, run, steps }: { title: string; run: Run; steps: readonly RunStep[] }) {
  if (steps.length === 0) return null;
  return (
    <div>
      <h2 className="text-sm font-semibold">{title}</h2>
      <ul className="mt-0.5 list-disc pl-4 text-sm">
        {steps.map((step) => (
          <li key={step.change}>
            <Sentence>{stepTitle(run, step)}</Sentence>
            {step.resultId ? <code className="ml-1.5 font-mono text-xs text-muted">{step.resultId}</code> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How a run ended: in plain words, with what has been done and what has not. */
export function Outcome({ run }: { run: Run }) {
  const { status, error, steps } = run;
  const title = TITLES[status](run);
  if (!title) return null;
  if (status === "succeeded" || status === "rolled-back") {
    const there = steps.filter(({ wasThere }) => wasThere);
    return (
      <Callout tone="success" title={title} live>
        {there.length > 0 ? (
          <Sentence>{`${listed(
            there.map((step) => stepTitle(run, step)),
            4,
          )}: existed before and was not created by this run.`}</Sentence>
        ) : null}
      </Callout>
    );
  }
  return (
    <Callout tone={status === "failed" ? "danger" : "warning"} title={title} live>
      {error ? <ErrorWords error={error} /> : null}
      {status === "refused" ? null : (
        <div className="mt-2 flex flex-wrap gap-x-12 gap-y-3 text-foreground">
          <Part title="What has been done" run={run} steps={steps.filter(({ state }) => state === "done")} />
          <Part title="What was sent, its end not seen" run={run} steps={steps.filter(isUnderWay)} />
          <Part
            title="What has not been done"
            run={run}
            steps={steps.filter((step) => step.state !== "done" && !isUnderWay(step))}
          />
        </div>
      )}
    </Callout>
  );
}
