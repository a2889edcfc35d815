/** What the workloads of a cluster reach of what each of them needs. */
import { type Symptom, symptoms } from "#lib/core/check/symptoms";
import { checkVpc, type VpcCheck } from "#lib/core/check/vpc-check";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { ClusterNeeds } from "./cluster-needs";
import { withExpectedTasks } from "./expected-tasks";

export type ClusterCheck = {
  /** Of all together: findings and rows once each. */
  check: VpcCheck;
  symptoms: Symptom[];
  /** The symptoms of one workload, by its name. */
  of: (workload: string) => Symptom[];
};

/** Checks each workload with its own services, where it runs or would; those that are alike once. */
export function checkCluster(account: Snapshot, { workloads, region }: ClusterNeeds): ClusterCheck {
  const vpcId = account.vpc?.id ?? "vpc-";
  const { snapshot } = withExpectedTasks(
    account,
    workloads.map(({ clients }) => clients),
  );
  const alike = new Map<string, { check: VpcCheck; symptoms: Symptom[]; names: Set<string> }>();
  for (const { name, services, clients } of workloads) {
    const key = JSON.stringify([services, clients.subnetIds, clients.securityGroupIds]);
    const known = alike.get(key);
    if (known) {
      known.names.add(name);
      continue;
    }
    const { interfaces } = withExpectedTasks(snapshot, [clients]);
    const check = checkVpc(snapshot, vpcId, services, interfaces);
    alike.set(key, { check, symptoms: symptoms(check, snapshot, interfaces), names: new Set([name]) });
  }
  const all = [...alike.values()];
  const checks = all.map(({ check }) => check);
  return {
    check: {
      format: "postern.check/1",
      region,
      vpcId,
      services: [...new Set(checks.flatMap(({ services }) => services))].sort(),
      findings: once(checks.flatMap(({ findings }) => findings)),
      reachability: once(checks.flatMap(({ reachability }) => reachability)),
      otherEndpoints: checks[0]?.otherEndpoints ?? [],
    },
    symptoms: once(all.flatMap((one) => one.symptoms)),
    of: (workload) => all.filter(({ names }) => names.has(workload)).flatMap((one) => one.symptoms),
  };
}

const once = <T>(items: readonly T[]): T[] => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
