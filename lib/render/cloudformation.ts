import type { Json, Plan } from "#lib/core/format/plan-format";
import { scriptRequests } from "#lib/core/format/requests";
import { commandLine, createdEndpoint, errorNotes } from "./by-hand";
import { type Fields, type Resource, resourcesOf } from "./cloudformation/resources";
import { inertYaml } from "./cloudformation/yaml-text";
import { inOrder, type Names, piecesOf, unique } from "./pieces";

/** `create-endpoint-ecr_api` → `EndpointEcrApi`: logical ids are letters and digits. */
const logicalId = (id: string): string =>
  id
    .replace(/^(?:create|authorize)-/, "")
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join("");

/** Ref gives an endpoint's id, but of a group outside the default VPC its name or id: GroupId is sure. */
const intrinsic = (name: string, groups: ReadonlySet<string>): Json =>
  groups.has(name) ? { "Fn::GetAtt": [name, "GroupId"] } : { Ref: name };

/** CloudFormation replaces these in any text of a template, and has no escape for them. */
const DYNAMIC = /\{(?=\{resolve:)/gi;

/** A value with its references as CloudFormation writes them, and nothing in it that it would look up. */
function withIntrinsics(value: Json, names: Names, groups: ReadonlySet<string>): Json {
  if (typeof value === "string") {
    const pieces = piecesOf(value, names).map((piece) =>
      "name" in piece ? intrinsic(piece.name, groups) : piece.text.replace(DYNAMIC, "{ "),
    );
    return pieces.length === 1 ? (pieces[0] ?? "") : { "Fn::Join": ["", pieces] };
  }
  if (Array.isArray(value)) return value.map((item) => withIntrinsics(item, names, groups));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replace(DYNAMIC, "{ "), withIntrinsics(item, names, groups)]),
  );
}

/** A resource on its way: of which change it is, and which changes must be done before it. */
type Draft = Resource & { name: string; change: string; after: string[] };

/** DependsOn of a draft: what is to be before it and what it does not refer to anyway. */
function dependsOn({ after, change, Properties }: Draft, drafts: readonly Draft[]): string[] {
  const wanted = drafts.filter((draft) => draft.change !== change && after.includes(draft.change));
  const referred = JSON.stringify(Properties, (_, value) => value?.Ref ?? value?.["Fn::GetAtt"]?.[0] ?? value);
  return wanted.map(({ name }) => name).filter((name) => !referred.includes(`"${name}"`));
}

const ABOUT = [
  "Private access to AWS services through VPC endpoints, made by Postern.",
  "Endpoints are created with private DNS as it is to be in the end, after all rules: while they come up, a minute or two, their",
  "names may lead nowhere. A stack changes only what it owns: commands for the rest stand under Metadata.",
];

const NOT_LOOKED_UP = [
  "Texts of this plan hold {{resolve:…}}, which CloudFormation would replace by a value of the account. So that it does not, they have a",
  "space between the braces here.",
];

/**
 * The plan as a CloudFormation template (YAML). It creates the group, rules and endpoints; changes to the VPC's DNS
 * attributes and to endpoints that exist stand in its Metadata as commands, with `"$Name"` for the stack's output `Name`.
 */
export function cloudFormation(plan: Plan): string {
  const list = scriptRequests(plan);
  const enabling = new Map(list.map((request) => [createdEndpoint(request, list)?.id, request]));
  const taken = new Set<string>();
  const groups = new Set<string>();
  const outputs: { [name: string]: Json } = {};
  const byHand: { RunBefore?: string[]; RunAfter?: string[] } = {};

  const drafts = inOrder<Draft[]>(
    list,
    ({ id }) => logicalId(id),
    (request, own, names) => {
      const switchedOn = enabling.get(request.id);
      const resources = resourcesOf(request, switchedOn);
      if (resources.length === 0 && !createdEndpoint(request, list)) {
        const when = request.operation === "ModifyVpcAttribute" ? "RunBefore" : "RunAfter";
        byHand[when] = [...(byHand[when] ?? []), commandLine(request, names, plan.region)];
      }
      if (own && request.operation === "CreateSecurityGroup") groups.add(own);
      if (own) outputs[own] = { Value: intrinsic(own, groups) };
      return resources.map(({ Type, Properties }, index) => ({
        name: own ?? unique(`${logicalId(request.id)}${resources.length > 1 ? `Rule${index + 1}` : ""}`, taken),
        change: request.id,
        after: [...request.dependsOn, ...(switchedOn?.dependsOn ?? [])],
        Type,
        Properties: withIntrinsics(Properties, names, groups) as Fields,
      }));
    },
  ).flat();

  const resources = drafts.map((draft): [string, unknown] => {
    const before = dependsOn(draft, drafts);
    return [
      draft.name,
      { Type: draft.Type, ...(before.length > 0 ? { DependsOn: before } : {}), Properties: draft.Properties },
    ];
  });
  return inertYaml(
    {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `Private access to AWS services in ${plan.vpcId}, ${plan.region}`,
      Metadata: { Postern: { Fingerprint: plan.fingerprint, ...byHand } },
      // A template needs a resource; a handle alone is nothing.
      Resources:
        resources.length > 0
          ? Object.fromEntries(resources)
          : { NothingToDo: { Type: "AWS::CloudFormation::WaitConditionHandle" } },
      ...(Object.keys(outputs).length > 0 ? { Outputs: outputs } : {}),
    },
    [...ABOUT, ...(JSON.stringify(list).search(DYNAMIC) < 0 ? [] : NOT_LOOKED_UP), ...errorNotes(plan)],
  );
}
