/** Route 53 Resolver and Profiles as a test sets them up: for what Postern itself never asks there is no client of the SDK. */

export type ResolverOperation =
  | "AssociateFirewallRuleGroup"
  | "AssociateResolverRule"
  | "CreateFirewallDomainList"
  | "CreateFirewallRule"
  | "CreateFirewallRuleGroup"
  | "CreateResolverEndpoint"
  | "CreateResolverRule"
  | "UpdateFirewallDomains";

type Created = { Id: string; Arn: string };
type Output = {
  ResolverEndpoint?: Created;
  ResolverRule?: Created;
  FirewallDomainList?: Created;
  FirewallRuleGroup?: Created;
};

type Input = Readonly<Record<string, unknown>>;

/** Makes one call of an emulator, which checks no signature. Throws its response unless it succeeds. */
export const callResolver = (endpoint: string, operation: ResolverOperation, input: Input): Promise<Output> =>
  send(endpoint, "route53resolver", operation, input, { "x-amz-target": `Route53Resolver.${operation}` });

/** A call of Route 53 Profiles: the operation is in the path. Throws its response unless it succeeds. */
export const callProfiles = (endpoint: string, path: string, input: Input): Promise<{ Profile?: Created }> =>
  send(`${endpoint}${path}`, "route53profiles", path, input, {});

async function send<Ec2Response>(
  url: string,
  service: string,
  operation: string,
  input: Input,
  headers: Record<string, string>,
): Promise<Ec2Response> {
  const scope = `test/20260101/us-east-1/${service}/aws4_request`;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      "content-type": "application/x-amz-json-1.1",
      ...headers,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${text}`);
  return JSON.parse(text) as Ec2Response;
}
