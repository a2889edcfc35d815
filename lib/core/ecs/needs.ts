/** Which endpoints one ECS workload needs, from its task definition, service and cluster, with the line that says so. */
import { capacityOf, isOldPlatform, needsOfCapacity, type Runs } from "./capacity";
import { needsOfRouter } from "./definition/firelens";
import { needsOfImage } from "./definition/images";
import { needsOfLogs } from "./definition/logs";
import { type Fetch, needsOfSensitiveData } from "./definition/sensitive";
import { needsOfSidecar } from "./definition/sidecars";
import { needsOfVolumes } from "./definition/volumes";
import { below, type Derived, type Line, noted, nothing, type Place, together } from "./derived";
import { needsOfExec, needsOfInsights, needsOfServiceConnect } from "./features";
import type { CapacityProvider, Cluster, ContainerDefinition, Service, TaskDefinition } from "./model";

/** A task definition, and what runs it. A task of no service has the fields of a service that it shares with one. */
export type Workload = Place & {
  cluster: Cluster;
  service: Service;
  taskDefinition: TaskDefinition;
  /** Of the cluster, as far as they could be read. */
  capacityProviders: readonly CapacityProvider[];
};

/** What a workload runs on (`capacityOf`). */
export const runsOf = ({ service, cluster, capacityProviders }: Workload): Runs =>
  capacityOf(service, cluster, capacityProviders, lineOfService(service));

/** The services that a workload needs, each with its reasons; and what no endpoint of this Region serves. */
export function needsOf(workload: Workload): Derived {
  const { service, cluster, taskDefinition, region, accountId } = workload;
  const runs = runsOf(workload);
  const line = lineOfTaskDefinition(taskDefinition);
  const ofService = lineOfService(service);
  const platformFamily = service.platformFamily ?? taskDefinition.runtimePlatform?.operatingSystemFamily;
  const fetch: Fetch = { region, accountId, oldPlatform: isOldPlatform(runs, { ...service, platformFamily }) };
  return together([
    inactive(taskDefinition, line),
    needsOfCapacity(runs, region),
    oldPlatform(service, ofService, fetch),
    ...(taskDefinition.containerDefinitions ?? []).map((container, at) =>
      needsOfContainer(
        container,
        { ...below(line, `containerDefinitions[${at}]`), ...(container.name ? { container: container.name } : {}) },
        fetch,
      ),
    ),
    needsOfVolumes(taskDefinition.volumes, below(line, "volumes"), fetch),
    needsOfExec(service, cluster, ofService),
    needsOfServiceConnect(service, ofService, fetch),
    needsOfInsights(cluster, runs),
    network(workload, runs, line, ofService),
  ]);
}

function needsOfContainer(container: ContainerDefinition, line: Line, fetch: Fetch): Derived {
  return together([
    needsOfImage(container.image, below(line, "image"), fetch),
    needsOfLogs(container.logConfiguration, below(line, "logConfiguration"), fetch),
    needsOfSensitiveData(container, line, fetch),
    needsOfRouter(container, line, fetch),
    needsOfSidecar(container, line),
  ]);
}

function inactive({ status, family = "" }: TaskDefinition, line: Line): Derived {
  if (status === undefined || status === "ACTIVE") return nothing;
  return noted(
    "problem",
    `The task definition ${line.name} is ${status === "INACTIVE" ? "inactive" : "being deleted"}: tasks that run keep it, new services cannot use it.`,
    below(line, "status"),
    `Update the service to an active revision of ${family || "the task definition"}.`,
  );
}

function oldPlatform({ platformVersion = "" }: Service, line: Line, fetch: Fetch): Derived {
  if (!fetch.oldPlatform) return nothing;
  return noted(
    "note",
    `Platform version ${platformVersion} of Fargate logs in to ECR and fetches secrets outside the VPC, where endpoints do not matter.`,
    below(line, "platformVersion"),
    "With 1.4.0 or later all of it goes through the task's own interface: then derive the endpoints anew.",
  );
}

/** How the tasks are in the network, as far as that needs words. */
function network({ taskDefinition, service }: Workload, { on }: Runs, line: Line, ofService: Line): Derived {
  const mode = taskDefinition.networkMode ?? (on.includes("fargate") ? "awsvpc" : "bridge");
  const isPublic = service.networkConfiguration?.awsvpcConfiguration?.assignPublicIp === "ENABLED";
  return together([
    mode === "awsvpc"
      ? nothing
      : noted(
          "note",
          mode === "none"
            ? "The tasks have no network of their own (network mode none): only the container instance's agent calls AWS."
            : `The tasks share the network of their container instances (network mode ${mode}), whose security groups and subnets count.`,
          below(line, "networkMode"),
        ),
    isPublic
      ? noted(
          "note",
          "The tasks have public addresses (assignPublicIp): with endpoints their calls to AWS stay private all the same.",
          below(ofService, "networkConfiguration.awsvpcConfiguration.assignPublicIp"),
          "If nothing else needs the internet, the service can do without public addresses afterwards.",
        )
      : nothing,
  ]);
}

function lineOfTaskDefinition({ family, revision, taskDefinitionArn = "" }: TaskDefinition): Line {
  const name = family === undefined ? (taskDefinitionArn.split("/").at(-1) ?? "") : `${family}:${revision ?? "?"}`;
  return { document: "task definition", name, path: "" };
}

const lineOfService = ({ serviceName = "" }: Service): Line => ({ document: "service", name: serviceName, path: "" });
