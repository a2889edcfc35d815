"use client";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { FailureView } from "#components/frame/failure-view";
import { Callout } from "#components/ui/callout";
import { Sentence } from "#components/ui/untrusted";
import { stepNames, stepPath } from "#components/wizard/step-names";
import type { Failure } from "#lib/core/format/failure";
import type { Step } from "#lib/core/intent/draft";

type Missing = { step: Step; message: string };

/** Why pressing "Apply" started nothing. */
export type Notice =
  | { kind: "missing"; missing: readonly Missing[] }
  | { kind: "blocked"; reasons: readonly string[] }
  | { kind: "nothing" }
  | { kind: "reading" }
  | { kind: "changed"; difference: readonly string[] }
  | { kind: "busy"; run: string }
  | { kind: "failed"; failure: Failure };

const link = "font-medium text-accent underline underline-offset-2";

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="mt-1 list-disc pl-4">
      {lines.map((line) => (
        <li key={line}>
          <Sentence>{line}</Sentence>
        </li>
      ))}
    </ul>
  );
}

function Words({ draftId, notice }: { draftId: string; notice: Notice }) {
  switch (notice.kind) {
    case "missing":
      return (
        <Callout tone="danger" title="Something is missing before this can be applied">
          <ul className="mt-1 list-disc pl-4">
            {notice.missing.map(({ step, message }) => (
              <li key={step + message}>
                <Sentence>{message}</Sentence>{" "}
                <Link href={stepPath(draftId, step)} className={link}>
                  {stepNames[step]}
                </Link>
              </li>
            ))}
          </ul>
        </Callout>
      );
    case "blocked":
      return (
        <Callout tone="danger" title="Nothing was started: the plan is blocked">
          <Lines lines={notice.reasons} />
          <p className="mt-1">
            <a href="#findings" className={link}>
              See the findings
            </a>{" "}
            for what to do.
          </p>
        </Callout>
      );
    case "nothing":
      return (
        <Callout tone="success" title="There is nothing to do">
          What you asked for exists already, so there is nothing to apply.
        </Callout>
      );
    case "reading":
      return (
        <Callout title="The account is still being read">The plan is not ready yet. Try again in a moment.</Callout>
      );
    case "changed":
      return (
        <Callout tone="warning" title="Nothing was started: the account has changed since this plan">
          <p>The plan below is the new one. Review it, then apply.</p>
          <Lines lines={notice.difference.length > 0 ? notice.difference : ["The order of the calls has changed."]} />
        </Callout>
      );
    case "busy":
      return (
        <Callout tone="warning" title="Nothing was started: another run is changing this VPC">
          <Link href={`/runs/${notice.run}`} className={link}>
            See {notice.run}
          </Link>
          . Apply again when it has ended.
        </Callout>
      );
    case "failed":
      return <FailureView failure={notice.failure} />;
    default:
      return notice satisfies never;
  }
}

/** Says why nothing was started, and takes the keyboard so that it is read out. */
export function ApplyNotice({ draftId, notice, attempt }: { draftId: string; notice: Notice | null; attempt: number }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (attempt > 0 && notice) box.current?.focus();
  }, [attempt, notice]);
  if (!notice) return null;
  return (
    <section ref={box} tabIndex={-1} data-summary aria-label="Why nothing was started" className="rounded-lg">
      <Words draftId={draftId} notice={notice} />
    </section>
  );
}
