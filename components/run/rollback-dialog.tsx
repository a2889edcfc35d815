"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Hourglass, TriangleAlert } from "lucide-react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { cn } from "#components/ui/cn";
import { ConfirmDialog } from "#components/ui/dialog";
import { Spinner } from "#components/ui/spinner";
import { Sentence } from "#components/ui/untrusted";
import type { RollbackPlan } from "#lib/core/run/rollback-plan";
import type { Run } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import {
  lossLines,
  NOBODY,
  OWN_NAMES,
  pendingSteps,
  rollbackStepTitle,
  waitLine,
} from "#lib/render/words/rollback-plan";
import { rollbackPlanQuery } from "./queries";

/** Asks before a rollback: what it undoes and in which order, who loses access, what it waits for. */
export function RollbackDialog({
  run,
  title,
  open,
  onOpenChange,
  onConfirm,
}: {
  run: Run;
  title: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirm: () => void;
}) {
  const { data, error } = useQuery({ ...rollbackPlanQuery(run.id), enabled: open });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      confirm={data ? `Roll back ${counted(pendingSteps(data).length, "change")}` : "Roll back"}
      cancel="Keep it"
      danger
      wide
      onConfirm={() => {
        onOpenChange(false);
        onConfirm();
      }}
    >
      {data ? (
        <PlanOfRollback run={run} planned={data} />
      ) : error ? (
        <FailureView failure={failureFrom(error)} />
      ) : (
        <p role="status" className="flex items-center gap-2">
          <Spinner /> Reading account {run.request.accountId}, to say what will be undone and who loses access…
        </p>
      )}
    </ConfirmDialog>
  );
}

function PlanOfRollback({ run, planned }: { run: Run; planned: RollbackPlan }) {
  const { losses, ownNames, waits, steps } = planned;
  const pending = pendingSteps(planned);
  const others = steps.filter(({ outlook }) => outlook !== "undo");
  const { plan } = run.request;
  return (
    <div className="flex flex-col gap-4 text-sm text-foreground">
      <section
        aria-label="Who loses access"
        className={
          losses.length > 0
            ? "rounded-md border border-danger-border bg-danger-soft px-3 py-2"
            : "rounded-md border px-3 py-2"
        }
      >
        <ul className="flex flex-col gap-1">
          {lossLines(planned).map(({ becomes, text }) => (
            <li key={text} className="flex gap-2 font-medium">
              <TriangleAlert
                size={15}
                aria-hidden
                className={cn("mt-0.5 shrink-0", becomes === "public" ? "text-warning" : "text-danger")}
              />
              <span className="min-w-0">
                <Sentence>{text}</Sentence>
              </span>
            </li>
          ))}
          {losses.length === 0 ? (
            <li className="flex gap-2">
              <CircleCheck size={15} aria-hidden className="mt-0.5 shrink-0 text-success" /> {NOBODY}
            </li>
          ) : null}
          {ownNames ? <li>{OWN_NAMES}</li> : null}
        </ul>
      </section>
      {pending.length > 0 ? (
        <section>
          <h3 className="font-semibold">In account {planned.accountId}, in this order</h3>
          <ol className="mt-1 list-decimal space-y-0.5 pl-6 tabular">
            {pending.map((step) => (
              <li key={step.change}>
                <Sentence>{rollbackStepTitle(step, plan, planned)}</Sentence>{" "}
                <code className="font-mono text-xs break-all text-muted">{step.resources.join(" ")}</code>
              </li>
            ))}
          </ol>
        </section>
      ) : (
        <p>There is nothing left to undo: the account has none of what this run created.</p>
      )}
      {others.length > 0 ? (
        <section>
          <h3 className="font-semibold">Not touched</h3>
          <ul className="mt-1 list-disc space-y-0.5 pl-6 text-muted">
            {others.map((step) => (
              <li key={step.change}>
                <Sentence>
                  {`${rollbackStepTitle(step, plan, planned)}: ${step.note ?? "nothing is left to undo."}`}
                </Sentence>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {waits.length > 0 ? (
        <section>
          <h3 className="font-semibold">It waits</h3>
          <ul className="mt-1 space-y-0.5 text-muted">
            {waits.map((wait) => (
              <li key={wait.kind} className="flex gap-2">
                <Hourglass size={14} aria-hidden className="mt-0.5 shrink-0" />
                {waitLine(wait)}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <p className="text-muted">
        What was there before the run, or was changed by others since, is left alone. Afterwards the account is
        verified.
      </p>
    </div>
  );
}
