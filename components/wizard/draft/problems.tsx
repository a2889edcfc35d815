import { servicesFor } from "#lib/core/intent/catalogue";
import {
  type Draft,
  intentOf,
  networkChoiceOf,
  type PolicyChoice,
  portWords,
  type Step,
  subnetIdsOf,
} from "#lib/core/intent/draft";
import { intentSchema } from "#lib/core/intent/intent";
import { intentProblems } from "#lib/core/intent/problems";
import { findService } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import { type PresetParameter, readPreset } from "#lib/core/policy/preset-fields";
import { policyProblem } from "#lib/core/policy/remarks";

/** Something that is missing or wrong, and the id of the field where it is corrected. */
export type StepProblem = { field: string; message: string };

/** Ids of fields that depend on a name. */
export const policyField = (service: string, parameter?: PresetParameter) =>
  `policy-${service.replace(/[^A-Za-z0-9_-]/g, "_")}${parameter ? `-${parameter}` : ""}`;
export const portField = (service: string) => `ports-${service.replace(/[^A-Za-z0-9_-]/g, "_")}`;
export const tagField = (row: number) => `tag-${row}`;

function network({ vpcId, region }: Draft, snapshot: Snapshot | null): StepProblem[] {
  if (!vpcId) return [{ field: "vpcs", message: "Choose a VPC." }];
  if (snapshot && snapshot.vpc === null) {
    return [{ field: "vpcs", message: `${vpcId} is not in ${region} any more. Choose another VPC.` }];
  }
  return [];
}

function needs(draft: Draft, snapshot: Snapshot | null): StepProblem[] {
  const services = servicesFor(draft).map(({ service }) => service);
  if (services.length === 0) {
    return draft.workload
      ? [{ field: "features", message: "Select at least one feature that the workload uses, or add a service." }]
      : [{ field: "workload", message: "Say what runs in the subnets, or add a service." }];
  }
  if (!snapshot) return [];
  return services
    .filter((service) => !findService(snapshot, service))
    .map((service) => ({
      field: draft.services.includes(service) ? "add-service" : "features",
      message: `${service} is not offered in ${draft.region}. Take it out to continue.`,
    }));
}

function placement(draft: Draft, snapshot: Snapshot | null): StepProblem[] {
  if (!snapshot?.vpc) return [];
  const needsSubnets = servicesFor(draft).some(
    ({ service }) => findService(snapshot, service)?.offer.type === "Interface",
  );
  const chosen = subnetIdsOf(draft, snapshot);
  if (needsSubnets && chosen.length === 0) {
    return [{ field: "zones", message: "Choose a subnet in at least one Availability Zone." }];
  }
  return chosen
    .filter((id) => !snapshot.subnets.some((subnet) => subnet.id === id))
    .map((id) => ({ field: "zones", message: `${id} is not in this VPC any more. Choose another subnet.` }));
}

function connect(draft: Draft, snapshot: Snapshot | null): StepProblem[] {
  const { clientSecurityGroupIds, clientSubnetIds = [], endpointSecurityGroup } = networkChoiceOf(draft);
  const isThere = (id: string) => snapshot === null || snapshot.securityGroups.some((group) => group.id === id);
  const problems: StepProblem[] = [];
  if (clientSecurityGroupIds.length === 0) {
    problems.push({ field: "client-groups", message: "Choose the security groups of the workloads that need access." });
  }
  for (const id of clientSecurityGroupIds.filter((id) => !isThere(id))) {
    problems.push({ field: "client-groups", message: `${id} is not in this VPC any more. Take it out.` });
  }
  for (const id of clientSubnetIds) {
    if (snapshot && !snapshot.subnets.some((subnet) => subnet.id === id)) {
      problems.push({ field: "client-subnets", message: `${id} is not in this VPC any more. Take it out.` });
    }
  }
  if ("id" in endpointSecurityGroup) {
    const { id } = endpointSecurityGroup;
    if (id === "")
      problems.push({ field: "endpoint-group", message: "Choose the group that the endpoints shall use." });
    else if (!isThere(id)) {
      problems.push({ field: "endpoint-group", message: `${id} is not in this VPC any more. Choose another group.` });
    }
  } else {
    const read = intentSchema.shape.endpointSecurityGroup.safeParse(endpointSecurityGroup);
    const name = { endpointSecurityGroup };
    if (!read.success) {
      const found = intentProblems({ ...(intentOf(draft, null) as object), ...name });
      const own = found.ok ? undefined : found.problems.find(({ path }) => path.startsWith("endpointSecurityGroup"));
      problems.push({ field: "group-name", message: `The group's name: ${lower(own?.message ?? "is not valid")}` });
    }
  }
  return problems;
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function tune(draft: Draft): StepProblem[] {
  const services = new Set(servicesFor(draft).map(({ service }) => service));
  const policies = Object.entries(draft.policies)
    .filter(([service]) => services.has(service))
    .flatMap(([service, policy]) => policyProblems(service, policy, draft.region));
  const tags = draft.tags.flatMap(({ key, value }, row) => {
    const wrong = tagProblem(draft, row, key, value);
    return wrong ? [{ field: tagField(row), message: `Tag ${row + 1}: ${wrong}` }] : [];
  });
  return [...policies, ...portProblems(draft, services), ...tags];
}

function portProblems({ ports = {} }: Draft, services: ReadonlySet<string>): StepProblem[] {
  return Object.entries(ports).flatMap(([service, text]) => {
    if (!services.has(service)) return [];
    const words = portWords(text);
    const read = intentProblems(words.length > 0 ? { ports: { [service]: words } } : {});
    const found = read.ok ? undefined : read.problems.find(({ path }) => path.startsWith("ports"));
    return found ? [{ field: portField(service), message: `Ports of ${service}: ${lower(found.message)}` }] : [];
  });
}

function policyProblems(service: string, { own, text, preset, none }: PolicyChoice, region: string): StepProblem[] {
  const of = (field: string, wrong: string) => ({ field, message: `Policy for ${service}: ${wrong}` });
  if (own) {
    const wrong = policyProblem(text);
    return wrong ? [of(policyField(service), wrong)] : [];
  }
  const read = preset && !none ? readPreset(preset, region) : null;
  return !read || read.ok
    ? []
    : read.problems.map(({ parameter, message }) => of(policyField(service, parameter), lower(message)));
}

function tagProblem({ tags }: Draft, row: number, key: string, value: string): string | null {
  if (!key && !value) return null;
  if (tags.slice(0, row).some((earlier) => earlier.key === key)) return `the key ${key} appears twice.`;
  const read = intentSchema.shape.tags.safeParse({ [key]: value });
  if (read.success) return null;
  const [issue] = read.error.issues;
  const inner = issue?.code === "invalid_key" ? issue.issues[0] : issue;
  return `${inner?.message ?? "is not valid"}.`;
}

/** What each step still lacks. Things of the account are checked once its snapshot is known. */
export function problemsOf(draft: Draft, snapshot: Snapshot | null): Record<Step, StepProblem[]> {
  return {
    network: network(draft, snapshot),
    needs: needs(draft, snapshot),
    placement: placement(draft, snapshot),
    connect: connect(draft, snapshot),
    tune: tune(draft),
    review: [],
  };
}
