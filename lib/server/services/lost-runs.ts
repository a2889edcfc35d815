/** Runs that have left resources in the account and that this database does not know. */
import { readGateway } from "#lib/aws/ec2-reader";
import { createdByRuns } from "#lib/aws/read/created-by-runs";
import { problem } from "#lib/core/format/failure";
import type { LostRun } from "#lib/core/run/run";
import type { StartResult } from "#lib/core/run/start-result";
import { lostRuns, planOfLost } from "#lib/run/recover/lost-runs";
import type { Granted } from "#lib/server/http/guard";
import { target } from "./reads";
import { runs, start } from "./runs";

/** In a Region; without one, in that of the settings. Throws `AwsError`. */
export async function findLostRuns(region?: string): Promise<LostRun[]> {
  const to = await target(region);
  const found = lostRuns(await createdByRuns(to), to.region);
  if (found.length === 0) return [];
  const unknown = await runs().unknownRuns(found.map(({ id }) => id));
  return found.filter(({ id }) => unknown.includes(id));
}

/** Recovers a lost run's record from what carries its tags. Throws `not-found` when nothing does, or the run is known. */
export async function recoverRun(
  { run, vpcId, region }: { run: string; vpcId: string; region: string },
  { session: { actor } }: Granted,
): Promise<StartResult> {
  const lost = (await findLostRuns(region)).find((one) => one.id === run && one.vpcId === vpcId);
  if (!lost) {
    throw problem(
      "not-found",
      `Nothing in ${vpcId} is left of ${run}, or the run is known by now.`,
      "Check the list of runs.",
    );
  }
  const to = await target(region);
  const { accountId } = await readGateway(to).identity();
  const request = {
    kind: "apply",
    target: to,
    accountId,
    plan: planOfLost(lost),
    rollbackOnFailure: false,
    actor,
  } as const;
  return start({ ...request, recovery: true }, run);
}
