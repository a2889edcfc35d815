/** Route 53 Profiles, which LocalStack lacks: what a VPC gets from them, set up and read with the service's own calls. */
import { randomUUID } from "node:crypto";
import type { Scope } from "../call";
import type { Ec2 } from "../ec2";
import type { OtherServiceResponse } from "../iam/other-services";
import type { State } from "../state";

type Input = Readonly<Record<string, unknown>>;

/** What a call asks: its query, the parts of its path, its body. */
type Asked = { ec2: Ec2; scope: Scope; state: State; query: URLSearchParams; path: string[]; input: Input };

type Operation = (asked: Asked) => unknown;

/** Route 53 Profiles API reference, by method and path. */
const OPERATIONS: readonly (readonly [method: string, path: RegExp, Operation])[] = [
  ["POST", /^\/profile$/, createProfile],
  ["GET", /^\/profiles$/, ({ state }) => ({ ProfileSummaries: there(state.profiles).map(described) })],
  ["DELETE", /^\/profile\/([^/]+)$/, deleteProfile],
  ["POST", /^\/profileassociation$/, associateProfile],
  ["GET", /^\/profileassociations$/, listAssociations],
  ["DELETE", /^\/profileassociation\/Profileid\/([^/]+)\/resourceid\/([^/]+)$/, disassociateProfile],
  ["POST", /^\/profileresourceassociation$/, associateResource],
  ["GET", /^\/profileresourceassociations\/profileid\/([^/]+)$/, listResources],
  ["DELETE", /^\/profileresourceassociation\/profileid\/([^/]+)\/resourcearn\/(.+)$/, disassociateResource],
];

/** Refused as the service does. */
class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export function profilesResponse(
  ec2: Ec2,
  scope: Scope,
  method: string,
  url: string,
  body: string,
): OtherServiceResponse {
  const { pathname, searchParams: query } = new URL(url, "http://localhost");
  const state = ec2.stateOf(scope);
  for (const [itsMethod, pattern, operation] of OPERATIONS) {
    const path = itsMethod === method ? pattern.exec(pathname) : null;
    if (!path) continue;
    try {
      const input: Input = body ? JSON.parse(body) : {};
      return json(200, operation({ ec2, scope, state, query, path: path.slice(1).map(decodeURIComponent), input }));
    } catch (error) {
      if (error instanceof SyntaxError) return json(400, { Message: "The body is not JSON." });
      if (!(error instanceof ServiceError)) throw error;
      return { ...json(error.status, { Message: error.message }), headers: { "x-amzn-errortype": error.code } };
    }
  }
  return json(501, { Message: "The sandbox does not know this call of Route 53 Profiles." });
}

const json = (status: number, content: unknown): OtherServiceResponse => ({
  status,
  type: "application/json",
  body: JSON.stringify(content),
});

const there = <Row extends { deleted: boolean }>(rows: ReadonlyMap<string, Row>): Row[] =>
  [...rows.values()].filter(({ deleted }) => !deleted);

const newId = (prefix: string): string => `${prefix}-${randomUUID().replaceAll("-", "").slice(0, 17)}`;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

type Profile = { id: string; name: string };
const described = ({ id, name }: Profile) => ({ Id: id, Name: name, ShareStatus: "NOT_SHARED", Status: "COMPLETE" });

function existing(state: State, id: string): Profile {
  const found = there(state.profiles).find((profile) => profile.id === id);
  if (found) return found;
  throw new ServiceError("ResourceNotFoundException", `The Profile ${id} does not exist.`, 404);
}

function createProfile({ ec2, scope, input }: Asked) {
  const profile = { id: newId("rp"), name: text(input.Name), deleted: false };
  ec2.note(scope, "profiles", profile);
  return { Profile: described(profile) };
}

function deleteProfile({ ec2, scope, state, path: [id = ""] }: Asked) {
  const profile = existing(state, id);
  if (there(state.profileAssociations).some(({ profileId }) => profileId === id)) {
    throw new ServiceError("ConflictException", `The Profile ${id} is associated with a VPC.`, 409);
  }
  ec2.note(scope, "profiles", { ...profile, deleted: true });
  return { Profile: described(profile) };
}

type Association = State["profileAssociations"] extends Map<string, infer Row> ? Row : never;
const describedAssociation = ({ id, profileId, name, vpcId, priority }: Association, { account }: Scope) => ({
  Id: id,
  Name: name,
  ProfileId: profileId,
  ResourceId: vpcId,
  OwnerId: account,
  Priority: priority,
  Status: "COMPLETE",
});

