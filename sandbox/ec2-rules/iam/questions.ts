/** What EC2 asks IAM before it carries a call out: one question for each resource that the call is about. */
import type { Call } from "../call";
import { where } from "../facts";
import { awsPrefixLists } from "../prefix-lists";
import { flag, list, structures, type Tag, tagsFor, tagsIn } from "../protocol/params";
import { items, text } from "../protocol/xml";
import { factsOf, MADE, PARAMETERS, PREFIXES } from "./actions";
import type { Question } from "./decide";
import type { Principal } from "./principals";

/** `id` null: it does not exist yet. */
type Resource = { type: string; id: string | null };

/**
 * Every question of a call. A call that tags what it makes is asked as CreateTags too (EC2 user guide, "Grant permission to tag
 * resources during creation"); one that switches private DNS on is asked as Route 53's AssociateVPCWithHostedZone, but not in a
 * dry run.
 */
export async function questionsOf(call: Call, principal: Principal): Promise<Question[]> {
  const { action, params } = call;
  const resources = resourcesOf(call);
  const given = action === "CreateTags" || action === "DeleteTags" ? tagsIn(params) : null;
  const asked = await Promise.all(
    resources.map((one) => question(call, principal, action, one, given ?? tagsFor(params, one?.type ?? ""))),
  );
  const tagged = structures(params, "TagSpecification").map((one) => one.get("ResourceType") ?? "");
  const tagging = [...new Set(tagged)].map((type) =>
    question(call, principal, "CreateTags", { type, id: null }, tagsFor(params, type), action),
  );
  const dns = switchesPrivateDnsOn(call)
    ? [{ action: "route53:AssociateVPCWithHostedZone", resource: "arn:aws:route53:::hostedzone/*", context: new Map() }]
    : [];
  return [...asked, ...(await Promise.all(tagging)), ...dns];
}

/** null: the call as such, which is about no resource that a policy could name. */
function resourcesOf({ action, params }: Call): (Resource | null)[] {
  const facts = factsOf(action);
  if (!facts) return [null];
  const isTags = action === "CreateTags" || action === "DeleteTags";
  const ids = isTags ? list(params, "ResourceId") : [];
  const found = Object.keys(facts.resources).flatMap((type): Resource[] => {
    if (isTags) return ids.filter((id) => id.startsWith(PREFIXES[type] ?? " ")).map((id) => ({ type, id }));
    if (MADE[action] === type) return isCreated(action, params) ? [{ type, id: null }] : [];
    const names = PARAMETERS[type] ?? [];
    return names.flatMap((name) => [params.get(name) ?? [], list(params, name)].flat()).map((id) => ({ type, id }));
  });
  return found.length > 0 ? found : [null];
}

/** Rules are resources only to a call that tags them (Service Authorization Reference, AuthorizeSecurityGroupIngress). */
function isCreated(action: string, params: Call["params"]): boolean {
  return !action.startsWith("Authorize") || tagsFor(params, "security-group-rule").length > 0;
}

function switchesPrivateDnsOn({ action, params }: Call): boolean {
  if (flag(params, "DryRun")) return false;
  if (action === "ModifyVpcEndpoint") return flag(params, "PrivateDnsEnabled") === true;
  const isInterface = params.get("VpcEndpointType") === "Interface";
  return action === "CreateVpcEndpoint" && isInterface && flag(params, "PrivateDnsEnabled") !== false;
}

async function question(
  call: Call,
  principal: Principal,
  action: string,
  resource: Resource | null,
  given: readonly Tag[],
  createAction?: string,
): Promise<Question> {
  const facts = factsOf(action);
  const keys = [...(facts?.keys ?? ["ec2:Region"]), ...((resource && facts?.resources[resource.type]) ?? [])];
  const values = new Map<string, string[]>();
  const put = (key: string, ...all: string[]) => void values.set(key.toLowerCase(), all);
  put("aws:RequestedRegion", call.scope.region);
  put("aws:PrincipalArn", principal.arn);
  if (principal.sourceIdentity) put("aws:SourceIdentity", principal.sourceIdentity);
  for (const key of keys) await VALUES[key]?.({ call, resource, given, createAction, put });
  return { action: `ec2:${action}`, resource: arnOf(call, resource), context: values };
}

