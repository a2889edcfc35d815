"use client";
import { Square } from "lucide-react";
import { useState } from "react";
import { FailureView } from "#components/frame/failure-view";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/dialog";
import type { Run, RunStep } from "#lib/core/run/run";
import type { RunActions } from "./run-actions";
import { StepTitles } from "./step-list";
import { useAttempt } from "./use-attempt";

/** Stops a run, after asking: what stays done, what still finishes, what is not started. */
export function StopButton({ run, actions, onStopped }: { run: Run; actions: RunActions; onStopped: () => void }) {
  const [asking, setAsking] = useState(false);
  const { busy, failure, attempt } = useAttempt();
  const stop = () =>
    attempt(async () => {
      const result = await actions.stop({ run: run.id });
      if (result.ok) onStopped();
      return result.ok ? null : result.error;
    });
  const of = (...states: RunStep["state"][]) => run.steps.filter(({ state }) => states.includes(state));
  const isApply = run.kind === "apply";
  return (
    <>
      {run.stopRequested ? (
        <p className="text-sm text-muted">Stopping before its next call; calls under way still finish.</p>
      ) : (
        <Button onClick={() => setAsking(true)} aria-busy={busy}>
          <Square size={13} aria-hidden /> Stop
        </Button>
      )}
      {failure ? <FailureView failure={failure} /> : null}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={isApply ? "Stop this run?" : "Stop rolling back?"}
        confirm="Stop"
        cancel="Go on"
        onConfirm={() => void stop()}
      >
        <div className="flex flex-col gap-3 text-sm">
          <StepTitles run={run} title="Done, and stays so" steps={of("done")} />
          <StepTitles run={run} title="Under way: its call still finishes" steps={of("calling", "settling")} />
          <StepTitles run={run} title="Will not be started" steps={of("waiting")} />
          <p>
            {isApply
              ? "Nothing is undone by stopping. Afterwards you can roll back what is done, or plan again what is missing."
              : "What is rolled back stays rolled back. Afterwards you can go on rolling back."}
          </p>
        </div>
      </ConfirmDialog>
    </>
  );
}
