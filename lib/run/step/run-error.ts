import { AwsError } from "#lib/aws/gateway";
import type { RunError } from "#lib/core/run/run";
import { redacted } from "#lib/log/redact";

/** Any error as a run shows it: AWS's own code and message with plain words, or a fault of Postern's own. */
export function runErrorOf(error: unknown): RunError {
  if (error instanceof AwsError) {
    const { code, message, sentence, nextStep } = error;
    return { code, message, sentence, nextStep };
  }
  return {
    code: "Internal",
    message: redacted(error instanceof Error ? error.message : String(error)),
    sentence: "Postern itself failed here.",
    nextStep: "What has been done is listed with the steps. Plan again: it shows what is still missing.",
  };
}