/** Priorities go from 100 to 9900, and are unique in a VPC (Route 53 developer guide, Profiles). */
function associateProfile({ ec2, scope, state, input }: Asked) {
  const { id: profileId } = existing(state, text(input.ProfileId));
  const vpcId = text(input.ResourceId);
  const taken = there(state.profileAssociations).filter((one) => one.vpcId === vpcId);
  const priority = Number(input.Priority ?? 100 * (taken.length + 1));
  const isFree = !taken.some((one) => one.priority === priority || one.profileId === profileId);
  if (!(priority >= 100 && priority <= 9900) || !isFree) {
    throw new ServiceError("ValidationException", `The priority ${priority} cannot be given to ${profileId}.`, 400);
  }
  const association = { id: newId("rpassoc"), profileId, name: text(input.Name), vpcId, priority, deleted: false };
  ec2.note(scope, "profileAssociations", association);
  return { ProfileAssociation: describedAssociation(association, scope) };
}

function listAssociations({ scope, state, query }: Asked) {
  const [profileId, vpcId] = [query.get("profileId"), query.get("resourceId")];
  const found = there(state.profileAssociations).filter(
    (one) => (profileId ?? one.profileId) === one.profileId && (vpcId ?? one.vpcId) === one.vpcId,
  );
  return { ProfileAssociations: found.map((one) => describedAssociation(one, scope)) };
}

function disassociateProfile({ ec2, scope, state, path: [profileId, vpcId] }: Asked) {
  const found = there(state.profileAssociations).find((one) => one.profileId === profileId && one.vpcId === vpcId);
  if (!found) throw new ServiceError("ResourceNotFoundException", `${profileId} is not associated with ${vpcId}.`, 404);
  ec2.note(scope, "profileAssociations", { ...found, deleted: true });
  return { ProfileAssociation: { ...describedAssociation(found, scope), Status: "DELETING" } };
}

/** Part of the ARN → what the service calls such a resource. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/:hostedzone\//, "PRIVATE_HOSTED_ZONE"],
  [/:resolver-rule\//, "RESOLVER_RULE"],
  [/:firewall-rule-group\//, "FIREWALL_RULE_GROUP"],
  [/:vpc-endpoint\//, "VPC_ENDPOINT"],
  [/:resolver-query-log-config\//, "RESOLVER_QUERY_LOG_CONFIG"],
];

type Resource = State["profileResources"] extends Map<string, infer Row> ? Row : never;
const describedResource = ({ id, profileId, name, arn, properties }: Resource, { account }: Scope) => ({
  Id: id,
  Name: name,
  ProfileId: profileId,
  OwnerId: account,
  ResourceArn: arn,
  ResourceType: TYPES.find(([part]) => part.test(arn))?.[1],
  ResourceProperties: properties,
  Status: "COMPLETE",
});

function associateResource({ ec2, scope, state, input }: Asked) {
  const { id: profileId } = existing(state, text(input.ProfileId));
  const properties = input.ResourceProperties === undefined ? {} : { properties: text(input.ResourceProperties) };
  const arn = text(input.ResourceArn);
  if (!TYPES.some(([part]) => part.test(arn))) {
    throw new ServiceError("InvalidParameterException", `${arn} is no resource of a Profile.`, 400);
  }
  const resource = { id: newId("rpr"), profileId, name: text(input.Name), arn, ...properties, deleted: false };
  ec2.note(scope, "profileResources", resource);
  return { ProfileResourceAssociation: describedResource(resource, scope) };
}

function listResources({ scope, state, path: [id = ""] }: Asked) {
  const { id: profileId } = existing(state, id);
  const found = there(state.profileResources).filter((one) => one.profileId === profileId);
  return { ProfileResourceAssociations: found.map((one) => describedResource(one, scope)) };
}

function disassociateResource({ ec2, scope, state, path: [profileId, arn] }: Asked) {
  const found = there(state.profileResources).find((one) => one.profileId === profileId && one.arn === arn);
  if (!found) throw new ServiceError("ResourceNotFoundException", `${profileId} does not bring ${arn}.`, 404);
  ec2.note(scope, "profileResources", { ...found, deleted: true });
  return { ProfileResourceAssociation: { ...describedResource(found, scope), Status: "DELETING" } };
}
