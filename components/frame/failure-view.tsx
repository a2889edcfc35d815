import { RotateCw } from "lucide-react";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { CodeBlock } from "#components/ui/code-block";
import { Disclosure } from "#components/ui/disclosure";
import { Spinner } from "#components/ui/spinner";
import { type Failure, Problem, refusalSaid } from "#lib/core/failure";

/** What a query or a rendering error means to a reader. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof Problem) return error.failure;
  const refusal = refusalSaid(error);
  if (refusal) return refusal;
  return {
    code: "unexpected",
    sentence: "Something went wrong on this page.",
    nextStep: "Try again. What you typed is kept.",
    detail: error instanceof Error ? error.message : null,
  };
}

/** A next step in words, and the command or policy statement in it, if there is one, to be copied. */
function taken(nextStep: string): { words: string; code: string | null } {
  const statement = nextStep.indexOf("{");
  if (statement >= 0) {
    try {
      const code = JSON.stringify(JSON.parse(nextStep.slice(statement)), null, 2);
      return { words: nextStep.slice(0, statement).trim(), code };
    } catch {
      return { words: nextStep, code: null };
    }
  }
  return { words: nextStep, code: /\baws [a-z0-9-]+(?: [\w@/=.:-]*\w)*/.exec(nextStep)?.[0] ?? null };
}

/** A failure: what happened, what to do, AWS's own words for who wants them, and a way to try again. */
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
  const { words, code } = taken(failure.nextStep);
  return (
    <Callout
      tone="danger"
      live
      title={failure.sentence}
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
      <p>{words}</p>
      {code ? (
        <CodeBlock code={code} label={code.startsWith("{") ? "policy statement" : "command"} className="mt-2" />
      ) : null}
      {failure.detail ? (
        <Disclosure summary="Details" className="mt-2">
          <p className="font-mono text-xs break-words">{failure.detail}</p>
        </Disclosure>
      ) : null}
    </Callout>
  );
}
