import { readTarget } from "#lib/aws/client/target";
import { readCluster } from "#lib/aws/ecs/read-cluster";
import { readPlaces } from "#lib/aws/ecs/read-places";
import { readTaskRoles } from "#lib/aws/ecs/read-task-roles";
import { elsewhere, parseArn } from "#lib/core/ecs/arn";
import { type ClusterNeeds, clusterNeeds, intentOf, isIntent } from "#lib/core/ecs/cluster-needs";
import type { ClusterRead } from "#lib/core/ecs/model";
import { namedPlaces } from "#lib/core/ecs/places";
import { runningIn } from "#lib/core/ecs/running";
import { regionCode } from "#lib/core/intent/intent";
import { partitionOf } from "#lib/core/network/services/partition";
import type { Target } from "#lib/core/run/target";
import { localActor } from "#lib/server/auth/actor";
import { EXIT, type ExitCode, UsageError } from "../exit";
import { printJson, report, write } from "../output";
import { maybeLines, needsText, noteLines } from "./text";

export type NeedsOptions = { cluster: string; service: string[]; region: string; format: "json" | "text" };

/** `postern needs`: the endpoints that ECS services need, as an intent, or as a table with a reason each. Changes nothing. */
export async function needsCommand({ format, ...which }: NeedsOptions): Promise<ExitCode> {
  const { needs, read, target } = await readNamedCluster(which);
  const intent = intentOf(needs);
  report(noteLines(needs));
  if (!isIntent(intent)) throw new UsageError([intent.sentence, intent.nextStep]);
  if (intent.services.length === 0) report(["No endpoint is needed, so there is nothing to plan."]);
  report(await taskRoleLines(target, read, intent.services));
  if (format === "json") printJson(intent);
  else write(needsText(needs, intent), undefined);
  return EXIT.done;
}

/** What the task roles allow besides. Off by default: whether it is called is not to be seen. */
async function taskRoleLines(target: Target, read: ClusterRead, needed: readonly string[]): Promise<string[]> {
  const arns = [...new Set(runningIn(read).flatMap(({ taskDefinition }) => taskDefinition.taskRoleArn ?? []))];
  if (arns.length === 0) return [];
  const { policies, offered } = await readTaskRoles(target, arns);
  return maybeLines(policies, offered, read.region, needed);
}

/** Reads a cluster and where it runs, and derives what it needs. Throws `UsageError` and `AwsError`. */
export async function readNeeds(which: Omit<NeedsOptions, "format">): Promise<ClusterNeeds> {
  return (await readNamedCluster(which)).needs;
}

type Named = { needs: ClusterNeeds; read: ClusterRead; target: Target };

/** The same, with what was read. */
export async function readNamedCluster({ cluster, service, region }: Omit<NeedsOptions, "format">): Promise<Named> {
  const parsed = regionCode.safeParse(region);
  if (!parsed.success) throw new UsageError([`--region ${region}: ${parsed.error.issues[0]?.message}.`]);
  for (const [option, value] of [["--cluster", cluster], ...service.map((one) => ["--service", one])] as const) {
    refuseElsewhere(option ?? "", value ?? "", parsed.data);
  }
  const target = await readTarget(process.env, { region: parsed.data }, localActor());
  const read = await readCluster(target, cluster, service);
  const places = await readPlaces(target, namedPlaces(read, runningIn(read)));
  return { needs: clusterNeeds(read, places), read, target };
}

/** An ARN of another Region or partition, or of something else: nothing is sent for it. */
function refuseElsewhere(option: string, value: string, region: string): void {
  const what = option === "--cluster" ? "cluster" : "service";
  if (value.trim() === "") throw new UsageError([`${option}: name an ECS ${what}, or give its ARN.`]);
  if (!value.startsWith("arn:")) return;
  const arn = parseArn(value);
  if (arn?.service !== "ecs" || !arn.resource.startsWith(`${what}/`)) {
    throw new UsageError([`${option} ${value} is not the ARN of an ECS ${what}.`, `Give its name, or its ARN.`]);
  }
  const where = elsewhere(arn, region);
  if (where === null) return;
  throw new UsageError([
    where === "region"
      ? `${option} ${value} is in ${arn.region}, and --region is ${region}.`
      : `${option} ${value} is of the partition ${arn.partition}, and --region ${region} of ${partitionOf(region)}.`,
    `Name the same Region in both.`,
  ]);
}
