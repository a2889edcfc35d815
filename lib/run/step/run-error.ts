import { isAwsError } from "#lib/aws/gateway";
import type { RunError } from "#lib/core/run/run";
import { redacted } from "#lib/log/redact";

/** Any error as a run shows it: AWS's own code and message with plain words, or an error of Postern's own. */
export function runErrorOf(error: unknown): RunError {
  if (isAwsError(error)) {
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

/** The credentials lead to another account than the run is for. */
export function otherAccount(approved: string, actual: string): RunError {
  return {
    code: "OtherAccount",
    message: `Approved for ${approved}; the credentials lead to ${actual}.`,
    sentence: `This is for account ${approved}, but the worker's credentials are those of ${actual}. Nothing was done.`,
    nextStep: "Give the worker the profile that the plan was read with, then try again.",
  };
}
