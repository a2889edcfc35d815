"use client";
import { Badge } from "#components/ui/badge";
import { CodeBlock } from "#components/ui/code-block";
import { Disclosure } from "#components/ui/disclosure";
import { Lines, Sentence } from "#components/ui/foreign";
import { NextStep } from "#components/ui/next-step";
import { ResourceId } from "#components/ui/resource-id";
import { inertJson } from "#lib/render/inert";
import { duration } from "#lib/render/time";
import { counted } from "#lib/render/words";
import type { Run, RunError, RunStep } from "#lib/run/run";
import { elapsed, stepTitle } from "./run-words";
import { StepMark } from "./status";

/** A run's steps in order: what each calls, how it goes, what came of it. */
export function StepList({ run, now }: { run: Run; now: number }) {
  if (run.steps.length === 0) return <p className="text-base text-muted">No step has begun.</p>;
  return (
    <ol className="divide-y rounded-lg border bg-surface shadow-card">
      {run.steps.map((step, index) => (
        <Step key={step.change} run={run} step={step} number={index + 1} now={now} />
      ))}
    </ol>
  );
}

function Step({ run, step, number, now }: { run: Run; step: RunStep; number: number; now: number }) {
  const took = elapsed(step, now);
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 px-4 py-2 sm:grid-cols-[1.5rem_8.5rem_minmax(0,1fr)_auto]">
      <span className="pt-0.5 text-right text-sm text-muted tabular">{number}</span>
      <div className="pt-0.5">
        <StepMark state={step.state} />
      </div>
      <div className="min-w-0 max-sm:col-start-2">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-base font-medium">
            <Sentence>{stepTitle(run, step)}</Sentence>
          </span>
          <code className="font-mono text-xs text-muted">ec2:{step.operation}</code>
          {step.attempt > 1 ? <span className="text-sm text-muted">{counted(step.attempt, "call")}</span> : null}
          {step.adopted ? <Badge>was there already</Badge> : null}
        </p>
        {step.note ? (
          <p className="text-sm text-muted">
            <Sentence>{step.note}</Sentence>
          </p>
        ) : null}
        {step.error ? (
          <div className="my-1 rounded-md border border-danger-border bg-danger-soft px-3 py-2">
            <ErrorWords error={step.error} requestId={step.requestId} />
          </div>
        ) : null}
        <Disclosure summary="Details">
          <p className="mb-2 max-w-[90ch] text-sm text-muted">
            <Sentence>{step.reason}</Sentence>
          </p>
          {step.input ? (
            <CodeBlock code={inertJson(step.input, 2)} label={`input of ${step.change}`} />
          ) : (
            <p className="text-sm text-muted">Nothing has been sent yet.</p>
          )}
          {step.requestId ? <p className="mt-1 font-mono text-xs text-muted">AWS request {step.requestId}</p> : null}
        </Disclosure>
      </div>
      <div className="flex items-baseline gap-x-4 pt-0.5 max-sm:col-start-2 sm:flex-col sm:items-end">
        <span className="text-sm text-muted tabular">{took === null ? "" : duration(took)}</span>
        {step.resultId ? <ResourceId id={step.resultId} /> : null}
      </div>
    </li>
  );
}

/** An error in plain words, with AWS's own code and message. */
export function ErrorWords({ error, requestId }: { error: RunError; requestId?: string | null }) {
  return (
    <div className="text-sm text-foreground">
      <p className="font-medium">
        <Sentence>{error.sentence}</Sentence>
      </p>
      <NextStep text={error.nextStep} />
      <p className="mt-0.5 font-mono text-xs break-words whitespace-pre-line text-muted">
        <Lines>{`${error.code}: ${error.message}`}</Lines>
        {requestId ? ` (request ${requestId})` : ""}
      </p>
    </div>
  );
}
