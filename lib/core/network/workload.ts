/** What a network interface belongs to, as far as EC2 says: by its type, its description and its instance. */
import type { NetworkInterface } from "./snapshot";

export type WorkloadKind = "task" | "instance" | "function" | "load balancer" | "interface";

export type Workload = {
  what: WorkloadKind;
  /** How its owner may know it: a service's, function's or load balancer's name, an instance's id, a description. */
  label: string;
};

const TASK = /^arn:aws[\w-]*:ecs:[^:]*:\d*:attachment\/(?<name>.+)$/;
const FUNCTION = /^AWS Lambda VPC ENI-(?<name>.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/;
const LOAD_BALANCER = /^ELB (?:(?:app|net|gwy)\/)?(?<name>[^/]+)/;

/** Whose interface it is (EC2 API reference, NetworkInterface; descriptions as ECS, Lambda and load balancers write them). */
export function workloadOf(one: NetworkInterface): Workload {
  const { description, interfaceType, instanceId, tags } = one;
  const name = (form: RegExp) => form.exec(description)?.groups?.name;
  const given = tags.Name || description || one.id;

  const task = name(TASK);
  if (task) return { what: "task", label: tags["aws:ecs:serviceName"] ?? tags.Name ?? task };
  const fn = name(FUNCTION);
  if (fn || interfaceType === "lambda") return { what: "function", label: fn ?? given };
  const balancer = name(LOAD_BALANCER);
  if (balancer || interfaceType.endsWith("load_balancer")) return { what: "load balancer", label: balancer ?? given };
  if (instanceId) return { what: "instance", label: instanceId };
  return { what: "interface", label: given };
}
