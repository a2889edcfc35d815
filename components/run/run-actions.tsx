"use client";
import { Check, Download, RotateCw, Undo2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { FailureView } from "#components/frame/failure-view";
import { Button, ButtonAnchor, ButtonLink } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import type { Result } from "#lib/core/format/failure";
import type { Run, RunStatus } from "#lib/core/run/run";
import type { StartResult } from "#lib/core/run/start-result";
import { RollbackDialog } from "./rollback-dialog";
import { hasEnded, isUnderWay } from "./run-words";
import { useAttempt, usePlanAgain } from "./use-attempt";

export type RunActions = {
  stop(input: { run: string }): Promise<Result<void>>;
  rollback(input: { run: string }): Promise<Result<StartResult>>;
  planAgain(input: { run: string }): Promise<Result<{ draft: string }>>;
};

/** Whether a run may have left changes that can be rolled back, or rolling back can go on. */
function canRollBack({ kind, status, steps, request }: Run): boolean {
  if (kind === "rollback") return hasEnded(status) && status !== "succeeded";
  if (request.recovery && status !== "succeeded") return false;
  const left = steps.some((step) => !step.wasThere && (step.state === "done" || isUnderWay(step)));
  return hasEnded(status) && status !== "rolled-back" && left;
}

const COMPLETE: readonly RunStatus[] = ["succeeded", "rolled-back"];

function Choice({ button, children }: { button: ReactNode; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5">
      <div className="w-32">{button}</div>
      <p className="min-w-0 flex-1 text-sm text-muted max-sm:basis-full">{children}</p>
    </li>
  );
}

/** What a person can do with a run that has ended: roll it back, plan it again; at any time, keep a copy of its record. */
export function RunButtons({ run, actions }: { run: Run; actions: RunActions }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [other, setOther] = useState<string | null>(null);
  const { busy, failure, attempt } = useAttempt();
  const again = usePlanAgain(run, actions, attempt);

  const rollback = () =>
    attempt(async () => {
      setOther(null);
      const result = await actions.rollback({ run: run.id });
      if (!result.ok) return result.error;
      if (result.value.kind === "started") router.push(`/runs/${result.value.run}`);
      if (result.value.kind === "busy") setOther(result.value.run);
      return null;
    });

  const ended = hasEnded(run.status);
  const broken = ended && !COMPLETE.includes(run.status);
  const isRollback = run.kind === "rollback";
  const tryAgain = (
    <Button onClick={again} aria-busy={busy} variant={broken ? "primary" : "secondary"}>
      <RotateCw size={14} aria-hidden />
      {broken ? "Try again" : "Plan again"}
    </Button>
  );
  const rollBack = (
    <Button onClick={() => setAsking(true)} variant={isRollback ? "primary" : "secondary"} aria-busy={busy}>
      <Undo2 size={14} aria-hidden /> {isRollback ? "Try again" : "Roll back"}
    </Button>
  );
  return (
    <div className="flex flex-col gap-3">
      {broken ? (
        <ul className="divide-y rounded-lg border bg-surface shadow-card" aria-label="What you can do now">
          {isRollback ? null : (
            <Choice button={tryAgain}>
              Plans again over the account as it is now; the review then shows exactly what is still missing.
            </Choice>
          )}
          {canRollBack(run) ? (
            <Choice button={rollBack}>
              {isRollback
                ? "Goes on rolling back: shows first what is left to undo. Nothing is applied."
                : "Undoes what this run has done, and nothing else. Shows first what that is, and who loses access."}
            </Choice>
          ) : null}
          <Choice
            button={
              <ButtonLink href="/runs">
                <Check size={14} aria-hidden /> Keep
              </ButtonLink>
            }
          >
            Leaves everything as it is now. You can come back to this page at any time.
          </Choice>
        </ul>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {ended && !broken && !isRollback ? tryAgain : null}
        {!broken && canRollBack(run) ? rollBack : null}
        <ButtonAnchor variant="ghost" href={`/api/runs/${run.id}/export`} download>
          <Download size={14} aria-hidden /> Export JSON
        </ButtonAnchor>
      </div>
      {other ? (
        <Callout tone="warning" title="Another run is changing this VPC" live>
          <Link href={`/runs/${other}`} className="font-medium text-accent underline underline-offset-2">
            See {other}
          </Link>
          . Roll back when it has ended.
        </Callout>
      ) : null}
      {failure ? <FailureView failure={failure} /> : null}
      <RollbackDialog
        run={run}
        title={isRollback ? "Go on rolling back?" : "Roll this run back?"}
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => void rollback()}
      />
    </div>
  );
}
