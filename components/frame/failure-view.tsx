import { RotateCw } from "lucide-react";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { Disclosure } from "#components/ui/disclosure";
import { NextStep } from "#components/ui/next-step";
import { Spinner } from "#components/ui/spinner";
import { Sentence } from "#components/ui/untrusted";
import { type Failure, Problem, refusalSaid } from "#lib/core/format/failure";

/** What a query or a rendering error means to a reader. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof Problem) return error.failure;
  const refusal = refusalSaid(error);
  if (refusal) return refusal;
  return {
    code: "unexpected",
    sentence: "Something went wrong on this page.",
    nextStep: "Try again. What you entered is kept.",
    detail: error instanceof Error ? error.message : null,
  };
}

/** What a server action gives, or the failure where it gives nothing. */
export const orFailure = <T,>(result: Promise<T>) =>
  result.catch((error: unknown) => ({ ok: false, error: failureFrom(error) }) as const);

/** A failure: what happened, what to do, AWS's own message on demand, and a retry. */
export function FailureView({
  failure,
  onRetry,
  retrying = false,
  className,
}: {
  failure: Failure;
  onRetry?: () => void;
  retrying?: boolean;
  className?: string;
}) {
  return (
    <Callout
      tone="danger"
      live
      title={<Sentence>{failure.sentence}</Sentence>}
      {...(className ? { className } : {})}
      actions={
        onRetry ? (
          <Button size="sm" onClick={onRetry} focusableWhenDisabled disabled={retrying}>
            {retrying ? <Spinner /> : <RotateCw size={14} aria-hidden />}
            Try again
          </Button>
        ) : null
      }
    >
      <NextStep text={failure.nextStep} />
      {failure.detail ? (
        <Disclosure summary="Details" className="mt-2">
          <p className="font-mono text-xs break-words">
            <Sentence>{failure.detail}</Sentence>
          </p>
        </Disclosure>
      ) : null}
    </Callout>
  );
}
