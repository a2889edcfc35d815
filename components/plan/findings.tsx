"use client";
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { NextStep } from "#components/ui/next-step";
import { ResourceId } from "#components/ui/resource-id";
import { Sentence } from "#components/ui/untrusted";
import type { Severity } from "#lib/core/format/finding-codes";
import { SEVERITIES } from "#lib/core/format/labels";
import type { Finding, Plan } from "#lib/core/format/plan-format";
import { bySeverity } from "#lib/core/format/severity";
import type { Snapshot } from "#lib/core/network/snapshot";
import { counted } from "#lib/core/text/phrases";
import { type Named, naming } from "#lib/render/names";

export const SEVERITY_LOOKS: Record<Severity, { icon: LucideIcon; ink: string }> = {
  error: { icon: CircleAlert, ink: "text-danger" },
  warning: { icon: TriangleAlert, ink: "text-warning" },
  info: { icon: Info, ink: "text-accent" },
};

/** Who else is let in, so that nobody loses access: the groups of those cut off, or the VPC's CIDRs. */
export type Admission = "groups" | "vpc-cidrs";

/** Findings of one kind with the same advice, as one item. */
function alike(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of bySeverity(findings)) {
    const key = [finding.severity, finding.code, finding.fix].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

/**
 * What the planner found, worst first, each with what to do. `onAccept` is called when the blast radius is accepted or not,
 * `onAdmit` when those whom it cuts off are to be let in instead.
 */
export function Findings({
  plan: { findings, intent },
  snapshot,
  onAccept,
  onAdmit,
}: {
  plan: Pick<Plan, "findings" | "intent">;
  snapshot: Snapshot;
  onAccept?: (accepted: boolean) => void;
  onAdmit?: (whom: Admission) => void;
}) {
  if (findings.length === 0) {
    return (
      <p className="flex items-center gap-2 text-base text-muted">
        <CircleCheck size={16} aria-hidden className="text-success" /> Nothing stands against this plan.
      </p>
    );
  }
  const named = naming(snapshot);
  const pressing = alike(findings.filter(({ severity }) => severity !== "info"));
  const notes = alike(findings.filter(({ severity }) => severity === "info"));
  const acceptance =
    onAccept && onAdmit ? (
      <Acceptance accepted={intent.acceptedRisks.includes("blast-radius")} onAccept={onAccept} onAdmit={onAdmit} />
    ) : null;
  return (
    <div className="overflow-hidden rounded-lg border bg-surface shadow-card">
      {pressing.length > 0 ? (
        <FindingList groups={pressing} named={named} acceptance={acceptance} />
      ) : (
        <p className="flex items-center gap-2 px-4 py-2.5 text-base">
          <CircleCheck size={16} aria-hidden className="text-success" /> No errors and no warnings.
        </p>
      )}
      {notes.length > 0 ? (
        <Disclosure
          summary={
            <span className="flex items-center gap-2 px-1 py-2">
              <Info size={15} aria-hidden className="text-accent" />
              {counted(notes.length, SEVERITIES.info.one, SEVERITIES.info.many)}
            </span>
          }
          className="border-t pl-2"
        >
          <div className="-mt-2 -ml-2 border-t">
            <FindingList groups={notes} named={named} />
          </div>
        </Disclosure>
      ) : null}
    </div>
  );
}

function FindingList({
  groups,
  named,
  acceptance,
}: {
  groups: readonly Finding[][];
  named: Named;
  acceptance?: ReactNode;
}) {
  return (
    <ul className="divide-y">
      {groups.map((group) => (
        <FindingItem key={group.map(({ code, summary }) => code + summary).join()} group={group} named={named}>
          {group[0]?.code === "blast-radius" ? acceptance : null}
        </FindingItem>
      ))}
    </ul>
  );
}

/** `children` offer to do what is advised, in place of its words, which are an intent's. */
function FindingItem({ group, named, children }: { group: readonly Finding[]; named: Named; children: ReactNode }) {
  const [first] = group;
  if (!first) return null;
  const { severity, code, fix } = first;
  const { icon: Icon, ink } = SEVERITY_LOOKS[severity];
  const resources = [...new Set(group.flatMap((finding) => finding.resources))];
  return (
    <li className="flex gap-2.5 px-4 py-2.5">
      <Icon size={16} aria-hidden className={cn("mt-0.75 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        <span className="sr-only">{SEVERITIES[severity].one}: </span>
        {group.map(({ summary }) => (
          <p key={summary} className="text-base font-medium">
            <Sentence>{named(summary)}</Sentence>
          </p>
        ))}
        {fix && !children ? <NextStep text={fix} className="max-w-[90ch] text-sm" /> : null}
        <Disclosure summary="Details" className="mt-0.5">
          <div className="flex max-w-[80ch] flex-col gap-1.5 text-sm text-muted">
            {[...new Set(group.map(({ detail }) => detail))].map((detail) => (
              <p key={detail}>
                <Sentence>{named(detail)}</Sentence>
              </p>
            ))}
          </div>
          <ul className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1">
            <li className="font-mono text-xs text-muted">{code}</li>
            {resources.map((id) => (
              <li key={id}>
                <ResourceId id={id} />
              </li>
            ))}
          </ul>
        </Disclosure>
        {children}
      </div>
    </li>
  );
}

function Acceptance({
  accepted,
  onAccept,
  onAdmit,
}: {
  accepted: boolean;
  onAccept: (accepted: boolean) => void;
  onAdmit: (whom: Admission) => void;
}) {
  return (
    <div className="mt-2 flex w-fit flex-col gap-2.5 rounded-md border border-warning-border bg-warning-soft px-3 py-2.5">
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onAdmit("groups")}>Admit their security groups</Button>
        <Button onClick={() => onAdmit("vpc-cidrs")}>Admit the whole VPC</Button>
      </div>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox */}
      <label className="flex items-start gap-2.5 text-base">
        <Checkbox checked={accepted} onCheckedChange={(checked) => onAccept(checked === true)} className="mt-0.5" />
        <span className="font-medium">Or: I accept that these workloads lose access.</span>
      </label>
    </div>
  );
}
