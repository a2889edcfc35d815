"use client";
import { RotateCw } from "lucide-react";
import { LiveRail } from "#components/plan/live-rail";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { Spinner } from "#components/ui/spinner";
import { TimeAgo } from "#components/ui/time-ago";
import type { FindingCode } from "#lib/core/format/finding-codes";
import { groupFindings } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import { counted } from "#lib/core/text/phrases";
import { dollars } from "#lib/render/words/money";
import { useDraft } from "./draft/draft-context";
import { useLivePlan } from "./draft/live-plan";
import { FINDING_STEPS } from "./finding-steps";
import { stepNames, stepPath } from "./step-names";

/** The result of the choices so far, beside every step. */
export function Rail() {
  const { id } = useDraft();
  const { plan, snapshot, pending } = useLivePlan();
  const placeOf = (code: FindingCode) => {
    const step = FINDING_STEPS[code];
    return { href: stepPath(id, step), name: stepNames[step] };
  };
  return (
    <>
      <LiveRail plan={plan} snapshot={snapshot} pending={pending} placeOf={placeOf} />
      <ReadingAge className="mt-2 justify-between pl-1" />
    </>
  );
}

/** How old the reading of the account is, and a button that reads it again. */
export function ReadingAge({ className }: { className?: string }) {
  const { snapshot, pending, readAt, refresh } = useLivePlan();
  if (!snapshot) return null;
  return (
    <p className={cn("flex items-center gap-2 text-xs text-muted", className)}>
      <span>
        Account read <TimeAgo at={new Date(readAt).toISOString()} />
      </span>
      <Button variant="ghost" size="sm" className="h-6 text-xs" onClick={() => void refresh()}>
        {pending ? <Spinner size={12} /> : <RotateCw size={12} aria-hidden />}
        Read again
      </Button>
    </p>
  );
}

/** The same in one line, where there is no room beside the step; of the findings only the worst. */
export function PlanLine() {
  const { plan } = useLivePlan();
  if (!plan) return null;
  const groups = groupFindings(plan.findings);
  const worst = groups[0]?.severity;
  const pressing = worst === "info" ? [] : groups.filter(({ severity }) => severity === worst);
  return (
    <p className="tabular text-sm text-muted">
      {counted(plan.changes.length, "change")} · {dollars(plan.cost.monthlyUsd)} a month
      {worst && pressing.length > 0 ? ` · ${counted(pressing.length, SEVERITIES[worst].one)}` : ""}
    </p>
  );
}
