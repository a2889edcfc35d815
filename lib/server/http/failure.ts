import { randomBytes } from "node:crypto";
import { isAwsError } from "#lib/aws/gateway";
import { type Failure, Problem } from "#lib/core/format/failure";
import { unavailabilityIn } from "#lib/database/database-away";
import { log } from "#lib/server/log";

/** It responds, but is not Postern's: a wrong password, no such database, no tables (PostgreSQL manual, appendix A). */
const NOT_OURS = /^(28\w{3}|3D000|42P01)$/;

/**
 * The failure that the browser gets for an error: a sentence for known ones; for all others only an id, under which the log has the
 * rest. The text of an unknown error is not revealed.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof Problem) return error.failure;
  if (isAwsError(error)) {
    log.warn(
      { kind: error.kind, code: error.code, operation: error.operation, requestId: error.requestId },
      error.sentence,
    );
    const request = error.requestId ? ` (request ${error.requestId})` : "";
    return {
      code: error.kind,
      sentence: error.sentence,
      nextStep: error.nextStep,
      detail: `${error.operation}: ${error.code}: ${error.message}${request}`,
    };
  }
  const id = randomBytes(4).toString("hex");
  log.error({ id, err: error }, "unexpected error");
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const unavailability = unavailabilityIn(error);
  if (unavailability === "full") {
    return {
      code: "database",
      sentence: "Postern's database has no room left, so nothing can be saved. Runs pause meanwhile and send nothing.",
      nextStep:
        "Make room on the disk where the database is. Runs then continue automatically; what was saved is kept.",
      detail: `See the log entry ${id}.`,
    };
  }
  if (unavailability || NOT_OURS.test(code)) {
    return {
      code: "database",
      sentence: "Postern's database does not respond, so drafts and runs cannot be read or saved.",
      nextStep: "Check the window where npm start runs, or start it again; what was saved is kept.",
      detail: `See the log entry ${id}.`,
    };
  }
  return {
    code: "unexpected",
    sentence: "Something went wrong inside Postern.",
    nextStep: "Try again. If it happens again, look in the log.",
    detail: `See the log entry ${id}.`,
  };
}
