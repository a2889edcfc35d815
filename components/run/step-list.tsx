"use client";
import { Badge } from "#components/ui/badge";
import { CodeBlock } from "#components/ui/code-block";
import { Disclosure } from "#components/ui/disclosure";
import { NextStep } from "#components/ui/next-step";
import { ResourceId } from "#components/ui/resource-id";
import { Lines, Sentence } from "#components/ui/untrusted";
import type { Run, RunError, RunStep } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { escapedJson, visible } from "#lib/core/text/untrusted";
import { stepTitle } from "#lib/render/words/run-title";
import { duration } from "#lib/render/words/time";
import { LocalTime } from "./local-time";
import { elapsed, foundWord } from "./run-words";
import { StepMark } from "./status";

/** A run's steps in order: the call, the state and the result of each. */
export function StepList({ run, now }: { run: Run; now: number }) {
  if (run.steps.length === 0) return <p className="text-base text-muted">No step has started.</p>;
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
        <StepMark step={step} />
      </div>
      <div className="min-w-0 max-sm:col-start-2">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-base font-medium">
            <Sentence>{stepTitle(run.request, step)}</Sentence>
          </span>
          <code className="font-mono text-xs text-muted">ec2:{step.operation}</code>
          {isPlain(step) || (step.calls.length === 1 && step.error) ? null : (
            <span className="text-sm text-muted">{callWords(step)}</span>
          )}
          {step.wasThere ? <Badge>{foundWord(step)}</Badge> : null}
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
          <Calls step={step} />
          {step.input ? (
            <CodeBlock code={escapedJson(step.input, 2)} label={`input of ${step.change}`} />
          ) : (
            <p className="text-sm text-muted">Nothing has been sent yet.</p>
          )}
          {step.output && Object.keys(step.output).length > 0 ? (
            <Disclosure summary="EC2's response" className="mt-2">
              <CodeBlock code={escapedJson(step.output, 2)} label={`response to ${step.change}`} />
            </Disclosure>
          ) : null}
          {step.requestId && isPlain(step) ? (
            <p className="mt-1 font-mono text-xs text-muted">AWS request {step.requestId}</p>
          ) : null}
        </Disclosure>
      </div>
      <div className="flex items-baseline gap-x-4 pt-0.5 max-sm:col-start-2 sm:flex-col sm:items-end">
        <span className="text-sm text-muted tabular">{took === null ? "" : duration(took)}</span>
        {step.resultId ? <ResourceId id={step.resultId} /> : null}
      </div>
    </li>
  );
}

/** "3 calls, 2 failed". */
function callWords({ calls }: RunStep): string {
  const failed = calls.filter(({ failure }) => failure).length;
  return failed > 0 ? `${counted(calls.length, "call")}, ${failed} failed` : counted(calls.length, "call");
}

/** A single successful call, which needs no list. */
const isPlain = ({ calls }: RunStep) => calls.length === 0 || (calls.length === 1 && !calls[0]?.failure);

/** Each call that was sent: when, for how long, and how it ended. */
function Calls({ step }: { step: RunStep }) {
  if (isPlain(step)) return null;
  return (
    <ol className="mb-2 divide-y rounded-md border text-sm" aria-label="Calls">
      {step.calls.map((call) => (
        <li key={call.attempt} className="flex flex-wrap items-baseline gap-x-3 px-2.5 py-1">
          <span className="text-muted tabular">#{call.attempt}</span>
          <LocalTime at={call.startedAt} className="text-muted tabular" />
          <span className="text-muted tabular">
            {call.endedAt ? duration(Date.parse(call.endedAt) - Date.parse(call.startedAt)) : "no response seen"}
          </span>
          {call.failure ? (
            <span className="min-w-0 break-words">
              <span className="font-medium text-danger">{visible(call.failure.code)}</span>{" "}
              <Sentence>{call.failure.message}</Sentence>
            </span>
          ) : call.endedAt ? (
            <span className="text-success">succeeded</span>
          ) : null}
          {call.requestId ? <code className="font-mono text-xs text-muted">{call.requestId}</code> : null}
        </li>
      ))}
    </ol>
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

/** Steps by their titles under a heading; `withIds`: with what each resulted in. Nothing without steps. */
export function StepTitles({
  run,
  title,
  steps,
  withIds = false,
}: {
  run: Run;
  title: string;
  steps: readonly RunStep[];
  withIds?: boolean;
}) {
  if (steps.length === 0) return null;
  return (
    <section>
      <h3 className="text-sm font-semibold text-foreground">{title}</h3>
      <ul className="mt-0.5 list-disc pl-4 text-sm">
        {steps.map((step) => (
          <li key={step.change}>
            <Sentence>{stepTitle(run.request, step)}</Sentence>
            {withIds && step.resultId ? (
              <code className="ml-1.5 font-mono text-xs text-muted">{step.resultId}</code>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
