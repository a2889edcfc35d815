import type { Change, Operation } from "#lib/core/format/plan-format";
import { resolveReferences } from "#lib/core/format/requests";
import type { RunContext } from "../context";
import type { OutcomeOf } from "../schedule";
import type { StepDefinition } from "../step-definition";
import type { JsonObject } from "../stored";
import { authorize } from "./authorize";
import { createEndpoint } from "./create-endpoint";
import { createSecurityGroup } from "./create-security-group";
import { modifyEndpoint } from "./modify-endpoint";
import { modifyVpcAttribute } from "./modify-vpc-attribute";

const DEFINITIONS: Record<Operation, (change: Change, input: JsonObject, context: RunContext) => StepDefinition> = {
  CreateSecurityGroup: ({ id }, input, context) => createSecurityGroup(id, input, context),
  AuthorizeSecurityGroupEgress: ({ id }, input, context) =>
    authorize("AuthorizeSecurityGroupEgress", id, input, context),
  AuthorizeSecurityGroupIngress: ({ id }, input, context) =>
    authorize("AuthorizeSecurityGroupIngress", id, input, context),
  CreateVpcEndpoint: ({ id, until }, input, context) => createEndpoint(id, input, until === "available", context),
  ModifyVpcEndpoint: (_change, input, context) => modifyEndpoint(input, context),
  ModifyVpcAttribute: (_change, input, context) => modifyVpcAttribute(input, context),
};

/** How a change is done, with references to earlier changes resolved. */
export async function changeDefinition(
  change: Change,
  outcomeOf: OutcomeOf,
  context: RunContext,
): Promise<StepDefinition> {
  const sources = new Map<string, JsonObject>();
  for (const id of change.dependsOn) sources.set(id, (await outcomeOf(id)).output);
  const input = resolveReferences(change.input, ({ source, path }) => {
    if (source === "run" && path === "Id") return context.runId;
    // Text of the intent that only resembles a reference.
    if (!sources.has(source)) return `\${${source}.${path}}`;
    const value = path.split(".").reduce<unknown>(member, sources.get(source));
    if (typeof value === "string") return value;
    throw new Error(`${change.id} needs ${path} of ${source}, which has produced none.`);
  });
  return DEFINITIONS[change.operation](change, input, context);
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
