import { readGateway } from "#lib/aws/ec2-reader";
import { readStoppedTasks } from "#lib/aws/ecs/read-stopped";
import type { Symptom } from "#lib/core/check/symptoms";
import { hasProblems } from "#lib/core/check/vpc-check";
import { checkCluster } from "#lib/core/ecs/cluster-check";
import { intentOf, isIntent } from "#lib/core/ecs/cluster-needs";
import { explainStops, type Stop } from "#lib/core/ecs/stopped/stopped";
import { notChecked } from "#lib/core/format/not-checked";
import { counted, listed } from "#lib/core/text/phrases";
import { type Named, naming } from "#lib/render/words/names";
import { checkSummary } from "../check";
import { EXIT, type ExitCode, UsageError } from "../exit";
import { printJson, report } from "../output";
import { notCheckedLines } from "../summary";
import { type NeedsOptions, readNamedCluster } from "./needs";

type CheckClusterOptions = Pick<NeedsOptions, "cluster" | "service"> &
  Partial<Record<"region" | "vpc" | "snapshot" | "services" | "workload", string>>;

/**
 * `postern check --cluster`: what the cluster's services need and do not reach, as JSON and for people, and why its tasks stopped. Where
 * none runs, it is checked as if one did.
 */
export async function checkClusterCommand(options: CheckClusterOptions): Promise<ExitCode> {
  const { cluster, service, region } = options;
  if (region === undefined) throw new UsageError(["Name the cluster's Region: --region CODE."]);
  const unused = (["vpc", "snapshot", "services", "workload"] as const).find((name) => options[name] !== undefined);
  if (unused)
    throw new UsageError([`--${unused} does not go with --cluster, which says what is checked. Leave one out.`]);
  const { needs, read, target } = await readNamedCluster({ cluster, service, region });
  const intent = intentOf(needs);
  const stops = explainStops(await readStoppedTasks(target, read, service.length === 0), read.services);
  if (!isIntent(intent)) {
    report(stops.flatMap(({ workload, sentence, nextStep }) => [`${workload}: ${sentence}`, `  ${nextStep}`]));
    throw new UsageError([intent.sentence, intent.nextStep]);
  }
  const account = await readGateway(target).snapshot(intent.vpcId);
  const checked = checkCluster(account, needs);
  const named = naming(account);
  printJson({ ...checked.check, cluster: needs.clusterName, stopped: stops });
  const command = (workload: string) =>
    `postern needs --cluster ${cluster} --service ${workload} --region ${region} | postern plan --intent -`;
  report([
    ...stops.flatMap((stop) => stopLines(stop, checked.of(stop.workload), named, command)),
    ...checkSummary(checked.check, checked.symptoms, named),
    ...notCheckedLines(notChecked(account)),
  ]);
  const isAmiss = hasProblems(checked.check) || stops.some(({ kind }) => kind === "network" || kind === "policy");
  return isAmiss ? EXIT.pending : EXIT.done;
}

/** A reason with what it means here: what is in the way of the services that it names. */
function stopLines(
  { workload, count, sentence, reason, services, nextStep, kind }: Stop,
  found: readonly Symptom[],
  named: Named,
  command: (workload: string) => string,
): string[] {
  const here = found.filter(
    (one) => one.kind !== "covered" && one.services.some((service) => services.includes(service)),
  );
  const isPath = kind === "network" && services.length > 0;
  return [
    `${workload} stopped or failed ${counted(count, "time")}: ${sentence}${services.length > 0 ? ` (${listed(services)})` : ""}`,
    `  ECS says: ${reason}`,
    ...here.flatMap((one) => [named(`  Here: ${one.sentence}`), ...(one.fix.words ? [`    ${one.fix.words}`] : [])]),
    ...(isPath && here.length === 0
      ? [`  Here: the paths to ${listed(services)} are private and open today, so it may be over.`]
      : []),
    `  ${nextStep}`,
    ...(isPath && here.length > 0 ? [`  ${command(workload)}`] : []),
  ];
}
