"use client";
import { useQuery } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import Link from "next/link";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { Callout } from "#components/ui/callout";
import { CodeBlock } from "#components/ui/code-block";
import { Disclosure } from "#components/ui/disclosure";
import { NextStep } from "#components/ui/next-step";
import { ResourceId } from "#components/ui/resource-id";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import type { Failure } from "#lib/core/format/failure";
import { principalOf } from "#lib/core/iam/principal";
import { aboutOf } from "#lib/core/run/names";
import type { Run } from "#lib/core/run/run";
import { escapedJson, visible } from "#lib/core/text/untrusted";
import { proofCommands } from "#lib/render/words/proof";
import { namesOfRun, runTitle } from "#lib/render/words/run-title";
import { duration } from "#lib/render/words/time";
import { DriftCard } from "./drift";
import { LocalTime } from "./local-time";
import { Outcome } from "./outcome";
import { Progress } from "./progress";
import { runQuery } from "./queries";
import { type RunActions, RunButtons } from "./run-actions";
import { hasEnded, pageTitle } from "./run-words";
import { RunBadge } from "./status";
import { StepList } from "./step-list";
import { StopButton } from "./stop-button";
import { useNow } from "./use-now";
import { Verification } from "./verification";

/** One run, followed while it continues. */
export function RunView({ initial, actions }: { initial: Run; actions: RunActions }) {
  const { data: run, error, refetch } = useQuery(runQuery(initial.id, initial));
  const now = useNow(run !== undefined && !hasEnded(run.status));
  if (!run) return error ? <FailureView failure={failureFrom(error)} /> : null;
  const { plan, accountId, actor } = run.request;
  const end = run.endedAt ? Date.parse(run.endedAt) : now;
  const nameOf = namesOfRun(run);
  return (
    <div className="flex flex-col gap-5">
      <title>{`${pageTitle(run)} - Postern`}</title>
      <div>
        <nav aria-label="Breadcrumb" className="mb-1 flex items-center gap-1.5 text-sm text-muted">
          <Link href="/runs" className="text-accent underline underline-offset-2">
            Runs
          </Link>
          <span aria-hidden>/</span>
          <span aria-current="page">
            <ResourceId id={run.id} />
          </span>
        </nav>
        <div className="flex flex-wrap items-center gap-3">
          <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight">
            {titleOf(run)}
          </h1>
          <RunBadge status={run.status} />
        </div>
        <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-sm">
          <Fact name="VPC">
            <ResourceId id={plan.vpcId} name={nameOf(plan.vpcId)} />
          </Fact>
          <Fact name="Account">
            <span className="font-mono text-xs">{accountId}</span>
          </Fact>
          <Fact name="Region">
            <span className="font-mono text-xs">{plan.region}</span>
          </Fact>
          <Fact name="By">
            <span title={visible(actor)}>
              <UntrustedText>{principalOf(actor)}</UntrustedText>
            </span>
          </Fact>
          <Fact name="Started">
            <LocalTime at={run.createdAt} />
          </Fact>
          <Fact name={hasEnded(run.status) ? "Took" : "So far"}>
            {end > 0 ? duration(end - Date.parse(run.createdAt)) : "–"}
          </Fact>
          {run.of ? <OtherRun name="Rolls back" id={run.of} /> : null}
          {run.rolledBackBy ? <OtherRun name="Rolled back by" id={run.rolledBackBy} /> : null}
        </dl>
      </div>
      {error ? (
        <p
          role="status"
          className="flex items-center gap-2 rounded-lg border border-warning-border bg-warning-soft px-3 py-2 text-sm"
        >
          <CloudOff size={15} aria-hidden className="shrink-0 text-warning" />
          <span>
            <Sentence>{lostWords(failureFrom(error))}</Sentence> The run goes on without this page; what you see is the
            last that was known.
          </span>
        </p>
      ) : null}
      {run.waitsForLogin ? (
        <Callout tone="warning" title="The run waits for a login, and then resumes automatically" live>
          <p className="text-foreground">
            <Sentence>{run.waitsForLogin.sentence}</Sentence>
          </p>
          <NextStep text={run.waitsForLogin.nextStep} />
          <p className="mt-1">
            It has waited since <LocalTime at={run.waitsForLogin.since} />. No change is sent to AWS meanwhile.
          </p>
        </Callout>
      ) : null}
      {run.request.recovery ? (
        <p className="max-w-prose text-sm text-muted">
          The record of this run was lost. It was rebuilt from the resources that carry the run's tags; what the run
          modified carries none, so it is not listed, and a rollback does not change it.
        </p>
      ) : null}
      <Progress run={run}>
        {hasEnded(run.status) ? (
          <a href="#outcome" className="text-sm text-accent underline underline-offset-2 lg:hidden">
            How it ended, and what you can do
          </a>
        ) : (
          <StopButton run={run} actions={actions} onStopped={() => void refetch()} />
        )}
      </Progress>
      {/* What is known only at the end has its place beside or below the steps, so that these never move. */}
      <div className="grid items-start gap-x-6 gap-y-5 lg:grid-cols-[minmax(0,1fr)_23rem] lg:grid-rows-[auto_1fr]">
        <Section title="Steps">
          <StepList run={run} now={now} />
        </Section>
        <section
          id="outcome"
          aria-label="Outcome"
          className="flex min-w-0 scroll-mt-16 flex-col gap-4 lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:pt-8"
        >
          <Outcome run={run} />
          <RunButtons run={run} actions={actions} />
          {run.kind === "apply" && hasEnded(run.status) && run.status !== "rolled-back" ? (
            <Section title="The account today">
              <DriftCard run={run} actions={actions} />
            </Section>
          ) : null}
        </section>
        <div className="flex min-w-0 flex-col gap-5">
          <Proof run={run} />
          {run.verification ? (
            <Section title={run.rolledBackBy ? "Verification, before it was rolled back" : "Verification"}>
              <Verification run={run} checks={run.verification} paths={run.kind === "apply"} />
            </Section>
          ) : null}
          {run.undone ? (
            <Section title="Verification of the rollback">
              <Verification run={run} checks={run.undone} />
            </Section>
          ) : null}
          <Disclosure summary={run.request.recovery ? "What was found, as a plan" : "The plan that was approved"}>
            <p className="mb-2 text-sm text-muted">
              Fingerprint <code className="font-mono text-xs break-all">{plan.fingerprint}</code>, planned from this
              intent:
            </p>
            <CodeBlock code={escapedJson(plan.intent, 2)} label="the intent" />
          </Disclosure>
        </div>
      </div>
    </div>
  );
}

