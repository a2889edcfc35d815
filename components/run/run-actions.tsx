"use client";
import { Download, RotateCw, Square, Undo2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { ConfirmDialog } from "#components/ui/dialog";
import type { Failure, Result } from "#lib/core/failure";
import type { StartAnswer } from "#lib/core/start-answer";
import { inertJson } from "#lib/render/inert";
import type { Run } from "#lib/run/run";
import { saveFile } from "../plan/diagram-file";
import { hasEnded } from "./run-words";

export type RunActions = {
  stop(input: { run: string }): Promise<Result<void>>;
  rollback(input: { run: string }): Promise<Result<StartAnswer>>;
  planAgain(input: { run: string }): Promise<Result<{ draft: string }>>;
};

/** Whether a run may have left something that can be taken back. */
function canRollBack(run: Run): boolean {
  return (
    run.kind === "apply" &&
    hasEnded(run.status) &&
    run.status !== "rolled-back" &&
    run.steps.some(({ state, adopted }) => state === "done" && !adopted)
  );
}

/** What a person can do with a run: stop it, take it back, plan it again, keep a copy of its record. */
export function RunButtons({ run, actions, onStopped }: { run: Run; actions: RunActions; onStopped: () => void }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [other, setOther] = useState<string | null>(null);

  async function attempt(work: () => Promise<Failure | null>) {
    if (busy) return;
    setBusy(true);
    setOther(null);
    try {
      setFailure(await work());
    } catch (cause) {
      setFailure(failureFrom(cause));
    } finally {
      setBusy(false);
    }
  }

  const stop = () =>
    attempt(async () => {
      const result = await actions.stop({ run: run.id });
      if (result.ok) onStopped();
      return result.ok ? null : result.error;
    });
  const again = () =>
    attempt(async () => {
      const result = await actions.planAgain({ run: run.id });
      if (result.ok) router.push(`/setup/${result.value.draft}/review`);
      return result.ok ? null : result.error;
    });
  const rollback = () =>
    attempt(async () => {
      const result = await actions.rollback({ run: run.id });
      if (!result.ok) return result.error;
      if (result.value.kind === "started") router.push(`/runs/${result.value.run}`);
      if (result.value.kind === "busy") setOther(result.value.run);
      return null;
    });

  const ended = hasEnded(run.status);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        {ended ? (
          <Button onClick={again} aria-busy={busy}>
            <RotateCw size={14} aria-hidden />
            {run.status === "succeeded" ? "Plan again" : "Try again"}
          </Button>
        ) : (
          <Button onClick={stop} aria-busy={busy}>
            <Square size={13} aria-hidden />
            {run.stopRequested ? "Stopping…" : "Stop"}
          </Button>
        )}
        {canRollBack(run) ? (
          <Button onClick={() => setAsking(true)}>
            <Undo2 size={14} aria-hidden /> Roll back
          </Button>
        ) : null}
        <Button
          variant="ghost"
          onClick={() => saveFile(`${run.id}.json`, new Blob([`${inertJson(run, 2)}\n`], { type: "application/json" }))}
        >
          <Download size={14} aria-hidden /> Export JSON
        </Button>
      </div>
      {run.stopRequested && !ended ? (
        <p className="text-sm text-muted">It stops before its next call; calls under way still finish.</p>
      ) : null}
      {other ? (
        <Callout tone="warning" title="Another run is changing this VPC" live>
          <Link href={`/runs/${other}`} className="font-medium text-accent underline underline-offset-2">
            See {other}
          </Link>
          . Roll back when it has ended.
        </Callout>
      ) : null}
      {failure ? <FailureView failure={failure} /> : null}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Roll back ${run.id}?`}
        confirm="Roll back"
        cancel="Keep it"
        danger
        onConfirm={() => {
          setAsking(false);
          void rollback();
        }}
      >
        Deletes exactly what this run made, in account {run.request.accountId}: names lead back to where they led
        before, then endpoints, rules and groups go. What was there before the run, or was changed by others since, is
        left alone.
      </ConfirmDialog>
    </div>
  );
}
