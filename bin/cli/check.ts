import { readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import { type Symptom, symptoms } from "#lib/core/check/symptoms";
import { checkVpc, hasProblems, interfacesOf, type VpcCheck } from "#lib/core/check/vpc-check";
import { groupFindings } from "#lib/core/format/finding-groups";
import { notChecked } from "#lib/core/format/not-checked";
import { servicesFor, type Workload, workloads } from "#lib/core/intent/catalogue";
import { regionCode, vpcId } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import { type Named, naming } from "#lib/render/words/names";
import { localActor } from "#lib/server/auth/actor";
import { EXIT, type ExitCode, UsageError } from "./exit";
import { printJson, report } from "./output";
import { readSnapshot } from "./snapshot/file";
import { findingLines, notCheckedLines } from "./summary";

export type CheckOptions = {
  vpc?: string;
  region?: string;
  snapshot?: string;
  services?: string;
  workload?: Workload;
};

/** `postern check`: findings on a VPC as it is today, as JSON and for people. */
export async function checkCommand(options: CheckOptions): Promise<ExitCode> {
  const services = options.services?.split(",").flatMap((service) => service.trim() || []);
  if (services?.length === 0) throw new UsageError(["--services: name at least one service, such as ecs,ecr.api."]);

  const snapshot = options.snapshot === undefined ? await readVpc(options) : fromFile(options.snapshot, options);
  const id = snapshot.vpc?.id ?? vpcId.parse(options.vpc);
  const { workload } = options;
  const own = workload ? interfacesOf(snapshot, workload) : [];
  const only = own.length > 0 ? own : undefined;
  const check = checkVpc(snapshot, id, services ?? servicesOf(workload), only);
  printJson(check);
  report([
    ...(workload && !only && snapshot.vpc
      ? [`No workload of kind ${workload} was recognized here, so everything that runs here is checked.`]
      : []),
    ...checkSummary(check, symptoms(check, snapshot, only), naming(snapshot)),
    ...notCheckedLines(notChecked(snapshot)),
  ]);
  return hasProblems(check) ? EXIT.pending : EXIT.done;
}

/** The VPC and Region that are named. Throws `UsageError` and `AwsError`. */
export async function readVpc({ vpc, region }: Pick<CheckOptions, "vpc" | "region">): Promise<Snapshot> {
  if (vpc === undefined || region === undefined) {
    throw new UsageError(["Name the VPC and its Region: --vpc ID --region CODE."]);
  }
  const id = vpcId.safeParse(vpc);
  if (!id.success) throw new UsageError([`--vpc ${vpc}: ${id.error.issues[0]?.message}.`]);
  const code = regionCode.safeParse(region);
  if (!code.success) throw new UsageError([`--region ${region}: ${code.error.issues[0]?.message}.`]);
  const target = await readTarget(process.env, { region: code.data }, localActor());
  return readGateway(target).snapshot(id.data);
}

const fromFile = (file: string, { vpc, region }: CheckOptions): Snapshot =>
  readSnapshot(file, { ...(vpc ? { vpcId: vpc } : {}), ...(region ? { region } : {}) }).snapshot;

/** What a workload needs with the features that it most likely has. */
function servicesOf(workload: Workload | undefined): string[] | undefined {
  if (!workload) return undefined;
  return servicesFor({ workload, features: workloads[workload].suggests, services: [] }).map(({ service }) => service);
}

/** Findings and symptoms for people, or that there are none. */
export function checkSummary(check: VpcCheck, found: readonly Symptom[], named: Named): string[] {
  const lines = [
    ...findingLines(groupFindings(check.findings), named),
    ...found.flatMap(({ kind, sentence, fix, securityGroupIds }) => [
      named(`${sentence} (${listed(securityGroupIds, 4)})`),
      ...(kind !== "covered" && fix.words ? [`  ${fix.words}`] : []),
    ]),
  ];
  const others = check.otherEndpoints.map(({ words }) => words);
  if (lines.length > 0 || others.length > 0) {
    return [...(lines.length > 0 ? lines : [`No problem found in ${check.vpcId}.`]), ...others];
  }
  return check.services.length > 0
    ? [`No problem found in ${check.vpcId}.`]
    : [`${check.vpcId} has no endpoints. Name the services that its workloads need: --services ecs,ecr.api`];
}
