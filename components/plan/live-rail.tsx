"use client";
import { cn } from "#components/ui/cn";
import { Skeleton } from "#components/ui/skeleton";
import { groupFindings } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import type { Plan } from "#lib/core/format/plan-format";
import { isBlocked, SEVERITY_ORDER } from "#lib/core/format/severity";
import type { Snapshot } from "#lib/core/network/snapshot";
import { counted } from "#lib/core/text/phrases";
import { dollars } from "#lib/render/money";
import { MiniDiagram } from "./diagram/mini-diagram";
import { SEVERITY_STYLES } from "./findings";

/** The result of the choices so far: a small picture, the number of changes, the cost, the findings by severity. */
export function LiveRail({
  plan,
  snapshot,
  pending,
}: {
  plan: Plan | null;
  snapshot: Snapshot | null;
  pending: boolean;
}) {
  return (
    <section
      aria-label="The plan so far"
      aria-busy={pending}
      className="overflow-hidden rounded-lg border bg-surface shadow-card"
    >
      <div className="flex min-h-32 items-center border-b bg-sunken p-3">
        {snapshot?.vpc ? (
          <div className={cn("w-full transition-opacity", pending && "opacity-60")}>
            <MiniDiagram snapshot={snapshot} plan={plan} />
          </div>
        ) : pending ? (
          <Skeleton className="h-28 w-full" />
        ) : (
          <p className="w-full text-center text-sm text-muted">Choose a VPC to see it here.</p>
        )}
      </div>
      {plan ? <Numbers plan={plan} /> : <p className="px-4 py-3 text-sm text-muted">Nothing is planned yet.</p>}
    </section>
  );
}

function Numbers({ plan }: { plan: Plan }) {
  const { changes, cost } = plan;
  const groups = groupFindings(plan.findings);
  const counts = SEVERITY_ORDER.map((severity) => ({
    severity,
    count: groups.filter((group) => group.severity === severity).length,
  })).filter(({ count }) => count > 0);
  return (
    <>
      <dl className="grid grid-cols-2 divide-x text-sm">
        <div className="px-4 py-3">
          <dt className="text-xs text-muted">Changes</dt>
          <dd className="text-2xl font-semibold tabular">{changes.length}</dd>
        </div>
        <div className="px-4 py-3">
          <dt className="text-xs text-muted">A month, list price</dt>
          <dd className="text-2xl font-semibold tabular">{dollars(cost.monthlyUsd)}</dd>
          {cost.perGbUsd > 0 ? <dd className="text-xs text-muted">and {dollars(cost.perGbUsd)} per GB</dd> : null}
        </div>
      </dl>
      <div className="border-t px-4 py-2.5">
        <h2 className="sr-only">Findings</h2>
        {isBlocked(plan) ? <p className="mb-1 text-sm font-medium text-danger">This plan is blocked.</p> : null}
        {counts.length > 0 ? (
          <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            {counts.map(({ severity, count }) => {
              const { icon: Icon, ink } = SEVERITY_STYLES[severity];
              const { one, many } = SEVERITIES[severity];
              return (
                <li key={severity} className="flex items-center gap-1.5">
                  <Icon size={14} aria-hidden className={ink} />
                  {counted(count, one, many)}
                </li>
              );
            })}
          </ul>
        ) : (
          <p className="text-sm text-muted">No findings.</p>
        )}
      </div>
    </>
  );
}
