"use client";
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { Checkbox } from "#components/ui/checkbox";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { ResourceId } from "#components/ui/resource-id";
import type { Finding, Plan, Severity } from "#lib/core/plan-format";
import { visible } from "#lib/render/inert";
import { bySeverity } from "#lib/render/severity";
import { SEVERITIES } from "#lib/render/words";

export const SEVERITY_LOOKS: Record<Severity, { icon: LucideIcon; ink: string }> = {
  error: { icon: CircleAlert, ink: "text-danger" },
  warning: { icon: TriangleAlert, ink: "text-warning" },
  info: { icon: Info, ink: "text-accent" },
};

/** What the planner found, worst first, each with what to do. `onAccept` is called when the blast radius is accepted or not. */
export function Findings({ plan, onAccept }: { plan: Plan; onAccept?: (accepted: boolean) => void }) {
  if (plan.findings.length === 0) {
    return (
      <p className="flex items-center gap-2 text-base text-muted">
        <CircleCheck size={16} aria-hidden className="text-success" /> Nothing stands against this plan.
      </p>
    );
  }
  const cutsOff = plan.findings.some(({ code }) => code === "blast-radius");
  return (
    <div className="rounded-lg border bg-surface shadow-card">
      <ul className="divide-y">
        {bySeverity(plan.findings).map((finding) => (
          <FindingItem key={`${finding.code} ${finding.summary}`} finding={finding} />
        ))}
      </ul>
      {cutsOff && onAccept ? (
        <div className="rounded-b-lg border-t bg-warning-soft px-4 py-3">
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox */}
          <label className="flex items-start gap-2.5 text-base">
            <Checkbox
              checked={plan.intent.acceptedRisks.includes("blast-radius")}
              onCheckedChange={(checked) => onAccept(checked === true)}
              className="mt-0.5"
            />
            <span>
              <span className="font-medium">I accept that the workloads named above lose access.</span>
              <span className="block text-sm text-muted">
                Or go back to the workloads step and add their security groups.
              </span>
            </span>
          </label>
        </div>
      ) : null}
    </div>
  );
}

function FindingItem({ finding: { severity, code, summary, detail, resources, fix } }: { finding: Finding }) {
  const { icon: Icon, ink } = SEVERITY_LOOKS[severity];
  return (
    <li className="flex gap-2.5 px-4 py-2.5">
      <Icon size={16} aria-hidden className={cn("mt-0.75 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        <p className="text-base font-medium">
          <span className="sr-only">{SEVERITIES[severity].one}: </span>
          {visible(summary)}
        </p>
        <p className="max-w-prose text-sm text-muted">{visible(detail)}</p>
        {fix ? (
          <p className="max-w-prose text-sm">
            <span className="font-medium">What to do: </span>
            {visible(fix)}
          </p>
        ) : null}
        <Disclosure summary={<span className="font-mono text-xs font-normal">{code}</span>} className="mt-0.5">
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {resources.map((id) => (
              <li key={id}>
                <ResourceId id={id} />
              </li>
            ))}
            {resources.length === 0 ? <li className="text-sm text-muted">About the plan as a whole.</li> : null}
          </ul>
        </Disclosure>
      </div>
    </li>
  );
}
