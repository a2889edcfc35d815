/** Services as the wizard's step asks for them: a workload, features, and the rest by name. */
import { type Choice, type Feature, features, servicesFor, type Workload, workloads } from "#lib/core/intent/catalogue";

/** Features whose services are all needed; ECR only where both its endpoints are. */
const OFFERED: readonly Feature[] = ["ecr", "logs", "secrets", "parameters", "exec", "service-connect", "kms"];

/** The choice that asks for exactly these services: what they are for is in its words, as far as it has some. */
export function draftChoice(services: readonly string[]): Choice & { workload: Workload } {
  const needed = new Set(services);
  const areNeeded = (needs: readonly (readonly [string, string])[]) => needs.every(([service]) => needed.has(service));
  const workload: Workload = areNeeded(workloads.ec2.needs) ? "ec2" : "fargate";
  const own = new Set(workloads[workload].needs.map(([service]) => service));
  const chosen = OFFERED.filter((feature) => {
    const { needs } = features[feature];
    return areNeeded(needs) && !needs.every(([service]) => own.has(service));
  });
  const covered = new Set(servicesFor({ workload, features: chosen, services: [] }).map(({ service }) => service));
  return { workload, features: chosen, services: services.filter((service) => !covered.has(service)) };
}
