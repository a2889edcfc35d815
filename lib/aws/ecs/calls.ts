/** ECS's describe and list calls, each with all its pages and batches. */
import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type DesiredStatus,
  ECSClient,
  paginateListClusters,
  paginateListContainerInstances,
  paginateListServices,
  paginateListTasks,
} from "@aws-sdk/client-ecs";
import pLimit from "p-limit";
import { configFor } from "#lib/aws/client/clients";
import { toAwsError } from "#lib/aws/client/errors";
import { endpointOfService } from "#lib/aws/client/target";
import type { Target } from "#lib/core/run/target";

/** ECS API reference: how many names a describe call takes, and how many ARNs a page of a list call holds. */
const SERVICES_A_CALL = 10;
const NAMES_A_CALL = 100;
const PAGE = 100;

const CONCURRENT_CALLS = 6;

export type EcsCalls = Awaited<ReturnType<typeof ecsCalls>>;

/** Read calls on ECS. Each throws an `AwsError`. */
export async function ecsCalls(target: Target) {
  const endpoint = await endpointOfService(process.env, target, "ecs");
  const client = new ECSClient({ ...configFor(target), ...(endpoint ? { endpoint } : {}) });
  const limit = pLimit(CONCURRENT_CALLS);
  const paging = { client, pageSize: PAGE, stopOnSameToken: true };

  const call = <T>(operation: string, ask: () => Promise<T>): Promise<T> =>
    limit(ask).catch((error: unknown) => {
      throw toAwsError(error, operation, target, "ECS");
    });
  const listed = <Page>(
    operation: string,
    pages: () => AsyncIterable<Page>,
    arns: (page: Page) => string[] | undefined,
  ) =>
    call(operation, async () => {
      const all: string[] = [];
      for await (const page of pages()) all.push(...(arns(page) ?? []));
      return all;
    });
  const inBatches = async <T>(names: readonly string[], size: number, ask: (names: string[]) => Promise<T[]>) => {
    const batches = Array.from({ length: Math.ceil(names.length / size) }, (_, at) =>
      names.slice(at * size, (at + 1) * size),
    );
    return (await Promise.all(batches.map(ask))).flat();
  };

  return {
    clusters: (names: readonly string[]) =>
      inBatches(names, NAMES_A_CALL, (clusters) =>
        call("DescribeClusters", () =>
          client.send(new DescribeClustersCommand({ clusters, include: ["CONFIGURATIONS", "SETTINGS"] })),
        ).then((response) => response.clusters ?? []),
      ),
    clusterArns: () =>
      listed(
        "ListClusters",
        () => paginateListClusters(paging, {}),
        (page) => page.clusterArns,
      ),
    serviceArns: (cluster: string) =>
      listed(
        "ListServices",
        () => paginateListServices(paging, { cluster }),
        (page) => page.serviceArns,
      ),
    /** Names that ECS does not know are left out. */
    services: (cluster: string, names: readonly string[]) =>
      inBatches(names, SERVICES_A_CALL, (services) =>
        call("DescribeServices", () => client.send(new DescribeServicesCommand({ cluster, services }))).then(
          (response) => response.services ?? [],
        ),
      ),
    taskDefinition: (taskDefinition: string) =>
      call("DescribeTaskDefinition", () => client.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).then(
        (response) => response.taskDefinition ?? null,
      ),
    capacityProviders: (names: readonly string[]) =>
      inBatches(names, NAMES_A_CALL, (capacityProviders) =>
        call("DescribeCapacityProviders", () =>
          client.send(new DescribeCapacityProvidersCommand({ capacityProviders })),
        ).then((response) => response.capacityProviders ?? []),
      ),
    async containerInstances(cluster: string) {
      const arns = await listed(
        "ListContainerInstances",
        () => paginateListContainerInstances(paging, { cluster }),
        (page) => page.containerInstanceArns,
      );
      return inBatches(arns, NAMES_A_CALL, (containerInstances) =>
        call("DescribeContainerInstances", () =>
          client.send(new DescribeContainerInstancesCommand({ cluster, containerInstances })),
        ).then((response) => response.containerInstances ?? []),
      );
    },
    async tasks(cluster: string, desiredStatus: DesiredStatus, serviceName?: string) {
      const arns = await listed(
        "ListTasks",
        () => paginateListTasks(paging, { cluster, desiredStatus, ...(serviceName ? { serviceName } : {}) }),
        (page) => page.taskArns,
      );
      return inBatches(arns, NAMES_A_CALL, (tasks) =>
        call("DescribeTasks", () => client.send(new DescribeTasksCommand({ cluster, tasks }))).then(
          (response) => response.tasks ?? [],
        ),
      );
    },
    close: () => client.destroy(),
  };
}
