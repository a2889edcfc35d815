import { readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import { createdByRuns } from "#lib/aws/read/created-by-runs";
import { regionCode, vpcId as vpcIdSchema } from "#lib/core/intent/intent";
import type { LostRun } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { lostRunDocument } from "#lib/run/history/record";
import { lostRuns, planOfLost } from "#lib/run/recover/lost-runs";
import { localActor } from "#lib/server/auth/actor";
import { withDatabase } from "../database";
import { EXIT, type ExitCode, UsageError } from "../exit";
import { printJson, report } from "../output";
import { withRunner } from "./follow";
import { exitOf, followed } from "./result";
import { type RunsOptions, show, withRuns } from "./runs";

type Where = { vpc?: string; region?: string };

/** `postern runs --lost`: resources in the account of runs that the database does not know, as JSON and for people. */
export async function lostCommand(
  id: string | undefined,
  { format, vpc, region, ...others }: RunsOptions,
): Promise<ExitCode> {
  if (id !== undefined || Object.keys(others).length > 0) {
    throw new UsageError(["--lost goes with --vpc, --region and --format only."]);
  }
  const { found } = await findLost({ ...(vpc ? { vpc } : {}), ...(region ? { region } : {}) });
  const unknown = await withRuns((client) => client.unknownRuns(found.map((run) => run.id)));
  const lost = found.filter((run) => unknown.includes(run.id));
  const lines =
    lost.length > 0 ? lost.flatMap(lostLines) : ["No resources of runs that this database does not know were found."];
  show(lost.map(lostRunDocument), lines, [], format);
  return EXIT.done;
}

/** `postern adopt`: recovers the record of a lost run from the resources that carry its tags; changes nothing in the account. */
export async function recoverCommand(id: string, where: Required<Where>): Promise<ExitCode> {
  const { found, target } = await findLost(where);
  const lost = found.find((one) => one.id === id);
  if (!lost) throw new UsageError([`Nothing in ${where.vpc} carries the tags of ${id}.`]);
  const { accountId } = await readGateway(target).identity();
  const plan = planOfLost(lost);
  const result = await withDatabase((url) =>
    withRunner(url, async ({ client, follow }) => {
      const [unknown] = await client.unknownRuns([id]);
      if (!unknown) throw new UsageError([`The database knows ${id}: postern runs ${id} shows it.`]);
      const request = {
        kind: "apply",
        target,
        accountId,
        plan,
        rollbackOnFailure: false,
        actor: localActor(),
      } as const;
      const started = await client.startRun({ ...request, recovery: true }, id);
      if ("busy" in started)
        throw new UsageError([`Run ${started.busy} is changing ${where.vpc}: try again after it.`]);
      return followed(await follow(id), plan);
    }),
  );
  printJson(result);
  if (result.status === "succeeded") {
    report([
      ...lostLines(lost),
      `What it modified carries no tags and is not in the record. To roll it back: postern rollback ${id} --yes`,
    ]);
  }
  return exitOf(result);
}

async function findLost({ vpc, region }: Where) {
  if (region !== undefined && !regionCode.safeParse(region).success) {
    throw new UsageError([`--region ${region}: must be the code of a Region, such as us-east-1.`]);
  }
  if (vpc !== undefined && !vpcIdSchema.safeParse(vpc).success)
    throw new UsageError([`--vpc ${vpc}: must be a VPC id.`]);
  const target = await readTarget(process.env, region ? { region } : {}, localActor());
  const all = lostRuns(await createdByRuns(target), target.region);
  return { target, found: vpc === undefined ? all : all.filter(({ vpcId }) => vpcId === vpc) };
}

function lostLines({ id, vpcId, region, resources }: LostRun): string[] {
  return [
    `${id}: ${counted(resources.length, "resource")} in ${vpcId} (${region})`,
    ...resources.map((resource) => `  ${resource.id} (${resource.operation}, ${resource.change})`),
  ];
}
