import type { Plan } from "#lib/core/format/plan-format";
import type { Run } from "#lib/core/run/run";
import { visible } from "#lib/core/text/untrusted";
import { nextStepLines } from "#lib/render/words/next-step";
import { runDocument } from "#lib/run/history/record";
import { EXIT, type ExitCode } from "../exit";
import { report } from "../output";

/** What `postern apply` and `postern rollback` print: how it ended, and the run if there was one. */
export type Result = {
  format: "postern.result/1";
  /** A run's status; or `nothing-to-do`, `blocked` by findings, `refused` before a run was started, `unfinished`. */
  status: Run["status"] | "nothing-to-do" | "blocked" | "unfinished";
  /** Of the plan that was applied, or would have been. */
  fingerprint: string;
  findings: Plan["findings"];
  run: ReturnType<typeof runDocument> | null;
};

export function resultOf(status: Result["status"], plan: Plan, run: Run | null = null): Result {
  return {
    format: "postern.result/1",
    status,
    fingerprint: plan.fingerprint,
    findings: plan.findings,
    run: run && runDocument(run),
  };
}

/** Reports how a run ended. */
export function followed(run: Run | null, plan: Plan): Result {
  if (!run) return resultOf("unfinished", plan);
  report(endLines(run));
  return resultOf(run.status, plan, run);
}

function endLines({ id, status, error, verification, request }: Run): string[] {
  const failed = verification?.filter(({ ok }) => !ok) ?? [];
  return [
    `Run ${id}: ${status}.`,
    ...(error ? [error.sentence, `${error.code}: ${error.message}`].map(visible) : []),
    ...(error ? nextStepLines(error.nextStep) : []),
    ...failed.map(({ name, detail }) => visible(`${name}: ${detail}`)),
    ...(status === "failed" && !request.recovery
      ? [`What was done is kept. To roll it back: postern rollback ${id} --yes`]
      : []),
  ];
}

/** Done, blocked, or else a failure. */
export function exitOf({ status }: Result): ExitCode {
  if (status === "succeeded" || status === "nothing-to-do") return EXIT.done;
  return status === "blocked" ? EXIT.blocked : EXIT.failed;
}
