/** ECS's calls that make and end things (Amazon ECS API reference), as far as reads show what they do. */
import { randomUUID } from "node:crypto";
import { definitionOf } from "./describing";
import { attachedInterface, removeInterface } from "./interfaces";
import {
  all,
  arnOf,
  clusterOf,
  type Ecs,
  EcsError,
  type EcsResource,
  type Fields,
  inCluster,
  put,
  remove,
} from "./resources";

type Operation = (ecs: Ecs, input: Fields) => unknown | Promise<unknown>;

const seconds = (): number => Math.floor(Date.now() / 1000);

const text = (value: unknown, what: string): string => {
  if (typeof value === "string" && value !== "") return value;
  throw new EcsError("InvalidParameterException", `${what} should not be null or empty.`);
};

export const running: Readonly<Record<string, Operation>> = {
  CreateCluster(ecs, { clusterName = "default", ...given }) {
    const id = arnOf(ecs.scope, `cluster/${clusterName}`);
    const fields = { settings: [], capacityProviders: [], defaultCapacityProviderStrategy: [], ...given };
    return { cluster: put(ecs, "cluster", id, { ...fields, clusterArn: id, clusterName, status: "ACTIVE" }).fields };
  },
  DeleteCluster(ecs, { cluster }) {
    const known = clusterOf(ecs, cluster);
    if (inCluster(ecs, "service", known).length > 0) {
      throw new EcsError(
        "ClusterContainsServicesException",
        "The Cluster cannot be deleted while Services are active.",
      );
    }
    remove(ecs, known);
    return { cluster: { ...known.fields, status: "INACTIVE" } };
  },
  CreateCapacityProvider(ecs, given) {
    const name = text(given.name, "name");
    const id = arnOf(ecs.scope, `capacity-provider/${name}`);
    const fields = { ...given, capacityProviderArn: id, status: "ACTIVE" };
    return { capacityProvider: put(ecs, "capacityProvider", id, fields).fields };
  },
  RegisterTaskDefinition(ecs, given) {
    const family = text(given.family, "family");
    const known = all(ecs, "taskDefinition").filter(({ fields }) => fields.family === family);
    const revision = Math.max(0, ...known.map(({ fields }) => Number(fields.revision))) + 1;
    const id = arnOf(ecs.scope, `task-definition/${family}:${revision}`);
    const fields = { volumes: [], ...given, family, revision, taskDefinitionArn: id, status: "ACTIVE" };
    return { taskDefinition: put(ecs, "taskDefinition", id, fields).fields };
  },
  DeregisterTaskDefinition(ecs, { taskDefinition }) {
    const { id, fields } = definitionOf(ecs, text(taskDefinition, "taskDefinition"));
    return { taskDefinition: put(ecs, "taskDefinition", id, { ...fields, status: "INACTIVE" }).fields };
  },
  RegisterContainerInstance(ecs, { cluster, instanceIdentityDocument, ...given }) {
    const known = clusterOf(ecs, cluster);
    const document = JSON.parse(String(instanceIdentityDocument ?? "{}")) as { instanceId?: string };
    const id = arnOf(ecs.scope, `container-instance/${known.fields.clusterName}/${hex()}`);
    const fields = {
      ...given,
      containerInstanceArn: id,
      clusterArn: known.id,
      ec2InstanceId: text(document.instanceId, "instanceId"),
      status: "ACTIVE",
      agentConnected: true,
    };
    return { containerInstance: put(ecs, "containerInstance", id, fields).fields };
  },
  async CreateService(ecs, { cluster, enableExecuteCommand = false, ...given }) {
    const known = clusterOf(ecs, cluster);
    const name = text(given.serviceName, "serviceName");
    if (inCluster(ecs, "service", known).some(({ fields }) => fields.serviceName === name)) {
      throw new EcsError("InvalidParameterException", "Creation of service was not idempotent.");
    }
    const id = arnOf(ecs.scope, `service/${known.fields.clusterName}/${name}`);
    const definition = definitionOf(ecs, text(given.taskDefinition, "Task definition"));
    const service = put(ecs, "service", id, {
      ...given,
      ...standard(known, given),
      enableExecuteCommand,
      serviceArn: id,
      serviceName: name,
      clusterArn: known.id,
      taskDefinition: definition.id,
      status: "ACTIVE",
      events: [],
      deployments: [deployment(definition, given)],
    });
    await launch(
      ecs,
      known,
      { ...service.fields, startedBy: name, group: `service:${name}` },
      definition,
      given.desiredCount,
    );
    return { service: service.fields };
  },
  UpdateService(ecs, { cluster, service, ...given }) {
    const known = inCluster(ecs, "service", clusterOf(ecs, cluster)).find(
      ({ id, fields }) => id === service || fields.serviceName === service,
    );
    if (!known) throw new EcsError("ServiceNotFoundException", "Service not found.");
    const definition = definitionOf(ecs, String(given.taskDefinition ?? known.fields.taskDefinition));
    const changed = { ...known.fields, ...given, taskDefinition: definition.id };
    const fields = { ...changed, deployments: [deployment(definition, changed)] };
    return { service: put(ecs, "service", known.id, fields).fields };
  },
  async DeleteService(ecs, { cluster, service }) {
    const known = clusterOf(ecs, cluster);
    const found = inCluster(ecs, "service", known).find(
      ({ id, fields }) => id === service || fields.serviceName === service,
    );
    if (!found) throw new EcsError("ServiceNotFoundException", "Service not found.");
    const group = `service:${found.fields.serviceName}`;
    for (const task of inCluster(ecs, "task", known).filter(({ fields }) => fields.group === group)) {
      await stop(ecs, task, "Task stopped by the service.");
    }
    remove(ecs, found);
    return { service: { ...found.fields, status: "INACTIVE" } };
  },
  async RunTask(ecs, { cluster, taskDefinition, count = 1, group, ...given }) {
    const known = clusterOf(ecs, cluster);
    const definition = definitionOf(ecs, text(taskDefinition, "Task definition"));
    const fields = { ...given, ...standard(known, given), group: group ?? `family:${definition.fields.family}` };
    return { tasks: await launch(ecs, known, fields, definition, count), failures: [] };
  },
  async StopTask(ecs, { cluster, task, reason = "Task stopped by user" }) {
    const found = inCluster(ecs, "task", clusterOf(ecs, cluster)).find(
      ({ id }) => id === task || id.split("/").at(-1) === task,
    );
    if (!found) throw new EcsError("InvalidParameterException", "The referenced task was not found.");
    return { task: await stop(ecs, found, String(reason)) };
  },
};

