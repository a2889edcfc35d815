"use client";
import { RotateCw } from "lucide-react";
import { LiveRail } from "#components/plan/live-rail";
import { Button } from "#components/ui/button";
import { Spinner } from "#components/ui/spinner";
import { TimeAgo } from "#components/ui/time-ago";
import { groupFindings } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import { counted } from "#lib/core/text/phrases";
import { dollars } from "#lib/render/money";
import { useLivePlan } from "./draft/live-plan";

/** The result of the choices so far, beside every step. */
export function Rail() {
  const { plan, snapshot, pending, readAt, refresh } = useLivePlan();
  return (
    <>
      <LiveRail plan={plan} snapshot={snapshot} pending={pending} />
      {snapshot ? (
        <p className="mt-2 flex items-center justify-between gap-2 pl-1 text-xs text-muted">
          <span>
            Account read <TimeAgo at={new Date(readAt).toISOString()} />
          </span>
          <Button variant="ghost" size="sm" className="h-6 text-xs" onClick={() => void refresh()}>
            {pending ? <Spinner size={12} /> : <RotateCw size={12} aria-hidden />}
            Read again
          </Button>
        </p>
      ) : null}
    </>
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
