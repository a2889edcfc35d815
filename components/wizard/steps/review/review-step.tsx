"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import type { Notice } from "#components/plan/apply/apply-notice";
import type { Allowance, Allowed } from "#components/plan/findings";
import { Review } from "#components/plan/review";
import { Skeleton } from "#components/ui/skeleton";
import { Spinner } from "#components/ui/spinner";
import { FirstRunHint } from "#components/wizard/info/first-run";
import { StepInfo } from "#components/wizard/info/step-info";
import { ReadingAge } from "#components/wizard/rail";
import { stepNames, stepPath } from "#components/wizard/step-names";
import { SavedMark } from "#components/wizard/step-page";
import { planDifference } from "#lib/core/format/difference";
import type { Result } from "#lib/core/format/failure";
import { blockers } from "#lib/core/format/finding-groups";
import type { Plan } from "#lib/core/format/plan-format";
import { networkChoiceOf, patchNetwork, steps } from "#lib/core/intent/draft";
import type { IntentProblem } from "#lib/core/intent/problems";
import { applyChanges } from "#lib/core/planning/simulate";
import { blastRadius, groupsToAllow } from "#lib/core/reachability/blast-radius";
import type { Rest } from "#lib/core/rest-of-plan";
import type { StartResult } from "#lib/core/run/start-result";
import { fieldWords } from "#lib/render/words/intent-fields";
import { usePermissions } from "../../../plan/apply/use-permissions";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";
import { problemsOf } from "../../draft/problems";

const inWords = ({ path, message }: IntentProblem): string => fieldWords(`${path}: ${message}`);

export type StartApply = (input: {
  draft: string;
  fingerprint: string;
  rollbackOnFailure: boolean;
}) => Promise<Result<StartResult>>;

/** The wizard's last step: the plan as it is by now, and the button that applies it. */
export function ReviewStep({ startApply }: { startApply: StartApply }) {
  const { id, draft, update, flush } = useDraft();
  const { plan, snapshot, problems, pending, error, refresh } = useLivePlan();
  const permissions = usePermissions(id, plan, flush);
  const router = useRouter();
  const [allowed, setAllowed] = useState<Allowed | null>(null);

  const { visited } = draft;
  useEffect(() => {
    if (steps.some((step) => !visited.includes(step))) update({ visited: [...steps] });
  }, [visited, update]);

  const isIncomplete =
    problems.length > 0 || Object.values(problemsOf(draft, snapshot)).some((list) => list.length > 0);

  function obstacle(current: Plan | null): Notice | null {
    const byStep = problemsOf(draft, snapshot);
    const missing = steps.flatMap((step) => byStep[step].map(({ message }) => ({ step, message })));
    if (missing.length > 0) return { kind: "missing", missing };
    if (problems.length > 0) {
      return { kind: "blocked", reasons: problems.map(inWords) };
    }
    if (!current || !snapshot || pending) return { kind: "reading" };
    const reasons = blockers(current);
    if (reasons.length > 0) return { kind: "blocked", reasons };
    return current.changes.length === 0 ? { kind: "nothing" } : null;
  }

  function planRest({ services, clientSecurityGroupIds }: Rest, words: string): void {
    const { vpcId, workload, features, services: added, network } = draft;
    if (!vpcId) return;
    update({
      workload: null,
      features: [],
      services,
      ...patchNetwork({ ...draft, vpcId }, { clientSecurityGroupIds }),
    });
    setAllowed({
      words,
      undo: () => {
        update({ workload, features, services: added, network });
        setAllowed(null);
      },
    });
  }

  function allow(whom: Allowance, words: string): void {
    const { vpcId } = draft;
    if (!vpcId || !plan || !snapshot) return;
    const { clientSecurityGroupIds, admitVpcCidrs = false } = networkChoiceOf(draft);
    const cutOff = blastRadius(snapshot, applyChanges(snapshot, plan.changes), plan.intent);
    const groups = [...new Set([...clientSecurityGroupIds, ...groupsToAllow(cutOff)])];
    update(
      patchNetwork(
        { ...draft, vpcId },
        whom === "groups" ? { clientSecurityGroupIds: groups } : { admitVpcCidrs: true },
      ),
    );
    setAllowed({
      words,
      undo: () => {
        update(patchNetwork({ ...draft, vpcId }, { clientSecurityGroupIds, admitVpcCidrs }));
        setAllowed(null);
      },
    });
  }

  async function apply(approved: Plan, rollbackOnFailure: boolean): Promise<Notice | null> {
    try {
      await flush();
      const result = await startApply({ draft: id, fingerprint: approved.fingerprint, rollbackOnFailure });
      if (!result.ok) return { kind: "failed", failure: result.error };
      switch (result.value.kind) {
        case "started":
          router.push(`/runs/${result.value.run}`);
          return null;
        case "changed":
          await refresh();
          return { kind: "changed", difference: planDifference(approved, result.value) };
        case "incomplete":
          return { kind: "blocked", reasons: result.value.problems.map(inWords) };
        case "nothing":
          await refresh();
          return result.value;
        default:
          return result.value;
      }
    } catch (cause) {
      return { kind: "failed", failure: failureFrom(cause) };
    }
  }

  return (
    <div className="flex flex-1 flex-col pt-6">
      <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight">
        {stepNames.review}
      </h1>
      <p className="mt-1 max-w-prose text-base text-muted">
        Look at it from every side. Nothing has been changed yet; applying sends exactly the calls shown here.
      </p>
      <ReadingAge className="mt-1 mb-3" />
      <FirstRunHint draftId={id} step="review" />
      <StepInfo step="review" />
      {error ? (
        <FailureView failure={failureFrom(error)} onRetry={() => void refresh()} retrying={pending} className="mb-5" />
      ) : null}
      {!plan && pending ? (
        <div role="status" className="flex flex-col gap-3 pb-6">
          <span className="flex items-center gap-2 text-base text-muted">
            <Spinner /> Reading {draft.vpcId ?? "the account"}…
          </span>
          <Skeleton className="h-20" />
          <Skeleton className="h-80" />
        </div>
      ) : null}
      <Review
        draftId={id}
        accountId={snapshot?.accountId ?? "the account"}
        permissions={permissions}
        snapshot={snapshot}
        obstacle={obstacle}
        onAccept={(accepted) => update({ acceptedRisks: accepted ? ["blast-radius"] : [] })}
        onAllow={allow}
        onRest={planRest}
        incomplete={isIncomplete}
        allowed={allowed}
        onApply={apply}
        back={stepPath(id, "tune")}
        saved={<SavedMark />}
      />
    </div>
  );
}
