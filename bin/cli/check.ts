import { type Symptom, symptoms } from "#lib/core/check/symptoms";
import { checkVpc, hasProblems, interfacesOf, type VpcCheck } from "#lib/core/check/vpc-check";
import { groupFindings } from "#lib/core/format/finding-groups";
import { notChecked } from "#lib/core/format/not-checked";
import { servicesFor, type Workload, workloads } from "#lib/core/intent/catalogue";
import { vpcId } from "#lib/core/intent/intent";
import { listed } from "#lib/core/text/phrases";
import { type Named, naming } from "#lib/render/words/names";
import { EXIT, type ExitCode } from "./exit";
import { printJson, report } from "./output";
import { findingLines, notCheckedLines } from "./summary";
import { type NamedVpc, readOrOpen, servicesIn } from "./vpc";

export type CheckOptions = NamedVpc & { services?: string; workload?: Workload };

/** `postern check`: findings on a VPC as it is today, as JSON and for people. */
export async function checkCommand(options: CheckOptions): Promise<ExitCode> {
  const services = servicesIn(options.services);
  const snapshot = await readOrOpen(options);
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
