import { ALLOWANCE, within } from "#lib/aws/client/allowance";
import { toAwsError } from "#lib/aws/client/errors";
import { AwsError, isAwsError } from "#lib/aws/gateway";
import { parseArn } from "#lib/core/ecs/arn";
import type { Cluster, ClusterRead, Service, Task, TaskDefinition } from "#lib/core/ecs/model";
import { runsOnInstances } from "#lib/core/ecs/running";
import type { Read } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { nearest } from "#lib/core/text/nearest";
import { listed } from "#lib/core/text/phrases";
import { type EcsCalls, ecsCalls } from "./calls";

/** ECS keeps deleted services for some time, as INACTIVE. */
const isThere = ({ status }: Service): boolean => status !== "INACTIVE";

/**
 * Reads a cluster, with these of its services, or all of them and its other running tasks. Throws an `AwsError`: where ECS may not be
 * read, and for a cluster or service that is not there, with the names that are. What else may not be read is skipped.
 */
export async function readCluster(
  target: Target,
  name: string,
  serviceNames: readonly string[] = [],
): Promise<ClusterRead> {
  return within(ALLOWANCE, () => read(target, name, serviceNames)).catch((error: unknown) => {
    throw toAwsError(error, "DescribeServices", target, "ECS");
  });
}

async function read(target: Target, name: string, serviceNames: readonly string[]): Promise<ClusterRead> {
  const ecs = await ecsCalls(target);
  try {
    const cluster = await existingCluster(ecs, target, name);
    const arn = cluster.clusterArn ?? name;
    const accountId = parseArn(arn)?.accountId ?? "";
    const [services, tasks] = await Promise.all([
      existingServices(ecs, arn, name, serviceNames),
      serviceNames.length > 0 ? { state: "read" as const, value: [] } : attempted(() => otherTasks(ecs, arn)),
    ]);
    const [taskDefinitions, capacityProviders] = await Promise.all([
      definitionsOf(ecs, services, tasks),
      attempted(() => ecs.capacityProviders(providersOf(cluster, services))),
    ]);
    const found = { region: target.region, accountId, cluster, services, taskDefinitions, capacityProviders, tasks };
    const containerInstances = runsOnInstances(found)
      ? await attempted(() => ecs.containerInstances(arn))
      : { state: "read" as const, value: [] };
    return { ...found, containerInstances };
  } finally {
    ecs.close();
  }
}

/** A read that the others can do without: skipped, with its reason, where it fails. */
async function attempted<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { state: "read", value: await read() };
  } catch (error) {
    if (!isAwsError(error)) throw error;
    return { state: "skipped", why: error.sentence.replace(/\.$/, "") };
  }
}

async function existingCluster(ecs: EcsCalls, { region }: Target, name: string): Promise<Cluster> {
  const [cluster] = await ecs.clusters([name]);
  if (cluster && cluster.status !== "INACTIVE") return cluster;
  const names = await attempted(() => ecs.clusterArns());
  const sentence = cluster ? `The cluster ${name} is deleted.` : `There is no ECS cluster ${name} in ${region}.`;
  throw notThere(
    "DescribeClusters",
    sentence,
    name,
    names,
    `Check --cluster and --region: aws ecs list-clusters --region ${region}`,
  );
}

async function existingServices(ecs: EcsCalls, cluster: string, clusterName: string, names: readonly string[]) {
  if (names.length === 0) return (await ecs.services(cluster, await ecs.serviceArns(cluster))).filter(isThere);
  const found = await ecs.services(cluster, names);
  const missing = names.filter(
    (name) => !found.some((one) => isThere(one) && (one.serviceName === name || one.serviceArn === name)),
  );
  if (missing.length === 0) return found;
  const there = await attempted(() => ecs.serviceArns(cluster));
  const sentence = `The cluster ${clusterName} has no service ${listed(missing, 5, "or")}.`;
  throw notThere(
    "DescribeServices",
    sentence,
    missing[0] ?? "",
    there,
    "Check --service, or leave it out for the whole cluster.",
  );
}

function notThere(
  operation: string,
  sentence: string,
  name: string,
  arns: Read<string[]>,
  otherwise: string,
): AwsError {
  const names = arns.state === "read" ? arns.value.map((arn) => arn.split("/").at(-1) ?? arn).sort() : [];
  const meant = nearest(name, names);
  const nextStep = meant ? `Did you mean ${meant}?` : names.length > 0 ? `There are: ${listed(names, 10)}.` : otherwise;
  return new AwsError("not-found", "MISSING", sentence, sentence, nextStep, operation);
}

/** Those of services come and go with them. */
async function otherTasks(ecs: EcsCalls, cluster: string): Promise<Task[]> {
  return (await ecs.tasks(cluster, "RUNNING")).filter(({ group = "" }) => !group.startsWith("service:"));
}

async function definitionsOf(ecs: EcsCalls, services: readonly Service[], tasks: Read<Task[]>) {
  const arns = [
    ...services.flatMap(({ taskDefinition, taskSets = [] }) => [
      taskDefinition,
      ...taskSets.map((set) => set.taskDefinition),
    ]),
    ...(tasks.state === "read" ? tasks.value.map(({ taskDefinitionArn }) => taskDefinitionArn) : []),
  ].filter((arn) => arn !== undefined);
  const found = await Promise.all(
    [...new Set(arns)].map(async (arn): Promise<[string, TaskDefinition][]> => {
      const definition = await ecs.taskDefinition(arn);
      return definition ? [[arn, definition]] : [];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** A person's own; those of Fargate are known. */
function providersOf(cluster: Cluster, services: readonly Service[]): string[] {
  const strategies = [
    cluster.defaultCapacityProviderStrategy,
    ...services.flatMap(({ capacityProviderStrategy, taskSets = [] }) => [
      capacityProviderStrategy,
      ...taskSets.map((set) => set.capacityProviderStrategy),
    ]),
  ];
  const names = strategies
    .flatMap((strategy) => strategy ?? [])
    .flatMap(({ capacityProvider }) => capacityProvider ?? []);
  return [...new Set(names)].filter((name) => !name.startsWith("FARGATE"));
}
