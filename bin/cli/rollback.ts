import { readTarget } from "#lib/aws/client/target";
import { localActor } from "#lib/server/auth/actor";
import { withDatabase } from "./database";
import { type ExitCode, UsageError } from "./exit";
import { type Runner, withRunner } from "./follow";
import { printJson, report } from "./output";
import { exitOf, followed, type Result } from "./result";
import { readRun } from "./runs";

/** `postern rollback`: rolls back what a run has created, as a run of its own. */
export async function rollbackCommand(id: string, { yes }: { yes?: boolean }): Promise<ExitCode> {
  if (!yes)
    throw new UsageError([
      `rollback changes the account. To review it first: postern runs ${id}. To go ahead: add --yes.`,
    ]);
  const result = await withDatabase((url) => withRunner(url, (runner) => rollBack(id, runner)));
  printJson(result);
  return exitOf(result);
}

async function rollBack(id: string, { client, follow }: Runner): Promise<Result> {
  const run = await readRun(client, id);
  if (run.kind === "rollback") throw new UsageError([`${id} is itself a rollback, of ${run.of}.`]);
  const { plan, accountId } = run.request;
  const actor = localActor();
  const target = await readTarget(process.env, { region: plan.region }, actor);
  const started = await client.startRun({
    kind: "rollback",
    target,
    accountId,
    plan,
    rollbackOnFailure: false,
    actor,
    of: id,
  });
  if ("busy" in started) {
    report([`Run ${started.busy} is changing ${plan.vpcId}: it goes first.`]);
    const other = await follow(started.busy);
    return !other || other.of === id ? followed(other, plan) : rollBack(id, { client, follow });
  }
  report([`Run ${started.runId}: rolls back run ${id} in ${plan.vpcId}, account ${accountId}.`]);
  return followed(await follow(started.runId), plan);
}
