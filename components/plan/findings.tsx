"use client";
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert, Undo2 } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { NextStep } from "#components/ui/next-step";
import { ResourceId } from "#components/ui/resource-id";
import { Sentence } from "#components/ui/untrusted";
import type { Severity } from "#lib/core/format/finding-codes";
import { type FindingGroup, findingSections } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { lackingAclEntries } from "#lib/core/planning/acl-entries";
import type { Rest } from "#lib/core/rest-of-plan";
import { counted, listed } from "#lib/core/text/phrases";
import { fieldWords } from "#lib/render/words/intent-fields";
import { type Named, naming } from "#lib/render/words/names";
import { lossGroups, lossSentence, outcomeOf } from "#lib/render/words/outcome";
import { AclEntries } from "./acl-entries";
import { PlanTheRest } from "./plan-the-rest";

export const SEVERITY_STYLES: Record<Severity, { icon: LucideIcon; ink: string }> = {
  error: { icon: CircleAlert, ink: "text-danger" },
  warning: { icon: TriangleAlert, ink: "text-warning" },
  info: { icon: Info, ink: "text-accent" },
};

/** Who else is allowed, so that no workload loses access: the groups of those that would, or the VPC's CIDRs. */
export type Allowance = "groups" | "vpc-cidrs";

/** What was allowed on this page, in words, and how to undo it. */
export type Allowed = { words: string; undo: () => void };

/**
 * What the planner found: what needs a decision, what else blocks the plan, then the rest, worst first, each with what to do. `onAccept`
 * is called when the blast radius is accepted or not, `onAllow` when those who would lose access are to be allowed instead.
 */
