/** Which endpoints a workload needs, and why (Amazon ECS developer guide and ECR user guide, "interface VPC endpoints"). */

export type Workload = "fargate" | "ec2" | "api";

export type Feature = "ecr" | "logs" | "secrets" | "parameters" | "exec" | "service-connect" | "kms" | "api-calls";

/** A service as an intent writes it, and the reasons for it; `service` is unique in a list. */
export type Need = { service: string; reasons: string[] };

type Entry = { title: string; description: string; needs: readonly (readonly [service: string, reason: string])[] };

export const workloads: Readonly<Record<Workload, Entry & { suggests: readonly Feature[] }>> = {
  fargate: {
    title: "ECS on Fargate",
    description: "Tasks on AWS's own capacity. Fargate itself needs no endpoint; images, logs and secrets do.",
    needs: [],
    suggests: ["ecr", "logs"],
  },
  ec2: {
    title: "ECS on EC2",
    description: "Container instances of your own, whose agent talks to ECS.",
    needs: [
      ["ecs-agent", "the ECS agent of container instances takes its orders here"],
      ["ecs-telemetry", "the ECS agent of container instances reports metrics here"],
      ["ecs", "container instances register with the cluster here"],
    ],
    suggests: ["ecr", "logs"],
  },
  api: {
    title: "Only calls the API",
    description: "A deploy runner, a Lambda function or an instance that calls ECS, such as ecs:DescribeTasks.",
    needs: [["ecs", "calls of the ECS API"]],
    suggests: [],
  },
};

export const features: Readonly<Record<Feature, Entry>> = {
  ecr: {
    title: "Images from ECR",
    description: "Tasks pull their images from private ECR repositories.",
    needs: [
      ["ecr.api", "logging in to ECR and finding images"],
      ["ecr.dkr", "pulling image manifests from the registry"],
      ["s3", "ECR keeps image layers in S3"],
    ],
  },
  logs: {
    title: "Logs to CloudWatch",
    description: "The awslogs driver, or anything else that writes to CloudWatch Logs.",
    needs: [["logs", "the awslogs driver writes to CloudWatch Logs"]],
  },
  secrets: {
    title: "Secrets Manager",
    description: "Task definitions that refer to secrets.",
    needs: [["secretsmanager", "secrets that task definitions refer to"]],
  },
  parameters: {
    title: "Parameter Store",
    description: "Task definitions that refer to Systems Manager parameters.",
    needs: [["ssm", "parameters that task definitions refer to"]],
  },
  exec: {
    title: "ECS Exec",
    description: "A shell in a running container. With a customer managed key for the session, also turn on KMS keys.",
    needs: [["ssmmessages", "sessions of ECS Exec"]],
  },
  "service-connect": {
    title: "Service Connect",
    description: "The Service Connect proxy gets its configuration from ECS.",
    needs: [["ecs-agent", "the Service Connect proxy gets its configuration here"]],
  },
  kms: {
    title: "Customer managed KMS keys",
    description: "Images, logs, secrets or sessions that are encrypted with keys of your own.",
    needs: [["kms", "decrypting with customer managed keys"]],
  },
  "api-calls": {
    title: "Calls the ECS API",
    description: "The workload itself calls ECS, such as ecs:DescribeTasks.",
    needs: [["ecs", "calls of the ECS API"]],
  },
};

export type Choice = {
  workload: Workload | null;
  features: readonly Feature[];
  /** Services that were added by name. */
  services: readonly string[];
};

/** The services that a choice needs, those of the workload first, each once with all its reasons. */
export function servicesFor({ workload, features: chosen, services }: Choice): Need[] {
  const needs = new Map<string, string[]>();
  const need = (service: string, reason: string) => {
    const reasons = needs.get(service) ?? [];
    if (!reasons.includes(reason)) needs.set(service, [...reasons, reason]);
  };
  for (const [service, reason] of workload ? workloads[workload].needs : []) need(service, reason);
  for (const feature of Object.keys(features) as Feature[]) {
    if (!chosen.includes(feature)) continue;
    for (const [service, reason] of features[feature].needs) need(service, reason);
  }
  for (const service of services) need(service, "added by you");
  return [...needs].map(([service, reasons]) => ({ service, reasons }));
}
