"use client";
import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { Disclosure } from "#components/ui/disclosure";
import { Skeleton } from "#components/ui/skeleton";
import { Sentence } from "#components/ui/untrusted";
import { blockReasons, VERDICTS } from "#lib/core/format/labels";
import { type Drift, isAsApplied } from "#lib/core/run/drift";
import type { Run } from "#lib/core/run/run";
import { counted, listed } from "#lib/core/text/phrases";
import { namesOfRun } from "#lib/render/words/run-title";
import { driftQuery } from "./queries";
import type { RunActions } from "./run-actions";
import { useAttempt, usePlanAgain } from "./use-attempt";

type ReadDrift = Extract<Drift, { kind: "read" }>;

/** Whether the account is still as the run left it, and if not what its intent asks for by now. */
export function DriftCard({ run, actions }: { run: Run; actions: RunActions }) {
  const { data, error, refetch, isFetching } = useQuery(driftQuery(run.id));
  const { busy, failure, attempt } = useAttempt();
  const planAgain = usePlanAgain(run, actions, attempt);
  const wasApplied = run.status === "succeeded";
  const recheck = (
    <Button size="sm" onClick={() => void refetch()} aria-busy={isFetching}>
      <RotateCw size={13} aria-hidden /> Look again
    </Button>
  );
  if (error) {
    return (
      <div className="flex flex-col items-start gap-2">
        <FailureView failure={failureFrom(error)} />
        {recheck}
      </div>
    );
  }
  if (!data) return <Skeleton className="h-16" />;
  if (data.kind === "other-account") {
    return (
      <Callout tone="warning" title={`Postern reads account ${data.accountId} now, which is not this run's`}>
        Start it with credentials of {run.request.accountId} to see whether the account is still as this run left it.
      </Callout>
    );
  }
  if (isAsApplied(data)) {
    return (
      <Callout
        tone="success"
        title={wasApplied ? "Still as applied" : "Now as the plan expects"}
        actions={recheck}
        live
      >
        Planned again over the account as it is now: no changes, and every name and path is as the plan expects.
      </Callout>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <Callout
        tone="warning"
        title={titleOf(data, wasApplied)}
        live
        actions={
          <>
            {data.changes.length > 0 || data.errors.length > 0 ? (
              <Button size="sm" variant={wasApplied ? "primary" : "secondary"} onClick={planAgain} aria-busy={busy}>
                Review in a new draft
              </Button>
            ) : null}
            {recheck}
          </>
        }
      >
        <Differences drift={data} run={run} />
      </Callout>
      {failure ? <FailureView failure={failure} /> : null}
    </div>
  );
}

function titleOf({ changes, errors }: ReadDrift, wasApplied: boolean): string {
  const needed = `${counted(changes.length, "change")} ${changes.length === 1 ? "is" : "are"} needed`;
  const state = wasApplied ? "Not as applied any more" : "Not as the plan expects";
  if (errors.length > 0) return `${state}, and a new plan is blocked`;
  return changes.length > 0 ? `${state}: ${needed}` : "Nothing is missing, but it does not do what the plan expects";
}

/** What a name resolves to, as text. */
function source(id: string): string {
  if (id === "public") return "public addresses";
  return id.startsWith("vpce-") ? id : "its own endpoint";
}

function List({ children }: { children: ReactNode }) {
  return <ul className="mt-1 list-disc pl-4 text-foreground">{children}</ul>;
}

function Differences({ drift: { changes, errors, names, paths }, run }: { drift: ReadDrift; run: Run }) {
  const known = namesOfRun(run);
  const nameOf = (id: string) => known(id) ?? id;
  return (
    <>
      {errors.length > 0 ? (
        <List>
          {errors.map(({ code, summary }) => (
            <li key={code + summary}>
              <Sentence>{summary}</Sentence> <code className="font-mono text-xs text-muted">{code}</code>
            </li>
          ))}
        </List>
      ) : null}
      {changes.length > 0 ? (
        <List>
          {changes.map(({ id, operation, title }) => (
            <li key={id}>
              <Sentence>{title}</Sentence> <code className="font-mono text-xs text-muted">ec2:{operation}</code>
            </li>
          ))}
        </List>
      ) : null}
      {names.length > 0 || paths.length > 0 ? (
        <Disclosure
          summary={`What does not work: ${listed([
            ...(names.length > 0 ? [counted(names.length, "name")] : []),
            ...(paths.length > 0 ? [counted(paths.length, "path")] : []),
          ])}`}
          open={changes.length === 0}
          className="mt-2"
        >
          <List>
            {names.map(({ name, found, expected }) => (
              <li key={name}>
                <span className="font-mono text-xs break-all">{name}</span> leads to {source(found)} instead of{" "}
                {source(expected)}.
              </li>
            ))}
            {paths.map(({ securityGroupId, subnetId, service, after, blockedBy }) => (
              <li key={`${securityGroupId} ${subnetId} ${service}`}>
                <Sentence>{`${nameOf(securityGroupId)} in ${nameOf(subnetId)} → ${service}: ${VERDICTS[after]}`}</Sentence>
                {blockedBy.after.length > 0 ? `, ${listed(blockReasons(blockedBy.after))}` : ""}.
              </li>
            ))}
          </List>
        </Disclosure>
      ) : null}
    </>
  );
}
