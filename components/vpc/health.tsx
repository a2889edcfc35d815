"use client";
import { CircleAlert, CircleHelp, Globe, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import type { CreateAction } from "#components/frame/person";
import { NewSetup } from "#components/home/new-setup";
import { AclEntries } from "#components/plan/acl-entries";
import { SEVERITY_STYLES } from "#components/plan/findings";
import { Callout } from "#components/ui/callout";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { ResourceId } from "#components/ui/resource-id";
import { Sentence } from "#components/ui/untrusted";
import { aclEntriesForFixes } from "#lib/core/check/acl-fix";
import type { SymptomKind } from "#lib/core/check/symptom-text";
import type { Symptom } from "#lib/core/check/symptoms";
import { type Health as HealthKind, healthOf } from "#lib/core/check/today";
import { type FindingGroup, groupFindings } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import type { Finding } from "#lib/core/format/plan-format";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import { counted } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { type Named, nameIn, naming } from "#lib/render/words/names";
import { fixDraft } from "./fix";
import type { Needs } from "./use-needs";

const STYLES: Record<SymptomKind, { icon: LucideIcon; ink: string; word: string }> = {
  broken: { icon: CircleAlert, ink: "text-danger", word: "Does not work" },
  partial: { icon: TriangleAlert, ink: "text-warning", word: "Works in part" },
  unknown: { icon: CircleHelp, ink: "text-muted", word: "Not visible from here" },
  internet: { icon: Globe, ink: "text-muted", word: "Works, not privately" },
  covered: { icon: Info, ink: "text-muted", word: "Works by another group" },
};

type Verdict = { tone: "danger" | "info" | "warning" | "success"; words: string };

const VERDICTS: Record<HealthKind["kind"], (title: string, count: number) => Verdict> = {
  broken: (title, count) => ({
    tone: "danger",
    words: `${counted(count, "thing")} broken: ${title} needs ${count === 1 ? "it" : "them"}`,
  }),
  "not-private": (title) => ({
    tone: "info",
    words: `Everything works, but not privately: ${title} goes over the internet or another network`,
  }),
  "to-review": (_, count) => ({
    tone: "warning",
    words: `Everything is reached privately; ${counted(count, "finding")} to review`,
  }),
  healthy: (title) => ({ tone: "success", words: `Healthy: everything that ${title} needs is reached privately` }),
};

type Props = {
  snapshot: Snapshot;
  vpcId: VpcId;
  needs: Needs;
  /** "ECS on Fargate". */
  title: string;
  symptoms: readonly Symptom[];
  findings: readonly Finding[];
  create: CreateAction;
};

/** Whether the workload gets what it needs: in one line, then each symptom with its fix, and what else was found. */
export function Health({ snapshot, vpcId, needs, title, symptoms, findings, create }: Props) {
  const { kind, count } = healthOf(symptoms, findings);
  const fixable = symptoms.filter(({ kind, fix }) => kind !== "covered" && fix.byPlan);
  const all = fixDraft(
    snapshot,
    vpcId,
    { ...needs, services: [] },
    {
      securityGroupIds: [...new Set(fixable.flatMap(({ securityGroupIds }) => securityGroupIds))].sort(),
      subnetIds: [...new Set(fixable.flatMap(({ subnetIds }) => subnetIds))].sort(),
    },
  );
  const lacking = useMemo(() => aclEntriesForFixes(snapshot, symptoms), [snapshot, symptoms]);
  const verdict = VERDICTS[kind](title, count);
  return (
    <section aria-label="Health" className="flex flex-col gap-3">
      <Callout
        live
        tone={verdict.tone}
        title={verdict.words}
        {...(fixable.length > 1
          ? {
              actions: (
                <NewSetup
                  create={create}
                  region={snapshot.region}
                  filled={all.filled}
                  step={all.step}
                  variant="primary"
                  size="sm"
                >
                  Fix all of it
                </NewSetup>
              ),
            }
          : {})}
      />
      {symptoms.length + findings.length > 0 ? (
        <ul className="divide-y rounded-lg border bg-surface shadow-card">
          {symptoms.map((symptom) => (
            <SymptomItem key={symptom.kind + symptom.sentence} {...{ symptom, snapshot, vpcId, create }} />
          ))}
          {groupFindings(findings).map((group) => (
            <FindingItem key={group.code + group.summaries.join()} group={group} named={naming(snapshot)} />
          ))}
        </ul>
      ) : null}
      {lacking.length > 0 ? (
        <section aria-labelledby="lacking" className="rounded-lg border bg-surface p-4 shadow-card">
          <h3 id="lacking" className="text-base font-semibold">
            First let {lacking.length === 1 ? "the network ACL" : `the ${lacking.length} network ACLs`} pass the traffic
          </h3>
          <p className="max-w-[90ch] text-sm text-muted">
            Then read the account again: what is left is fixed from here.
          </p>
          <AclEntries lacking={lacking} region={snapshot.region} />
        </section>
      ) : null}
    </section>
  );
}

function Item({
  icon: Icon,
  ink,
  word,
  children,
  aside,
}: (typeof STYLES)["broken"] & { children: ReactNode; aside?: ReactNode }) {
  return (
    <li className="flex flex-wrap items-start gap-x-2.5 gap-y-2 px-4 py-3 sm:flex-nowrap">
      <Icon size={16} aria-hidden className={cn("mt-0.75 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        <span className="sr-only">{word}: </span>
        {children}
      </div>
      {aside ? <div className="max-sm:ml-6.5 max-sm:w-full">{aside}</div> : null}
    </li>
  );
}

function SymptomItem({
  symptom,
  snapshot,
  vpcId,
  create,
}: { symptom: Symptom } & Pick<Props, "snapshot" | "vpcId" | "create">) {
  const { kind, sentence, fix, services, securityGroupIds, subnetIds } = symptom;
  const nameOf = nameIn(snapshot);
  const { filled, step } = fixDraft(snapshot, vpcId, { workload: null, features: [], services }, symptom);
  const offered = kind !== "covered" && fix.byPlan;
  return (
    <Item
      {...STYLES[kind]}
      aside={
        offered ? (
          <NewSetup
            create={create}
            region={snapshot.region}
            filled={filled}
            step={step}
            size="sm"
            label={`${kind === "internet" ? "Make this private" : "Fix this"}: ${visible(sentence)}`}
          >
            {kind === "internet" ? "Make private" : "Fix this"}
          </NewSetup>
        ) : null
      }
    >
      <p className="text-base font-medium wrap-break-word">
        <Sentence>{naming(snapshot)(sentence)}</Sentence>
      </p>
      {kind === "covered" || !fix.words ? null : (
        <p className="max-w-[90ch] text-sm text-muted">
          <Sentence>{naming(snapshot)(fix.words)}</Sentence>
        </p>
      )}
      <Disclosure summary="Groups and subnets" className="mt-0.5">
        <ul className="flex min-w-0 flex-wrap gap-x-5 gap-y-1">
          {securityGroupIds.map((id) => (
            <li key={id}>
              <ResourceId id={id} name={nameOf(id)} />
            </li>
          ))}
          {subnetIds.map((id) => (
            <li key={id}>
              <ResourceId id={id} name={nameOf(id) === id ? undefined : nameOf(id)} />
            </li>
          ))}
        </ul>
      </Disclosure>
    </Item>
  );
}

function FindingItem({
  group: { severity, code, summaries, details, fixes },
  named,
}: {
  group: FindingGroup;
  named: Named;
}) {
  return (
    <Item {...SEVERITY_STYLES[severity]} word={SEVERITIES[severity].one}>
      {summaries.map((summary) => (
        <p key={summary} className="text-base font-medium wrap-break-word">
          <Sentence>{named(summary)}</Sentence>
        </p>
      ))}
      {fixes.map((fix) => (
        <p key={fix} className="max-w-[90ch] text-sm text-muted">
          <Sentence>{fix}</Sentence>
        </p>
      ))}
      <Disclosure summary="Details" className="mt-0.5">
        {details.map((detail) => (
          <p key={detail} className="max-w-[80ch] text-sm text-muted">
            <Sentence>{named(detail)}</Sentence>
          </p>
        ))}
        <p className="mt-1 font-mono text-xs text-muted">{code}</p>
      </Disclosure>
    </Item>
  );
}
