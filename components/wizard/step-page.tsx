"use client";
import { ArrowLeft, ArrowRight, Check, CloudOff } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { Button, ButtonLink } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/dialog";
import { Skeleton } from "#components/ui/skeleton";
import { Spinner } from "#components/ui/spinner";
import { type Step, steps } from "#lib/core/intent/draft";
import { useDraft } from "./draft/draft-context";
import { useLivePlan } from "./draft/live-plan";
import { problemsOf } from "./draft/problems";
import { ErrorSummary } from "./error-summary";
import { FirstRunHint } from "./info/first-run";
import { StepInfo } from "./info/step-info";
import { PlanLine } from "./rail";
import { stepNames, stepPath } from "./step-names";

/** What a step's fields need to know: which problems to show, and that a field was left. */
export type StepView = {
  /** The problem of a field, once it is time to show it: after leaving the field, or after "Next". */
  errorOf(field: string): string | undefined;
  leave(field: string): void;
};

/** The frame of one step: heading, summary of what is missing, the fields, and the button to the next step. */
export function StepPage({
  step,
  intro,
  children,
}: {
  step: Step;
  intro: ReactNode;
  children: (view: StepView) => ReactNode;
}) {
  const { id, draft, update, flush } = useDraft();
  const { snapshot, error, pending, refresh } = useLivePlan();
  const router = useRouter();
  const [attempt, setAttempt] = useState(0);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const problems = problemsOf(draft, snapshot)[step];

  const { visited } = draft;
  useEffect(() => {
    const reached = steps.slice(0, steps.indexOf(step) + 1);
    if (reached.some((each) => !visited.includes(each))) {
      update({ visited: steps.filter((each) => visited.includes(each) || reached.includes(each)) });
    }
  }, [step, visited, update]);

  const next = steps[steps.indexOf(step) + 1];
  const previous = steps[steps.indexOf(step) - 1];

  function tryAgain() {
    void refresh();
    // The header may not know the account either.
    router.refresh();
  }

  function goOn() {
    if (problems.length > 0) {
      setAttempt(attempt + 1);
      return;
    }
    void flush();
    if (next) router.push(stepPath(id, next));
  }

  const errors = new Map<string, string>();
  for (const { field, message } of problems) {
    if ((attempt > 0 || left.has(field)) && !errors.has(field)) errors.set(field, message);
  }
  const view: StepView = {
    errorOf: (field) => errors.get(field),
    leave: (field) => setLeft(new Set([...left, field])),
  };

  return (
    <>
      <div className="flex-1 py-6">
        <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight">
          {stepNames[step]}
        </h1>
        <p className="mt-1 mb-3 max-w-prose text-base text-muted">{intro}</p>
        <FirstRunHint draftId={id} step={step} />
        <StepInfo step={step} />
        <ErrorSummary problems={problems} attempt={attempt} />
        {error && step !== "network" ? (
          <FailureView failure={failureFrom(error)} onRetry={tryAgain} retrying={pending} className="mb-5" />
        ) : null}
        <StepBody step={step}>{children(view)}</StepBody>
      </div>
      <Actions back={previous ? stepPath(id, previous) : null} nextName={next ? stepNames[next] : null} onNext={goOn} />
    </>
  );
}

/** Steps after the first need to know the VPC: without one they lead back, while it is being read they hold the place. */
function StepBody({ step, children }: { step: Step; children: ReactNode }) {
  const { id, draft } = useDraft();
  const { snapshot, error } = useLivePlan();
  if (step === "network" || snapshot?.vpc) return children;
  if (!draft.vpcId || snapshot) {
    return (
      <p className="rounded-lg border border-dashed px-4 py-6 text-center text-base text-muted">
        {draft.vpcId ? `${draft.vpcId} is not in ${draft.region} any more. ` : "No VPC is chosen yet. "}
        <Link href={stepPath(id, "network")} className="font-medium text-accent underline underline-offset-2">
          Choose the network
        </Link>{" "}
        first.
      </p>
    );
  }
  if (error) return null;
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="flex items-center gap-2 text-base text-muted">
        <Spinner /> Reading {draft.vpcId}…
      </span>
      <Skeleton className="h-24" />
      <Skeleton className="h-40" />
    </div>
  );
}

function Actions({ back, nextName, onNext }: { back: string | null; nextName: string | null; onNext: () => void }) {
  return (
    <div
      data-bar
      className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-x-3 gap-y-2 border-t bg-background/95 px-4 py-3 backdrop-blur sm:-mx-2 sm:px-2"
    >
      <SavedMark />
      <div className="xl:hidden">
        <PlanLine />
      </div>
      <div className="ml-auto flex items-center gap-2">
        <Cancel />
        {back ? (
          <ButtonLink href={back} data-shortcut="[" aria-keyshortcuts="[">
            <ArrowLeft size={14} aria-hidden />
            Back
          </ButtonLink>
        ) : null}
        {nextName ? (
          <Button variant="primary" onClick={onNext} data-shortcut="]" aria-keyshortcuts="]">
            <span>
              Next<span className="max-sm:hidden">: {nextName}</span>
            </span>
            <ArrowRight size={14} aria-hidden />
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** Whether changes are saved. */
export function SavedMark() {
  const { saveState, edited, flush } = useDraft();
  if (saveState.kind === "failed") {
    return (
      <p role="status" className="flex flex-wrap items-center gap-1.5 text-sm text-danger">
        <CloudOff size={14} aria-hidden />
        Not saved yet; kept in this browser. {saveState.failure.sentence}
        <Button variant="ghost" size="sm" onClick={() => void flush()}>
          Save again
        </Button>
      </p>
    );
  }
  return (
    <p role="status" className="flex items-center gap-1.5 text-sm text-muted">
      {saveState.kind === "saving" ? (
        <Spinner />
      ) : edited ? (
        <Check size={14} aria-hidden className="text-success" />
      ) : null}
      {saveState.kind === "saving" ? "Saving…" : edited ? "Saved" : ""}
    </p>
  );
}

/** Leaves the wizard. The draft is kept, so it asks only when something could not be saved. */
function Cancel() {
  const { flush } = useDraft();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="ghost"
        onClick={async () => {
          if (await flush()) router.push("/");
          else setAsking(true);
        }}
      >
        Cancel
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Leave with unsaved changes?"
        confirm="Leave"
        cancel="Stay"
        onConfirm={() => router.push("/")}
      >
        Postern could not save your last changes. They stay in this browser and are saved when you open this draft here
        again.
      </ConfirmDialog>
    </>
  );
}
