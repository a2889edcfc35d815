import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";
import type { Run, StepState } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";

const FILLS: Record<StepState, string> = {
  waiting: "bg-border",
  calling: "bg-accent animate-pulse",
  settling: "bg-accent animate-pulse",
  done: "bg-success",
  failed: "bg-danger",
  skipped: "bg-border",
  stopped: "bg-warning",
};

/** A run's progress: a segment for each step, and the count as text; `children` beside it, in room that is always kept. */
export function Progress({ run, children }: { run: Run; children: ReactNode }) {
  const finished = run.steps.filter(({ state }) => state === "done").length;
  const total = run.steps.length || run.request.plan.changes.length;
  return (
    <div>
      <div
        role="progressbar"
        aria-label="Progress of the run"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={finished}
        className="flex h-2 gap-0.5 overflow-hidden rounded-full"
      >
        {run.steps.map(({ change, state }) => (
          <span key={change} className={cn("h-full flex-1", FILLS[state])} />
        ))}
        {run.steps.length === 0 ? <span className="h-full flex-1 bg-border" /> : null}
      </div>
      <div className="mt-1 flex min-h-9 flex-wrap items-center gap-x-4">
        <p role="status" className="text-sm text-muted tabular">
          {finished} of {counted(total, "step")} done
        </p>
        {children}
      </div>
    </div>
  );
}
