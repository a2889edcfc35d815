"use client";
import { useLivePlan } from "./live-plan";

/** What the choices so far amount to, beside every step. */
export function Rail() {
  const { plan, pending } = useLivePlan();
  return (
    <div className="rounded-lg border bg-surface p-4 text-sm shadow-card" aria-busy={pending}>
      {plan ? (
        <p>
          {plan.changes.length} changes, ${plan.cost.monthlyUsd} a month, {plan.findings.length} findings
        </p>
      ) : (
        <p className="text-muted">Nothing to plan yet.</p>
      )}
    </div>
  );
}
