/** Calls to services other than EC2, as IAM sees them, and responses of IAM and STS. */
import type { IncomingMessage } from "node:http";
import type { Scope } from "../call";
import { type Params, readParams } from "../protocol/params";
import { type Content, element, writeXml } from "../protocol/xml";
import { denial } from "./authorized";
import { decide, type Question } from "./decide";
import type { Principal, Principals, Role } from "./principals";

export type OtherServiceResponse = { status: number; type: string; body: string; headers?: Record<string, string> };

/** Reads that are known by their path (API references of Route 53, Route 53 Profiles and IAM Access Analyzer). */
const PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/\d{4}-\d\d-\d\d\/hostedzonesbyvpc/, "ListHostedZonesByVPC"],
  [/^\/\d{4}-\d\d-\d\d\/hostedzone\/[^/]+\/rrset/, "ListResourceRecordSets"],
  [/^\/\d{4}-\d\d-\d\d\/hostedzone\/[^/?]+$/, "GetHostedZone"],
  [/^\/profileassociations/, "ListProfileAssociations"],
  [/^\/profileresourceassociations\/profileid\//, "ListProfileResourceAssociations"],
  [/^\/policy\/validation/, "ValidatePolicy"],
];

/** IAM's or STS's own response to a call, or null: then the service may carry it out. */
export function responseOf(
  principals: Principals,
  { service, scope }: { service: string; scope: Scope },
  incoming: IncomingMessage,
  body: string,
): OtherServiceResponse | null {
  const principal = principals.of(scope.accessKey);
  if (service === "sts") return stsResponse(principals, scope, readParams(body));
  if (!principal) return null;
  const question = questionOf(service, scope, principal, incoming, body);
  principals.note(scope.accessKey, null, [question]);
  const verdict = decide(principal.policies, question);
  return verdict === "allow" ? null : refused(service, denial(principal, question, verdict));
}

/** Services whose calls are query parameters and whose responses are XML. */
const isQuery = (service: string): boolean => service === "sts" || service === "iam";

function questionOf(
  service: string,
  { region }: Scope,
  principal: Principal,
  incoming: IncomingMessage,
  body: string,
): Question {
  const named = isQuery(service) ? readParams(body).get("Action") : undefined;
  const target = named ?? String(incoming.headers["x-amz-target"] ?? "").split(".")[1];
  const name = target ?? PATHS.find(([path]) => path.test(incoming.url ?? ""))?.[1] ?? "Unknown";
  const context = new Map([
    ["aws:requestedregion", [region]],
    ["aws:principalarn", [principal.arn]],
  ]);
  return { action: `${service}:${name}`, resource: "*", context };
}

function refused(service: string, message: string): OtherServiceResponse {
  if (service === "route53" || isQuery(service)) {
    return xml(403, "ErrorResponse", { Error: { Type: "Sender", Code: "AccessDenied", Message: message } });
  }
  return {
    status: 400,
    type: "application/x-amz-json-1.1",
    headers: { "x-amzn-errortype": "AccessDeniedException" },
    body: JSON.stringify({ __type: "AccessDeniedException", message, Message: message }),
  };
}

const xml = (status: number, name: string, content: Content): OtherServiceResponse => ({
  status,
  type: "text/xml",
  body: writeXml(element(name, content)),
});

const HOUR = 3_600_000;

/** Roles that a test has created can be assumed; GetCallerIdentity needs no permission (STS API reference). */
function stsResponse(
  principals: Principals,
  { accessKey, account }: Scope,
  params: Params,
): OtherServiceResponse | null {
  const caller = principals.of(accessKey);
  const action = params.get("Action");
  if (action === "GetCallerIdentity" && caller) {
    const identity = { Arn: caller.arn, UserId: accessKey, Account: account };
    return xml(200, "GetCallerIdentityResponse", { GetCallerIdentityResult: identity });
  }
  const role = action === "AssumeRole" ? principals.role(params.get("RoleArn") ?? "") : null;
  if (!role) return null;
  const who = caller ?? { arn: `arn:aws:iam::${account}:user/${accessKey}`, policies: [], sourceIdentity: null };
  const sourceIdentity = params.get("SourceIdentity") ?? null;
  for (const name of ["AssumeRole", ...(sourceIdentity ? ["SetSourceIdentity"] : [])]) {
    const question = { action: `sts:${name}`, resource: role.arn, context: contextOf(params) };
    const verdict = decide([role.trust], question);
    if (verdict !== "allow" || !trusts(role, who.arn)) {
      return refused("sts", denial(who, question, verdict === "deny" ? "deny" : "no-allow", "resource-based"));
    }
  }
  const name = params.get("RoleSessionName") ?? "";
  const session = principals.open(role, { name, sourceIdentity });
  const Expiration = new Date(Date.now() + HOUR).toISOString();
  const Credentials = { AccessKeyId: session, SecretAccessKey: "test", SessionToken: "test", Expiration };
  return xml(200, "AssumeRoleResponse", { AssumeRoleResult: { Credentials } });
}

function contextOf(params: Params): Map<string, string[]> {
  const named = {
    "sts:externalid": "ExternalId",
    "sts:rolesessionname": "RoleSessionName",
    "sts:sourceidentity": "SourceIdentity",
  };
  return new Map(
    Object.entries(named).flatMap(([key, name]): [string, string[]][] => {
      const value = params.get(name);
      return value ? [[key, [value]]] : [];
    }),
  );
}

/** A principal of the trust policy: an ARN, or an account for all that are in it. */
function trusts({ trust }: Role, arn: string): boolean {
  const account = arn.split(":")[4] ?? "";
  const trusted = [trust.Statement].flat().flatMap(({ Principal }) => {
    const { AWS = [] } = (typeof Principal === "object" && Principal ? Principal : {}) as { AWS?: string | string[] };
    return [AWS].flat();
  });
  return trusted.some((one) => one === "*" || one === arn || one === `arn:aws:iam::${account}:root`);
}
