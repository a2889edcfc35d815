/** The workloads of a cluster: what runs which task definition, and where. */

import type { ClusterRead, NetworkConfiguration, Service, Task, TaskSet } from "./model";
import { runsOf, type Workload } from "./needs";

export type Running = Workload & {
  /** What people call it: a service's name, or the family of tasks without a service. */
  name: string;
  kind: "service" | "task";
  /** Interfaces of tasks without a service, whose security groups only EC2 knows. */
  networkInterfaceIds: readonly string[];
};

type Read = Omit<ClusterRead, "containerInstances">;

/** Each service with its task definition, or with those of its task sets; tasks without a service once for each definition. */
export function runningIn(read: Read): Running[] {
  const services = read.services.flatMap((service) =>
    variants(service).flatMap((one) => runningAs(read, one, service.serviceName ?? "", "service")),
  );
  const tasks = read.tasks.state === "read" ? read.tasks.value : [];
  const byDefinition = new Map<string, Task[]>();
  for (const task of tasks) {
    const key = task.taskDefinitionArn ?? "";
    byDefinition.set(key, [...(byDefinition.get(key) ?? []), task]);
  }
  const others = [...byDefinition.values()].flatMap((same) => {
    const [first = {}] = same;
    const service = asService(first, same);
    return runningAs(read, service, service.serviceName ?? "", "task", same.flatMap(interfacesOf));
  });
  return [...services, ...others];
}

/** Whether anything of it runs on container instances. */
export const runsOnInstances = (read: Read): boolean =>
  runningIn(read).some((one) => runsOf(one).on.some((kind) => kind === "ec2" || kind === "managed"));

function runningAs(
  { region, accountId, cluster, taskDefinitions, capacityProviders }: Read,
  service: Service,
  name: string,
  kind: Running["kind"],
  networkInterfaceIds: readonly string[] = [],
): Running[] {
  const taskDefinition = taskDefinitions[service.taskDefinition ?? ""];
  if (!taskDefinition) return [];
  const providers = capacityProviders.state === "read" ? capacityProviders.value : [];
  const common = { region, accountId, cluster, taskDefinition, capacityProviders: providers };
  return [{ ...common, service, name, kind, networkInterfaceIds }];
}

/** A service that CodeDeploy or another program deploys has its definition, capacity and network in its task sets. */
function variants({ taskSets = [], ...service }: Service): Service[] {
  const active = taskSets.filter(({ status }) => status !== "DRAINING");
  return active.length === 0 ? [service] : active.map((set) => ({ ...service, ...given(set) }));
}

const given = (set: TaskSet): Partial<Service> =>
  Object.fromEntries(Object.entries(set).filter(([name, value]) => name !== "status" && value !== undefined));

/** A task in the fields of a service. */
function asService(task: Task, same: readonly Task[]): Service {
  const subnets = [...new Set(same.flatMap((one) => detailsOf(one, "subnetId")))];
  const networkConfiguration: NetworkConfiguration | undefined =
    subnets.length > 0 ? { awsvpcConfiguration: { subnets } } : undefined;
  return {
    serviceName: (task.group ?? "").replace(/^family:/, "") || (task.taskDefinitionArn?.split("/").at(-1) ?? ""),
    taskDefinition: task.taskDefinitionArn,
    launchType: task.capacityProviderName === undefined ? task.launchType : undefined,
    capacityProviderStrategy:
      task.capacityProviderName === undefined ? undefined : [{ capacityProvider: task.capacityProviderName }],
    platformVersion: task.platformVersion,
    platformFamily: task.platformFamily,
    enableExecuteCommand: task.enableExecuteCommand,
    networkConfiguration,
  };
}

const interfacesOf = (task: Task): string[] => detailsOf(task, "networkInterfaceId");

const detailsOf = ({ attachments = [] }: Task, wanted: string): string[] =>
  attachments
    .filter(({ type }) => type === "ElasticNetworkInterface")
    .flatMap(({ details = [] }) => details.flatMap(({ name, value }) => (name === wanted && value ? [value] : [])));
