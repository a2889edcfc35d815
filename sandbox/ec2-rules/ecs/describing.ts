/** ECS's list and describe calls (Amazon ECS API reference). */
import {
  all,
  arnOf,
  clusterOf,
  type Ecs,
  EcsError,
  type EcsResource,
  type Fields,
  find,
  inCluster,
  type Kind,
} from "./resources";

type Operation = (ecs: Ecs, input: Fields) => unknown;

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];

const PAGE = 100;

/** A page of ARNs: `maxResults` of them after the place that `nextToken` says. */
function page(arns: readonly string[], { maxResults, nextToken }: Fields, member: string): Fields {
  const from = Number(nextToken ?? 0);
  const size = Math.min(Number(maxResults ?? PAGE), PAGE);
  const next = from + size < arns.length ? { nextToken: String(from + size) } : {};
  return { [member]: arns.slice(from, from + size), ...next };
}

const ids = (resources: readonly EcsResource[]): string[] => resources.map(({ id }) => id);

/** What is found of the names, and a failure for each of the others. */
function described(
  names: readonly string[],
  of: (name: string) => EcsResource | undefined,
  member: string,
  arn: string,
): Fields {
  const found = names.map((name) => of(name));
  return {
    [member]: found.flatMap((one) => (one ? [one.fields] : [])),
    failures: names.flatMap((name, at) =>
      found[at] ? [] : [{ arn: name.startsWith("arn:") ? name : `${arn}/${name}`, reason: "MISSING" }],
    ),
  };
}

function atMost(names: readonly string[], most: number): readonly string[] {
  if (names.length <= most) return names;
  throw new EcsError("InvalidParameterException", `At most ${most} can be described in one call.`);
}

const describedInCluster =
  (kind: Kind, names: string, most: number, resource: string): Operation =>
  (ecs, input) => {
    const cluster = clusterOf(ecs, input.cluster);
    const there = inCluster(ecs, kind, cluster);
    return described(
      atMost(texts(input[names]), most),
      (name) => there.find(({ id }) => id === name || id.split("/").at(-1) === name),
      names,
      arnOf(ecs.scope, `${resource}/${cluster.fields.clusterName}`),
    );
  };

export const describing: Readonly<Record<string, Operation>> = {
  ListClusters: (ecs, input) => page(ids(all(ecs, "cluster")), input, "clusterArns"),
  DescribeClusters: (ecs, { clusters }) => {
    const names = texts(clusters);
    return described(
      atMost(names.length > 0 ? names : ["default"], PAGE),
      (name) => find(ecs, "cluster", name),
      "clusters",
      arnOf(ecs.scope, "cluster"),
    );
  },
  DescribeCapacityProviders: (ecs, { capacityProviders }) =>
    described(
      atMost(texts(capacityProviders), PAGE),
      (name) => find(ecs, "capacityProvider", name),
      "capacityProviders",
      arnOf(ecs.scope, "capacity-provider"),
    ),
  ListServices: (ecs, input) =>
    page(ids(inCluster(ecs, "service", clusterOf(ecs, input.cluster))), input, "serviceArns"),
  DescribeServices: describedInCluster("service", "services", 10, "service"),
  ListTaskDefinitions: (ecs, input) => page(ids(all(ecs, "taskDefinition")), input, "taskDefinitionArns"),
  DescribeTaskDefinition: (ecs, { taskDefinition }) => ({
    taskDefinition: definitionOf(ecs, String(taskDefinition)).fields,
  }),
  ListTasks: (ecs, input) => {
    const { desiredStatus = "RUNNING", serviceName, family } = input;
    const tasks = inCluster(ecs, "task", clusterOf(ecs, input.cluster)).filter(
      ({ fields }) =>
        fields.desiredStatus === desiredStatus &&
        (serviceName === undefined || fields.group === `service:${String(serviceName).split("/").at(-1)}`) &&
        (family === undefined || String(fields.taskDefinitionArn).includes(`/${family}:`)),
    );
    return page(ids(tasks), input, "taskArns");
  },
  DescribeTasks: describedInCluster("task", "tasks", PAGE, "task"),
  ListContainerInstances: (ecs, input) =>
    page(ids(inCluster(ecs, "containerInstance", clusterOf(ecs, input.cluster))), input, "containerInstanceArns"),
  DescribeContainerInstances: describedInCluster("containerInstance", "containerInstances", PAGE, "container-instance"),
};

/** By ARN, `family:revision`, or the newest active revision of a family. Throws `EcsError`. */
export function definitionOf(ecs: Ecs, name: string): EcsResource {
  const exact = find(ecs, "taskDefinition", name);
  if (exact) return exact;
  const revisions = all(ecs, "taskDefinition").filter(
    ({ fields }) => fields.family === name.split("/").at(-1) && fields.status === "ACTIVE",
  );
  const newest = revisions.at(-1);
  if (newest) return newest;
  throw new EcsError("ClientException", "Unable to describe task definition.");
}
