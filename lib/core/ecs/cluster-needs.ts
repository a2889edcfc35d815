/** What a cluster's workloads need together: the intent, the reasons, and what a person should know. */
import type { SecurityGroupId, SubnetId, VpcId } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import { type Note, type Reason, servicesOf, together } from "./derived";
import type { ClusterRead } from "./model";
import { needsOf } from "./needs";
import { type Clients, clientsOf, type Ec2Facts } from "./places";
import { type Running, runningIn } from "./running";

/** One workload, and what it needs. */
type WorkloadNeeds = {
  name: string;
  kind: Running["kind"];
  services: string[];
  reasons: readonly Reason[];
  notes: readonly Note[];
  clients: Clients;
};

export type ClusterNeeds = {
  clusterName: string;
  region: string;
  workloads: WorkloadNeeds[];
  /** What could not be read, as sentences; the rest is derived without it. */
  unread: string[];
};

/** What each workload of a cluster needs, and where it runs. */
export function clusterNeeds(read: ClusterRead, facts: Ec2Facts): ClusterNeeds {
  const running = runningIn(read);
  const { tasks, capacityProviders } = read;
  return {
    clusterName: read.cluster.clusterName ?? "",
    region: read.region,
    workloads: running.map((one) => {
      const derived = needsOf(one);
      return {
        name: one.name,
        kind: one.kind,
        services: servicesOf(derived),
        ...derived,
        clients: clientsOf(one, read, facts),
      };
    }),
    unread: [
      ...(tasks.state === "skipped" ? [`running tasks that no service started (${tasks.why})`] : []),
      ...(capacityProviders.state === "skipped"
        ? [`capacity providers, taken to be Auto Scaling groups (${capacityProviders.why})`]
        : []),
      ...read.services
        .filter(({ serviceName }) => !running.some(({ name }) => name === serviceName))
        .map(
          ({ serviceName, taskDefinition }) =>
            `the service ${serviceName} (its task definition ${taskDefinition} is gone)`,
        ),
    ],
  };
}

/** What an intent has to say; the rest has defaults. `services` may be empty: then no endpoint is needed. */
export type NeedsIntent = {
  version: 1;
  region: string;
  vpcId: VpcId;
  services: string[];
  subnetIds: SubnetId[];
  clientSubnetIds: SubnetId[];
  clientSecurityGroupIds: SecurityGroupId[];
};

/** A sentence and a next step, where there is no one intent. */
export type NoIntent = { sentence: string; nextStep: string };

/** The intent of all workloads together: the union of what they need and of where they run, in their one VPC. */
export function intentOf({ workloads, region, clusterName }: ClusterNeeds): NeedsIntent | NoIntent {
  if (workloads.length === 0) {
    return {
      sentence: `Nothing runs in the cluster ${clusterName}: it has no services and no running tasks.`,
      nextStep: "Name another cluster, or start from the VPC: postern check --vpc ID.",
    };
  }
  const vpcIds = union(workloads, ({ vpcIds }) => vpcIds);
  const [vpcId, ...others] = vpcIds;
  if (vpcId === undefined) {
    return {
      sentence: `Where ${listed(namesOf(workloads), 5)} of the cluster ${clusterName} runs is not known: ${reasonsOf(workloads)}.`,
      nextStep:
        "Allow the reads that are named, or write the intent with the VPC, subnets and security groups manually.",
    };
  }
  if (others.length > 0) return severalVpcs(workloads, vpcIds, clusterName);
  const subnetIds = union(workloads, (clients) => clients.subnetIds);
  const clientSecurityGroupIds = union(workloads, (clients) => clients.securityGroupIds);
  if (clientSecurityGroupIds.length === 0) {
    return {
      sentence: `The security groups of ${listed(namesOf(workloads), 5)} could not be read.`,
      nextStep:
        "Allow ec2:DescribeSecurityGroups and ec2:DescribeNetworkInterfaces, or name them in the intent manually.",
    };
  }
  const services = servicesOf(together(workloads));
  return { version: 1, region, vpcId, services, subnetIds, clientSubnetIds: subnetIds, clientSecurityGroupIds };
}

export const isIntent = (one: NeedsIntent | NoIntent): one is NeedsIntent => "vpcId" in one;

const namesOf = (workloads: readonly WorkloadNeeds[]): string[] => [...new Set(workloads.map(({ name }) => name))];

const union = <T extends string>(workloads: readonly WorkloadNeeds[], of: (clients: Clients) => T[]): T[] =>
  [...new Set(workloads.flatMap(({ clients }) => of(clients)))].sort();

function reasonsOf(workloads: readonly WorkloadNeeds[]): string {
  const unread = [...new Set(workloads.flatMap(({ clients }) => clients.unread))];
  return unread.length > 0 ? listed(unread, 3) : "neither a subnet nor a container instance is named";
}

function severalVpcs(workloads: readonly WorkloadNeeds[], vpcIds: readonly VpcId[], clusterName: string): NoIntent {
  const inEach = vpcIds.map((id) => {
    const names = namesOf(workloads.filter(({ clients }) => clients.vpcIds.includes(id)));
    return `${id} (${listed(names, 5)})`;
  });
  const example = namesOf(workloads.filter(({ clients }) => clients.vpcIds.length === 1))[0];
  return {
    sentence: `Workloads of the cluster ${clusterName} run in more than one VPC: ${listed(inEach)}. An intent is for one VPC.`,
    nextStep: `Name the services of one of them${example ? `, such as --service ${example}` : ""}.`,
  };
}
