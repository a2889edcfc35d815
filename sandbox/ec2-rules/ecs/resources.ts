/** What the sandbox's ECS keeps: clusters, services, task definitions, tasks, container instances and capacity providers. */
import type { Scope } from "../call";
import type { Ec2 } from "../ec2";
import type { Tables } from "../state";

export type EcsResource = Tables["ecsResources"];
export type Kind = EcsResource["kind"];
export type Fields = EcsResource["fields"];

/** Where a call is made: whose account, and what is in it. */
export type Ecs = { ec2: Ec2; scope: Scope };

/** Refused as ECS does: its code, and its message. */
export class EcsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** `arn:aws:ecs:us-east-1:000000000000:service/shop/web` */
export const arnOf = ({ region, account }: Scope, resource: string): string =>
  `arn:aws:ecs:${region}:${account}:${resource}`;

/** Those of a kind that are there, in the order in which they were made. */
export function all({ ec2, scope }: Ecs, kind: Kind): EcsResource[] {
  return [...ec2.stateOf(scope).ecsResources.values()].filter((one) => one.kind === kind && !one.deleted);
}

/** By its ARN, or by the name that ends it. */
export function find(ecs: Ecs, kind: Kind, name: string): EcsResource | undefined {
  const found = all(ecs, kind);
  return found.find(({ id }) => id === name) ?? found.find(({ id }) => id.split("/").at(-1) === name);
}

export function put({ ec2, scope }: Ecs, kind: Kind, id: string, fields: Fields): EcsResource {
  const row = { id, kind, fields, deleted: false };
  ec2.note(scope, "ecsResources", row);
  return row;
}

export function remove({ ec2, scope }: Ecs, resource: EcsResource): void {
  ec2.note(scope, "ecsResources", { ...resource, deleted: true });
}

/** Changes fields that no call can set, such as a service's events. undefined: there is no such resource. */
export function correct(ec2: Ec2, scope: Scope, id: string, fields: Fields): unknown {
  const known = ec2.stateOf(scope).ecsResources.get(id);
  if (!known) return undefined;
  return put({ ec2, scope }, known.kind, id, { ...known.fields, ...fields }).fields;
}

/** The cluster that a call names, or `default`. Throws `EcsError`. */
export function clusterOf(ecs: Ecs, name: unknown): EcsResource {
  const found = find(ecs, "cluster", typeof name === "string" && name !== "" ? name : "default");
  if (found) return found;
  throw new EcsError("ClusterNotFoundException", "Cluster not found.");
}

/** Of a kind, those in a cluster. */
export const inCluster = (ecs: Ecs, kind: Kind, cluster: EcsResource): EcsResource[] =>
  all(ecs, kind).filter(({ fields }) => fields.clusterArn === cluster.id);