export function Findings({
  plan,
  snapshot,
  onAccept,
  onAllow,
  onRest,
  allowed = null,
}: {
  plan: Plan;
  snapshot: Snapshot;
  onAccept?: (accepted: boolean) => void;
  onAllow?: (whom: Allowance, words: string) => void;
  onRest?: (rest: Rest, words: string) => void;
  allowed?: Allowed | null;
}) {
  const outcome = useMemo(() => outcomeOf(snapshot, plan), [snapshot, plan]);
  const box = useRef<HTMLDivElement>(null);
  if (plan.findings.length === 0) {
    return (
      <p className="flex items-center gap-2 text-base text-muted">
        <CircleCheck size={16} aria-hidden className="text-success" /> Nothing blocks this plan, and nothing else was
        found.
      </p>
    );
  }
  const withNames = naming(snapshot);
  const named: Named = (text) => withNames(fieldWords(text));
  const { blocking, other } = findingSections(plan);
  const warnings = other.filter(({ severity }) => severity !== "info");
  const notes = other.filter(({ severity }) => severity === "info");
  const accepted = plan.intent.acceptedRisks.includes("blast-radius");
  const decision = lossSentence(snapshot, outcome);
  const acceptance =
    onAccept && onAllow
      ? ({ kinds }: FindingGroup) => (
          <Acceptance
            accepted={accepted}
            onAccept={onAccept}
            {...(kinds.includes(null)
              ? { onAllow, groups: lossGroups(snapshot, outcome), cidrs: snapshot.vpc?.cidrs ?? [] }
              : {})}
          />
        )
      : undefined;
  const extra = (group: FindingGroup) =>
    group.code === "nacl-blocks" ? (
      <>
        {onRest ? <PlanTheRest plan={plan} snapshot={snapshot} onRest={onRest} /> : null}
        <AclEntries lacking={lackingAclEntries(snapshot, plan)} region={plan.region} />
      </>
    ) : (
      acceptance?.(group)
    );
  return (
    <div ref={box} tabIndex={-1} className="overflow-hidden rounded-lg border bg-surface shadow-card">
      {allowed ? <AllowedNotice allowed={allowed} onUndone={() => box.current?.focus()} /> : null}
      {blocking.length > 0 ? (
        <>
          <p className="border-b bg-danger-soft px-4 py-2 text-sm font-semibold text-danger">
            {blockedUntil(blocking)}
          </p>
          <FindingList groups={blocking} named={named} more={extra} decision={decision} blocking />
        </>
      ) : (
        <p className={cn("flex items-center gap-2 px-4 py-2.5 text-base", warnings.length > 0 && "border-b")}>
          <CircleCheck size={16} aria-hidden className="text-success" />
          Nothing blocks this plan{warnings.length > 0 ? "." : ", and there are no warnings."}
        </p>
      )}
      {blocking.length > 0 && warnings.length > 0 ? (
        <p className="border-y px-4 py-2 text-sm font-semibold">Does not block it</p>
      ) : null}
      {warnings.length > 0 ? <FindingList groups={warnings} named={named} more={acceptance} /> : null}
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

/** "This plan is blocked until this is fixed": only a blast radius can be accepted. */
function blockedUntil(blocking: readonly FindingGroup[]): string {
  const what = blocking.length === 1 ? "this is" : "these are";
  const isAcceptable = blocking.some(({ code }) => code === "blast-radius");
  return `This plan is blocked until ${what} fixed${isAcceptable ? " or accepted" : ""}`;
}

/** `decision`: who loses what, in place of a list of interfaces. */
function FindingList({
  groups,
  named,
  more,
  decision = "",
  blocking = false,
}: {
  groups: readonly FindingGroup[];
  named: Named;
  /** What can be done about a group of findings, below it. */
  more?: ((group: FindingGroup) => ReactNode) | undefined;
  decision?: string;
  blocking?: boolean;
}) {
  return (
    <ul className="divide-y">
      {groups.map((group) => (
        <FindingItem
          key={group.code + group.summaries.join()}
          group={group}
          named={named}
          title={
            group.code === "blast-radius" && group.kinds.includes(null) && decision
              ? `Needs your decision: ${decision}`
              : ""
          }
          blocking={blocking}
        >
          {group.code === "blast-radius" || group.code === "nacl-blocks" ? more?.(group) : null}
        </FindingItem>
      ))}
    </ul>
  );
}

/** `children` offer to do what is advised to those who lose connections, in place of its words, which are an intent's. */
function FindingItem({
  group: { severity, code, kinds, summaries, details, resources, fixes },
  named,
  title,
  blocking,
  children,
}: {
  group: FindingGroup;
  named: Named;
  /** In place of the summaries, which are then among the details. */
  title: string;
  blocking: boolean;
  children: ReactNode;
}) {
  const { icon: Icon, ink } = SEVERITY_STYLES[blocking ? "error" : severity];
  const isOffered = code === "blast-radius" && children && kinds.every((kind) => kind === null);
  return (
    <li className="flex gap-2.5 px-4 py-2.5">
      <Icon size={16} aria-hidden className={cn("mt-0.75 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        <span className="sr-only">{SEVERITIES[severity].one}: </span>
        {(title ? [title] : summaries).map((summary) => (
          <p key={summary} className="text-base font-medium wrap-break-word">
            <Sentence>{named(summary)}</Sentence>
          </p>
        ))}
        {isOffered ? null : fixes.map((fix) => <NextStep key={fix} text={fix} className="max-w-[90ch] text-sm" />)}
        <Disclosure summary="Details" className="mt-0.5">
          <div className="flex max-w-[80ch] flex-col gap-1.5 text-sm text-muted">
            {(title ? [...summaries, ...details] : details).map((detail) => (
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

/** Says what was allowed, takes the focus, and undoes it; then the focus goes to `onUndone`. */
function AllowedNotice({ allowed: { words, undo }, onUndone }: { allowed: Allowed; onUndone: () => void }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.focus(), []);
  return (
    <div
      ref={notice}
      tabIndex={-1}
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b bg-success-soft px-4 py-2 text-base"
    >
      <CircleCheck size={16} aria-hidden className="shrink-0 text-success" />
      <span className="min-w-0 flex-1">
        <Sentence>{words}</Sentence>
      </span>
      <Button
        size="sm"
        onClick={() => {
          undo();
          onUndone();
        }}
      >
        <Undo2 size={14} aria-hidden /> Undo
      </Button>
    </div>
  );
}

/** `onAllow`: missing where no security group rule would keep the others' access. */
function Acceptance({
  accepted,
  onAccept,
  onAllow,
  groups = "",
  cidrs = [],
}: {
  accepted: boolean;
  onAccept: (accepted: boolean) => void;
  onAllow?: (whom: Allowance, words: string) => void;
  /** Names of the groups that would be allowed. */
  groups?: string;
  cidrs?: readonly string[];
}) {
  const vpc = `the whole VPC (${listed(cidrs, 3)})`;
  return (
    <div className="mt-2 flex w-fit flex-col gap-2.5 rounded-md border border-warning-border bg-warning-soft px-3 py-2.5">
      {onAllow ? (
        <div className="flex flex-wrap gap-2">
          {groups ? (
            <Button
              variant="primary"
              onClick={() =>
                onAllow("groups", `${groups} may use the endpoints too: they are workloads of this plan now.`)
              }
            >
              Allow {groups}
            </Button>
          ) : null}
          <Button onClick={() => onAllow("vpc-cidrs", `The endpoints' group allows ingress from ${vpc} now.`)}>
            Allow {vpc}
          </Button>
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox */}
      <label className="flex items-start gap-2.5 text-base">
        <Checkbox checked={accepted} onCheckedChange={(checked) => onAccept(checked === true)} className="mt-0.5" />
        <span className="font-medium">{onAllow ? "Or: I" : "I"} accept that others lose this access.</span>
      </label>
    </div>
  );
}