const hex = (): string => randomUUID().replaceAll("-", "");

/** Without launch type and strategy the cluster's default strategy holds, and without that EC2. */
function standard(
  { fields }: EcsResource,
  { launchType, capacityProviderStrategy, schedulingStrategy }: Fields,
): Fields {
  const common = fields.defaultCapacityProviderStrategy;
  const own =
    capacityProviderStrategy ??
    (launchType === undefined && Array.isArray(common) && common.length > 0 ? common : null);
  return {
    schedulingStrategy: schedulingStrategy ?? "REPLICA",
    ...(own ? { capacityProviderStrategy: own } : { launchType: launchType ?? "EC2" }),
  };
}

const deployment = ({ id }: EcsResource, { serviceConnectConfiguration, networkConfiguration }: Fields): Fields => ({
  id: "ecs-svc/1",
  status: "PRIMARY",
  taskDefinition: id,
  ...(serviceConnectConfiguration === undefined ? {} : { serviceConnectConfiguration }),
  ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
});

/** Starts tasks, each with an interface of its own in network mode awsvpc. */
async function launch(
  ecs: Ecs,
  cluster: EcsResource,
  {
    networkConfiguration,
    startedBy,
    group,
    launchType,
    capacityProviderStrategy,
    platformVersion,
    enableExecuteCommand,
  }: Fields,
  definition: EcsResource,
  count: unknown,
): Promise<Fields[]> {
  const tasks: Fields[] = [];
  for (let at = 0; at < Number(count ?? 0); at += 1) {
    const id = arnOf(ecs.scope, `task/${cluster.fields.clusterName}/${hex()}`);
    const attachments =
      definition.fields.networkMode === "awsvpc" ? [await attachedInterface(ecs, networkConfiguration, at)] : [];
    const fields = {
      taskArn: id,
      clusterArn: cluster.id,
      taskDefinitionArn: definition.id,
      group: group ?? "",
      startedBy: startedBy ?? "",
      desiredStatus: "RUNNING",
      lastStatus: "RUNNING",
      createdAt: seconds(),
      enableExecuteCommand: enableExecuteCommand ?? false,
      containers: [],
      attachments,
      ...provided(launchType, capacityProviderStrategy),
      ...(platformVersion === undefined ? {} : { platformVersion }),
    };
    tasks.push(put(ecs, "task", id, fields).fields);
  }
  return tasks;
}

function provided(launchType: Fields[string] | undefined, strategy: Fields[string] | undefined): Fields {
  const [first] = Array.isArray(strategy) ? (strategy as Fields[]) : [];
  const name = first?.capacityProvider;
  if (name === undefined) return { launchType: launchType ?? "EC2" };
  return { launchType: String(name).startsWith("FARGATE") ? "FARGATE" : "EC2", capacityProviderName: name };
}

async function stop(ecs: Ecs, { id, fields }: EcsResource, stoppedReason: string): Promise<Fields> {
  await removeInterface(ecs, fields.attachments);
  const ended = {
    desiredStatus: "STOPPED",
    lastStatus: "STOPPED",
    stopCode: "UserInitiated",
    stoppedReason,
    stoppedAt: seconds(),
  };
  return put(ecs, "task", id, { ...fields, ...ended }).fields;
}
