"use client";
import { LiveRail } from "#components/plan/live-rail";
import { dollars } from "#lib/render/money";
import { counted } from "#lib/render/words";
import { useLivePlan } from "./live-plan";

/** What the choices so far amount to, beside every step. */
export function Rail() {
  const { plan, snapshot, pending } = useLivePlan();
  return <LiveRail plan={plan} snapshot={snapshot} pending={pending} />;
}

/** The same in one line, where there is no room beside the step. */
export function PlanLine() {
  const { plan } = useLivePlan();
  if (!plan) return null;
  const problems = plan.findings.filter(({ severity }) => severity !== "info").length;
  return (
    <p className="tabular text-sm text-muted">
      {counted(plan.changes.length, "change")} · {dollars(plan.cost.monthlyUsd)} a month
      {problems > 0 ? ` · ${counted(problems, "warning")}` : ""}
    </p>
  );
}