/** Commands that show that it works, and the one that undoes it. */
function Proof({ run }: { run: Run }) {
  if (run.kind !== "apply" || run.status !== "succeeded") return null;
  const { plan, accountId } = run.request;
  const proof = proofCommands(plan, accountId);
  return (
    <>
      {proof ? (
        <Section title="Prove it from inside the VPC">
          <p className="mb-2 max-w-prose text-sm text-muted">
            Run these on an instance, or in a container by ECS Exec, in one of the workloads' subnets.
          </p>
          <CodeBlock code={proof} label="commands to prove it" />
        </Section>
      ) : null}
      <Section title="How to undo">
        <p className="max-w-prose text-sm text-muted">
          Press “Roll back”, or run this command, which first shows what it would do; with{" "}
          <code className="font-mono text-xs whitespace-nowrap">--yes</code> it does it.
        </p>
        <CodeBlock code={`npx postern rollback ${run.id}`} label="command to undo" className="mt-2" />
      </Section>
    </>
  );
}

function titleOf({ kind, of, request: { plan, names, recovery } }: Run): string {
  const about = names ? { about: aboutOf(plan, names) } : {};
  return runTitle({ kind, of, changes: plan.changes.length, recovery, ...about });
}

/** Why a run cannot be followed just now. */
function lostWords({ code, sentence, nextStep }: Failure): string {
  return code === "postern-away" ? "Connection lost, trying again." : `${sentence} ${nextStep}`;
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex items-center gap-1.5">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function OtherRun({ name, id }: { name: string; id: string }) {
  return (
    <Fact name={name}>
      <Link href={`/runs/${id}`} className="font-mono text-xs text-accent underline-offset-2 hover:underline">
        {id}
      </Link>
    </Fact>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 text-base font-semibold">{title}</h2>
      {children}
    </section>
  );
}
