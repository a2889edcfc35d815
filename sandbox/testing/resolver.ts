/** Route 53 Resolver as a test sets it up: for what Postern itself never asks there is no client of the SDK. */

export type ResolverOperation = "AssociateResolverRule" | "CreateResolverEndpoint" | "CreateResolverRule";

type Output = { ResolverEndpoint?: { Id: string }; ResolverRule?: { Id: string } };

/** Makes one call of an emulator, which checks no signature. Throws what it answers unless it succeeds. */
export async function callResolver(
  endpoint: string,
  operation: ResolverOperation,
  input: Readonly<Record<string, unknown>>,
): Promise<Output> {
  const scope = "test/20260101/us-east-1/route53resolver/aws4_request";
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `Route53Resolver.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${text}`);
  return JSON.parse(text);
}
