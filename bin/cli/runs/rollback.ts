import { readTarget } from "#lib/aws/client/target";
import type { Run, RunRequest } from "#lib/core/run/run";
import { pendingSteps, rollbackPlanLines } from "#lib/render/words/rollback-plan";
import { localActor } from "#lib/server/auth/actor";
import { withDatabase } from "../database";
import { EXIT, type ExitCode, UsageError } from "../exit";
import { printJson, report } from "../output";
import { type Runner, withRunner } from "./follow";
import { exitOf, followed, type Result } from "./result";
import { readRun } from "./runs";

/** `postern rollback`: rolls back what a run has created, as a run of its own; without `yes`, shows what that would do. */
export async function rollbackCommand(id: string, { yes }: { yes?: boolean }): Promise<ExitCode> {
  if (!yes) return showPlan(id);
  const result = await withDatabase((url) => withRunner(url, (runner) => rollBack(id, runner)));
  printJson(result);
  return exitOf(result);
}

const WAIT_MS = 60_000;

async function showPlan(id: string): Promise<ExitCode> {
  const answer = await withDatabase((url) =>
    withRunner(url, async ({ client }) => {
      const run = await readRun(client, id);
      const request = await rollbackRequest(run);
      return { request, result: await client.askRollbackPlan({ run: request.of, request }, WAIT_MS) };
    }),
  );
  const { request, result } = answer;
  if (!result) throw new UsageError(["The rollback could not be planned in time. Try again."]);
  if ("error" in result) throw new UsageError([result.error.sentence, result.error.nextStep]);
  printJson(result.planned);
  report([
    `Rolling back ${request.of} in ${request.plan.vpcId}, account ${request.accountId}. Nothing was changed.`,
    ...rollbackPlanLines(result.planned, request.plan),
    `To go ahead: postern rollback ${request.of} --yes`,
  ]);
  return pendingSteps(result.planned).length > 0 ? EXIT.pending : EXIT.done;
}

async function rollbackRequest({ id, of, request }: Run): Promise<RunRequest & { of: string }> {
  const { plan, accountId, names } = request;
  const actor = localActor();
  const target = await readTarget(process.env, { region: plan.region }, actor);
  const rest = { target, accountId, plan, ...(names ? { names } : {}), rollbackOnFailure: false, actor };
  return { kind: "rollback", ...rest, of: of ?? id };
}

async function rollBack(id: string, { client, follow }: Runner): Promise<Result> {
  const request = await rollbackRequest(await readRun(client, id));
  const { plan, accountId, of } = request;
  const started = await client.startRun(request);
  if ("busy" in started) {
    report([`Run ${started.busy} is changing ${plan.vpcId}: it goes first.`]);
    const other = await follow(started.busy);
    return !other || other.of === of ? followed(other, plan) : rollBack(of, { client, follow });
  }
  report([`Run ${started.runId}: rolls back run ${of} in ${plan.vpcId}, account ${accountId}.`]);
  return followed(await follow(started.runId), plan);
}
