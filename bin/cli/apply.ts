import { blockers } from "#lib/core/format/finding-groups";
import { isBlocked } from "#lib/core/format/severity";
import type { Intent } from "#lib/core/intent/intent";
import { counted } from "#lib/core/text/phrases";
import { localActor } from "#lib/server/auth/actor";
import { accepting, type Planned, planFor } from "./account";
import { withDatabase } from "./database";
import { type ExitCode, UsageError } from "./exit";
import { readIntent } from "./intent-file";
import { printJson, report } from "./output";
import { withPermissions } from "./permissions";
import { type Runner, withRunner } from "./runs/follow";
import { exitOf, followed, type Result, resultOf } from "./runs/result";
import { planFindingLines } from "./summary";

export type ApplyOptions = {
  intent: string;
  yes?: boolean;
  fingerprint?: string;
  rollbackOnFailure: boolean;
  accept: Intent["acceptedRisks"];
};

/** `postern apply`: reads the account again, plans again, and applies the plan unless findings block it. */
export async function applyCommand(options: ApplyOptions): Promise<ExitCode> {
  const intent = accepting(readIntent(options.intent), options.accept);
  if (!options.yes) {
    throw new UsageError([
      "apply changes the account. To review it first: postern plan --intent FILE. To go ahead: add --yes. Nothing was sent to AWS.",
    ]);
  }
  const planned = await withPermissions(await planFor(intent));
  const early = decided(planned, options.fingerprint);
  const result =
    early ?? (await withDatabase((url) => withRunner(url, (runner) => carryOut(planned, options, runner))));
  printJson(result);
  return exitOf(result);
}

/** What needs no run: a plan that has changed, is blocked, or is empty. */
function decided({ plan, named }: Planned, fingerprint: string | undefined): Result | null {
  if (fingerprint !== undefined && fingerprint.toLowerCase() !== plan.fingerprint) {
    report([
      "The plan is no longer the one that was approved, so nothing was done.",
      `Approved: ${fingerprint}`,
      `Now:      ${plan.fingerprint}, ${counted(plan.changes.length, "change")}:`,
      ...plan.changes.map(({ id, operation, reason }) => `  ${id} (${operation}): ${reason}`),
      ...blockers(plan).map((reason) => `  ${reason}`),
      ...plan.basis.map((line) => `  ${line}`),
      "Review the new plan (postern plan) and approve that.",
    ]);
    return resultOf("refused", plan);
  }
  if (isBlocked(plan)) {
    report(["The plan is blocked, so nothing was done.", ...planFindingLines(plan, named)]);
    return resultOf("blocked", plan);
  }
  if (plan.changes.length > 0) return null;
  report(["There is nothing to do: what the intent asks for exists already."]);
  return resultOf("nothing-to-do", plan);
}

async function carryOut(planned: Planned, options: ApplyOptions, runner: Runner): Promise<Result> {
  const { plan, target, accountId, names } = planned;
  const { rollbackOnFailure } = options;
  const started = await runner.client.startRun({
    kind: "apply",
    target,
    accountId,
    plan,
    names,
    rollbackOnFailure,
    actor: localActor(),
  });
  if ("runId" in started) {
    report([`Run ${started.runId}: ${counted(plan.changes.length, "change")} in ${plan.vpcId}, account ${accountId}.`]);
    return followed(await runner.follow(started.runId), plan);
  }
  report([`Run ${started.busy} is changing ${plan.vpcId}: it goes first.`]);
  const other = await runner.follow(started.busy);
  if (!other) return resultOf("unfinished", plan);
  const again = await planFor(plan.intent);
  return decided(again, options.fingerprint) ?? carryOut(again, options, runner);
}