function arnOf({ scope: { region, account } }: Call, resource: Resource | null): string {
  if (!resource) return "*";
  const { type, id } = resource;
  // AWS's own lists belong to the account `aws`.
  const owner = type === "prefix-list" && awsPrefixLists(region).some((list) => list.id === id) ? "aws" : account;
  return `arn:aws:ec2:${region}:${owner}:${type}/${id ?? "*"}`;
}

type Source = {
  call: Call;
  resource: Resource | null;
  given: readonly Tag[];
  createAction: string | undefined;
  put: (key: string, ...values: string[]) => void;
};

const idOf =
  (key: string) =>
  ({ resource, put }: Source): void => {
    if (resource?.id) put(key, resource.id);
  };

const resourceTags =
  (prefix: string) =>
  async ({ call, resource, put }: Source): Promise<void> => {
    if (!resource?.id) return;
    for (const { Key, Value } of await tagsOf(call, resource.id)) put(`${prefix}/${Key}`, Value);
  };

/** Where the values of condition keys come from; a key that is missing here has none. */
const VALUES: Readonly<Record<string, (source: Source) => void | Promise<void>>> = {
  "ec2:Region": ({ call, put }) => put("ec2:Region", call.scope.region),
  "ec2:CreateAction": ({ createAction, put }) => {
    if (createAction) put("ec2:CreateAction", createAction);
  },
  "aws:TagKeys": ({ given, put }) => {
    if (given.length > 0) put("aws:TagKeys", ...given.map(({ Key }) => Key));
  },
  "aws:RequestTag/${TagKey}": ({ given, put }) => {
    for (const { Key, Value } of given) put(`aws:RequestTag/${Key}`, Value);
  },
  "aws:ResourceTag/${TagKey}": resourceTags("aws:ResourceTag"),
  "ec2:ResourceTag/${TagKey}": resourceTags("ec2:ResourceTag"),
  "ec2:VpcID": idOf("ec2:VpcID"),
  "ec2:SubnetID": idOf("ec2:SubnetID"),
  "ec2:SecurityGroupID": idOf("ec2:SecurityGroupID"),
  "ec2:RouteTableID": idOf("ec2:RouteTableID"),
  async "ec2:Vpc"({ call, resource, put }) {
    const vpcId = resource?.id ? await vpcOf(call, { type: resource.type, id: resource.id }) : "";
    if (vpcId) put("ec2:Vpc", arnOf(call, { type: "vpc", id: vpcId }));
  },
  "ec2:VpceServiceName": (source) => {
    const name = serviceName(source);
    if (name) source.put("ec2:VpceServiceName", name);
  },
  "ec2:VpceServiceOwner": (source) => {
    const name = serviceName(source);
    // Services of other accounts are named after their id (AWS PrivateLink guide, "Endpoint service name").
    if (name) source.put("ec2:VpceServiceOwner", /^com\.amazonaws\.vpce\./.test(name) ? "another account" : "amazon");
  },
  "ec2:VpceServiceRegion": ({ call, put }) =>
    put("ec2:VpceServiceRegion", call.params.get("ServiceRegion") ?? call.scope.region),
};

function serviceName({ call, resource }: Source): string | undefined {
  return resource?.id ? call.state.endpoints.get(resource.id)?.serviceName : call.params.get("ServiceName");
}

async function tagsOf({ state, ask }: Call, id: string): Promise<readonly Tag[]> {
  const own = state.endpoints.get(id) ?? state.interfaces.get(id) ?? state.dhcpOptions.get(id);
  if (own) return own.tags;
  const response = await ask("DescribeTags", where("resource-id", [id]));
  const mine = items(response, "tagSet").filter((tag) => text(tag, "resourceId") === id);
  return mine.map((tag) => ({ Key: text(tag, "key"), Value: text(tag, "value") }));
}

/** How each type is described, to find its VPC: action, set and filter. */
const DESCRIBED: Readonly<Record<string, readonly [string, string, string]>> = {
  "security-group": ["DescribeSecurityGroups", "securityGroupInfo", "group-id"],
  subnet: ["DescribeSubnets", "subnetSet", "subnet-id"],
  "route-table": ["DescribeRouteTables", "routeTableSet", "route-table-id"],
};

async function vpcOf({ ask }: Call, { type, id }: { type: string; id: string }): Promise<string> {
  const [action, set, filter] = DESCRIBED[type] ?? [];
  if (!action || !set || !filter) return "";
  return text(items(await ask(action, where(filter, [id])), set)[0], "vpcId");
}
