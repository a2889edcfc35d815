import type { Change, Plan } from "#lib/core/format/plan-format";
import { scriptRequests } from "#lib/core/format/requests";
import { visible } from "#lib/core/text/untrusted";
import { commandLine, createdEndpoint, errorNotes } from "./by-hand";
import { PRODUCED, unique } from "./pieces";
import { aligned, hclText } from "./terraform/hcl";
import { type Resource, resourcesOf } from "./terraform/resources";

const comment = (text: string): string => `# ${visible(text)}`.trimEnd();

/**
 * The plan as a Terraform configuration (AWS provider). Endpoints come up with private DNS off and get it switched on by a
 * resource of its own, after the rules: the plan's own order. What exists already is added to by association resources; DNS
 * attributes of the VPC, which Terraform can only set on a VPC of its own, are left as commands in the head.
 */
export function terraform(plan: Plan): string {
  const list = scriptRequests(plan);
  const enabling = new Map(list.map((request) => [createdEndpoint(request, list)?.id, request]));
  const names = new Map<string, string>();
  const addresses = new Map<string, string[]>();
  const taken = new Set<string>();
  const byHand: string[] = [];
  const paragraphs = list.flatMap((request) => {
    const resources = resourcesOf(request, names, enabling.get(request.id));
    if (resources.length === 0) byHand.push(commandLine(request, names, plan.region));
    const own = resources.map(({ type, label }) => unique(`${type}.${label}`, taken));
    addresses.set(request.id, own);
    const produced = PRODUCED[request.operation];
    if (produced && own[0]) names.set(`${request.id}.${produced}`, `${own[0]}.id`);
    const before = request.dependsOn.flatMap((id) => addresses.get(id) ?? []);
    const blocks = resources.map((resource, index) => {
      // EC2 takes one modification of an endpoint at a time.
      const turn = request.operation === "ModifyVpcEndpoint" && index > 0 ? own.slice(index - 1, index) : [];
      return block(own[index] ?? "", resource, [...before, ...turn]);
    });
    return blocks.length > 0 ? [`${reason(request)}\n${blocks.join("\n\n")}`] : [];
  });
  return `${[head(plan, byHand), provider(plan), ...paragraphs].join("\n\n")}\n`;
}

function reason({ reason, operation }: Change): string {
  const more =
    operation === "CreateSecurityGroup" ? ["Terraform leaves a new group without egress rules; it needs none."] : [];
  return [reason, ...more].map(comment).join("\n");
}

function block(address: string, { arguments: own, blocks = {} }: Resource, before: readonly string[]): string {
  const [type, label] = address.split(".");
  const needed = [...new Set(before)].filter(
    (other) => !own.some(([, value]) => value === `${other}.id` || value.includes(`${other}.id]`)),
  );
  const dependsOn = needed.length > 0 ? [["depends_on", `[${needed.join(", ")}]`] as const] : [];
  const inner = Object.entries(blocks).flatMap(([name, members]) => [
    "",
    `  ${name} {`,
    ...aligned(members, "    "),
    "  }",
  ]);
  const lines =
    inner.length > 0
      ? [...aligned(own, "  "), ...inner, ...(needed.length > 0 ? ["", ...aligned(dependsOn, "  ")] : [])]
      : aligned([...own, ...dependsOn], "  ");
  return [`resource "${type}" "${label}" {`, ...lines, "}"].join("\n");
}

function head(plan: Plan, byHand: readonly string[]): string {
  return [
    `Private access to AWS services in VPC ${plan.vpcId}, ${plan.region}, through VPC endpoints.`,
    `Made by Postern. The plan's fingerprint is ${plan.fingerprint}.`,
    ...errorNotes(plan),
    ...(plan.changes.length === 0 ? ["Nothing is to be done: what the plan asks for is there already."] : []),
    ...(byHand.length > 0
      ? ["", "The VPC is not managed here. Before this is applied, set on it, or run:", ...byHand]
      : []),
  ]
    .map(comment)
    .join("\n");
}

function provider({ region }: Plan): string {
  return `\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60"
    }
  }
}

provider "aws" {
  region = ${hclText(region, new Map())}
}`;
}
