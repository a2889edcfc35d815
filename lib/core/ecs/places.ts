/** Where a cluster's workloads are in the network: VPC, subnets and security groups, as the clients of an intent. */
import type { Read, SecurityGroupId, SubnetId, VpcId } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import type { CapacityProviderStrategyItem, ClusterRead, ContainerInstance } from "./model";
import { runsOf } from "./needs";
import type { Running } from "./running";

/** An interface as EC2 describes it, of a container instance or a task. */
export type PlacedInterface = {
  id: string;
  instanceId: string | null;
  /** Whether it is a task's, which its instance only carries. */
  ofTask: boolean;
  vpcId: VpcId;
  subnetId: SubnetId;
  securityGroupIds: SecurityGroupId[];
};

/** What EC2 knows of the places that ECS names. */
export type Ec2Facts = {
  /** Subnet → its VPC; those that do not exist are missing. */
  subnets: Readonly<Record<string, VpcId>>;
  /** VPC → its default security group, which a service without groups has. */
  defaultGroups: Readonly<Record<string, SecurityGroupId>>;
  interfaces: Read<PlacedInterface[]>;
};

export type Clients = {
  vpcIds: VpcId[];
  subnetIds: SubnetId[];
  securityGroupIds: SecurityGroupId[];
  /** What could not be found out, as sentences. */
  unread: string[];
};

/** Subnets, instances and interfaces that ECS names: what to ask EC2 about. */
export function namedPlaces(read: ClusterRead, running: readonly Running[]) {
  return {
    subnetIds: [...new Set(running.flatMap(({ service }) => networkOf(service).subnets))],
    interfaceIds: [...new Set(running.flatMap(({ networkInterfaceIds }) => networkInterfaceIds))],
    instanceIds: [
      ...new Set(running.flatMap((one) => instancesOf(one, read)).flatMap(({ ec2InstanceId }) => ec2InstanceId ?? [])),
    ],
  };
}

/**
 * The clients of one workload. On container instances the agent, image pulls and log drivers use the instance's interface, even in network
 * mode awsvpc (ECS developer guide, "Task networking for EC2"): its groups and subnets are clients too.
 */
export function clientsOf(one: Running, read: ClusterRead, facts: Ec2Facts): Clients {
  const { subnets, securityGroups } = networkOf(one.service);
  const interfaces = facts.interfaces.state === "read" ? facts.interfaces.value : [];
  const own = interfaces.filter(({ id }) => one.networkInterfaceIds.includes(id));
  const instances = instancesOf(one, read);
  const ofInstances = interfaces.filter(
    ({ instanceId, ofTask }) => !ofTask && instances.some(({ ec2InstanceId }) => ec2InstanceId === instanceId),
  );
  const placed = [...own, ...ofInstances];
  const known = subnets.filter((id) => facts.subnets[id]);
  const vpcIds = unique([...known.flatMap((id) => facts.subnets[id] ?? []), ...placed.map(({ vpcId }) => vpcId)]);
  const defaults =
    subnets.length > 0 && securityGroups.length === 0 && one.networkInterfaceIds.length === 0
      ? vpcIds.flatMap((id) => facts.defaultGroups[id] ?? [])
      : [];
  return {
    vpcIds,
    subnetIds: unique([...(known as SubnetId[]), ...placed.map(({ subnetId }) => subnetId)]),
    securityGroupIds: unique([
      ...(securityGroups as SecurityGroupId[]),
      ...defaults,
      ...placed.flatMap(({ securityGroupIds }) => securityGroupIds),
    ]),
    unread: [...missing(subnets, known), ...unreadInstances(one, read, instances, facts)],
  };
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)].sort();

const networkOf = ({ networkConfiguration }: Running["service"]) => {
  const { subnets = [], securityGroups = [] } = networkConfiguration?.awsvpcConfiguration ?? {};
  return { subnets, securityGroups };
};

const missing = (subnets: readonly string[], known: readonly string[]): string[] =>
  subnets.length > known.length
    ? [
        `its subnets ${listed(
          subnets.filter((id) => !known.includes(id)),
          5,
        )} do not exist any more`,
      ]
    : [];

const onInstances = (one: Running): boolean => runsOf(one).on.some((kind) => kind === "ec2" || kind === "managed");

/** The container instances that a workload can be placed on: those of its capacity providers, or all. */
function instancesOf(one: Running, { containerInstances, cluster }: ClusterRead): ContainerInstance[] {
  if (!onInstances(one) || containerInstances.state === "skipped") return [];
  const strategy: readonly CapacityProviderStrategyItem[] =
    one.service.capacityProviderStrategy ??
    (one.service.launchType ? [] : (cluster.defaultCapacityProviderStrategy ?? []));
  const names = strategy.flatMap(({ capacityProvider }) => capacityProvider ?? []);
  return containerInstances.value.filter(
    ({ capacityProviderName = "" }) => names.length === 0 || names.includes(capacityProviderName),
  );
}

function unreadInstances(
  one: Running,
  { containerInstances }: ClusterRead,
  instances: readonly ContainerInstance[],
  { interfaces }: Ec2Facts,
): string[] {
  const words =
    "the groups and subnets of its container instances, whose agent, image pulls and logs need the endpoints too";
  if (!onInstances(one)) return [];
  if (containerInstances.state === "skipped") return [`${words} (${containerInstances.why})`];
  if (instances.length === 0) return [`${words} (none is registered)`];
  return interfaces.state === "skipped" ? [`${words} (${interfaces.why})`] : [];
}
