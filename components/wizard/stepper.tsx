"use client";
import { Check, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { cn } from "#components/ui/cn";
import { type Step, steps } from "#lib/core/intent/draft";
import type { StepProblem } from "./draft/problems";
import { optionalSteps, stepNames, stepPath } from "./step-names";

/** The six steps. Those visited are links; the current one says so; a mark tells which are complete. */
export function Stepper({
  draftId,
  current,
  visited,
  problems,
}: {
  draftId: string;
  current: Step;
  visited: readonly Step[];
  problems: Readonly<Record<Step, readonly StepProblem[]>>;
}) {
  return (
    <nav aria-label="Steps">
      <ol className="flex flex-col gap-0.5">
        {steps.map((step, i) => {
          const isCurrent = step === current;
          const reached = visited.includes(step);
          const lacking = problems[step].length > 0;
          const body = (
            <>
              <Mark number={i + 1} isCurrent={isCurrent} done={reached && !lacking} lacking={reached && lacking} />
              <span className="min-w-0">
                {stepNames[step]}
                {optionalSteps.has(step) ? <span className="block text-xs text-muted">optional</span> : null}
                {reached && !isCurrent ? (
                  <span className="sr-only">{lacking ? " (something is missing)" : " (complete)"}</span>
                ) : null}
              </span>
            </>
          );
          const style = "flex items-start gap-2.5 rounded-md px-2 py-1.5 text-base";
          return (
            <li key={step}>
              {reached || isCurrent ? (
                <Link
                  href={stepPath(draftId, step)}
                  {...(isCurrent ? { "aria-current": "step" } : {})}
                  className={cn(
                    style,
                    isCurrent ? "bg-accent-soft font-medium" : "text-muted hover:bg-sunken hover:text-foreground",
                  )}
                >
                  {body}
                </Link>
              ) : (
                <span className={cn(style, "text-muted")}>{body}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Mark({
  number,
  isCurrent,
  done,
  lacking,
}: {
  number: number;
  isCurrent: boolean;
  done: boolean;
  lacking: boolean;
}) {
  const style =
    "mt-px flex size-5 shrink-0 items-center justify-center rounded-full border text-2xs font-semibold tabular";
  if (isCurrent) return <span className={cn(style, "border-accent bg-accent text-accent-foreground")}>{number}</span>;
  if (lacking) {
    return (
      <span className={cn(style, "border-warning-border bg-warning-soft text-warning")}>
        <TriangleAlert size={11} aria-hidden />
      </span>
    );
  }
  if (done) {
    return (
      <span className={cn(style, "border-success-border bg-success-soft text-success")}>
        <Check size={11} strokeWidth={3} aria-hidden />
      </span>
    );
  }
  return <span className={style}>{number}</span>;
}
