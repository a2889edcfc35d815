"use client";
import Link from "next/link";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { Skeleton } from "#components/ui/skeleton";
import { Sentence } from "#components/ui/untrusted";
import type { FindingCode } from "#lib/core/format/finding-codes";
import { groupFindings } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import type { Plan } from "#lib/core/format/plan-format";
import { isBlocked, SEVERITY_ORDER } from "#lib/core/format/severity";
import type { Snapshot } from "#lib/core/network/snapshot";
import { counted } from "#lib/core/text/phrases";
import { fieldWords } from "#lib/render/words/intent-fields";
import { dollars } from "#lib/render/words/money";
import { naming } from "#lib/render/words/names";
import { MiniDiagram } from "./diagram/mini-diagram";
import { SEVERITY_STYLES } from "./findings";

/** The result of the choices so far: a small picture, the number of changes, the cost, the findings by severity. */
export function LiveRail({
  plan,
  snapshot,
  pending,
  placeOf,
}: {
  plan: Plan | null;
  snapshot: Snapshot | null;
  pending: boolean;
  /** The page where a finding can be dealt with, and its name. */
  placeOf: (code: FindingCode) => { href: string; name: string };
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
      {plan && snapshot ? (
        <Numbers plan={plan} snapshot={snapshot} placeOf={placeOf} />
      ) : (
        <p className="px-4 py-3 text-sm text-muted">Nothing is planned yet.</p>
      )}
    </section>
  );
}

function Numbers({
  plan,
  snapshot,
  placeOf,
}: {
  plan: Plan;
  snapshot: Snapshot;
  placeOf: (code: FindingCode) => { href: string; name: string };
}) {
  const { changes, cost } = plan;
  const groups = groupFindings(plan.findings);
  const named = naming(snapshot);
  const bySeverity = SEVERITY_ORDER.map((severity) => ({
    severity,
    of: groups.filter((group) => group.severity === severity),
  })).filter(({ of }) => of.length > 0);
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
        {bySeverity.length > 0 ? (
          bySeverity.map(({ severity, of }) => {
            const { icon: Icon, ink } = SEVERITY_STYLES[severity];
            const { one, many } = SEVERITIES[severity];
            return (
              <Disclosure
                key={severity}
                summary={
                  <span className="flex items-center gap-1.5">
                    <Icon size={14} aria-hidden className={ink} />
                    {counted(of.length, one, many)}
                  </span>
                }
              >
                <ul className="mb-1 flex flex-col gap-1.5 text-sm">
                  {of.map(({ code, summaries }) => (
                    <li key={code + summaries.join()}>
                      <p className="line-clamp-3 wrap-break-word">
                        <Sentence>{named(fieldWords(summaries[0] ?? code))}</Sentence>
                      </p>
                      <Link
                        href={placeOf(code).href}
                        className="text-accent underline underline-offset-2"
                        aria-label={`${placeOf(code).name}: ${code}`}
                      >
                        {placeOf(code).name}
                      </Link>
                    </li>
                  ))}
                </ul>
              </Disclosure>
            );
          })
        ) : (
          <p className="text-sm text-muted">No findings.</p>
        )}
      </div>
    </>
  );
}
