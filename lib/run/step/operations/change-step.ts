import type { Operation } from "#lib/core/format/plan-format";
import type { Request } from "#lib/core/format/requests";
import { resolveReferences } from "#lib/core/format/requests";
import type { RunContext } from "../context";
import type { Others } from "../schedule";
import type { Work } from "../step-definition";
import type { Members } from "../stored";
import { authorize } from "./authorize";
import { createEndpoint } from "./create-endpoint";
import { createSecurityGroup } from "./create-security-group";
import { modifyEndpoint } from "./modify-endpoint";
import { modifyVpcAttribute } from "./modify-vpc-attribute";

const WORK: Record<Operation, (change: Request, input: Members, context: RunContext) => Work> = {
  CreateSecurityGroup: ({ id }, input, context) => createSecurityGroup(id, input, context),
  AuthorizeSecurityGroupEgress: ({ id }, input, context) =>
    authorize("AuthorizeSecurityGroupEgress", id, input, context),
  AuthorizeSecurityGroupIngress: ({ id }, input, context) =>
    authorize("AuthorizeSecurityGroupIngress", id, input, context),
  CreateVpcEndpoint: ({ id, until }, input, context) => createEndpoint(id, input, until === "available", context),
  ModifyVpcEndpoint: (_change, input, context) => modifyEndpoint(input, context),
  ModifyVpcAttribute: (_change, input, context) => modifyVpcAttribute(input, context),
};

/** How a change is done, with the values that earlier changes produced put in. */
export async function changeWork(change: Request, others: Others, context: RunContext): Promise<Work> {
  const sources = new Map<string, Members>();
  for (const id of change.dependsOn) sources.set(id, (await others.outcomeOf(id)).output);
  const input = resolveReferences(change.input, ({ source, path }) => {
    if (source === "run" && path === "Id") return context.runId;
    // Text of a person that only looks like a reference.
    if (!sources.has(source)) return `\${${source}.${path}}`;
    const value = path.split(".").reduce<unknown>(member, sources.get(source));
    if (typeof value === "string") return value;
    throw new Error(`${change.id} needs ${path} of ${source}, which has produced none.`);
  });
  return WORK[change.operation](change, input, context);
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
