/** A small server that speaks as Route 53, Profiles, Resolver, Service Quotas and the Price List: a test says what each call answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Target } from "#lib/core/run/target";
import { loopbackServer } from "./loopback";

/** `id`: of the resource in the path. */
type Asked = { query: URLSearchParams; input: Record<string, unknown>; id: string };

/** A body that is text is sent as XML. */
export type MockResponse = { status?: number; body: unknown };

/** By operation: Route 53 responds with XML, the others with JSON. */
export type MockResponses = Readonly<Record<string, (asked: Asked) => MockResponse>>;

/** Calls that are known by their path (API references of Route 53 and Route 53 Profiles). */
const PATHS: readonly (readonly [RegExp, string])[] = [
  [/\/hostedzonesbyvpc$/, "ListHostedZonesByVPC"],
  [/\/hostedzone\/([^/]+)\/rrset$/, "ListResourceRecordSets"],
  [/\/hostedzone\/([^/]+)$/, "GetHostedZone"],
  [/\/profileassociations$/, "ListProfileAssociations"],
  [/\/profileresourceassociations\/profileid\/([^/]+)$/, "ListProfileResourceAssociations"],
];

/** Which operation a request is, and the id in its path. */
export function operationOf({ url = "/", headers }: IncomingMessage): { operation: string; id: string } {
  const { pathname } = new URL(url, "http://localhost");
  for (const [path, operation] of PATHS) {
    const found = path.exec(pathname);
    if (found) return { operation, id: decodeURIComponent(found[1] ?? "") };
  }
  const target = String(headers["x-amz-target"] ?? "");
  return { operation: target.slice(target.indexOf(".") + 1), id: "" };
}

export function send(response: ServerResponse, { status = 200, body }: MockResponse): void {
  const xml = typeof body === "string";
  response.writeHead(status, { "content-type": xml ? "text/xml" : "application/x-amz-json-1.1" });
  response.end(xml ? body : JSON.stringify(body));
}

/** Starts it on a free port of the loopback address. What has no response gets that of an emulator without the service. */
export async function otherServices(responses: MockResponses) {
  const calls: string[] = [];
  const { url, stop } = await loopbackServer(async (request, response) => {
    const body = await text(request);
    const { operation, id } = operationOf(request);
    calls.push(operation);
    const query = new URL(request.url ?? "/", "http://localhost").searchParams;
    const input = body ? (JSON.parse(body) as Record<string, unknown>) : {};
    send(response, responses[operation]?.({ query, input, id }) ?? { status: 501, body: "" });
  });
  const target: Target = { region: "us-east-1", profile: null, endpointUrl: url, sandbox: true };
  return { target, calls, stop };
}

/** ListHostedZonesByVPC's XML around zones given as [id, name, owner element, owner]. */
export function zonesPage(zones: readonly [string, string, string, string][], nextToken = ""): MockResponse {
  const summaries = zones.map(
    ([id, name, element, owner]) =>
      `<HostedZoneSummary><HostedZoneId>${id}</HostedZoneId><Name>${name}</Name><Owner><${element}>${owner}</${element}></Owner></HostedZoneSummary>`,
  );
  const token = nextToken ? `<NextToken>${nextToken}</NextToken>` : "";
  return {
    body: `<?xml version="1.0"?><ListHostedZonesByVPCResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZoneSummaries>${summaries.join("")}</HostedZoneSummaries><MaxItems>100</MaxItems>${token}</ListHostedZonesByVPCResponse>`,
  };
}

const ROUTE_53 = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';

/** GetHostedZone's XML around a private zone, a person's or an AWS service's. */
export const zoneResponse = (id: string, name: string, owningService: string | null = null): MockResponse => {
  const linked = owningService
    ? `<LinkedService><ServicePrincipal>${owningService}</ServicePrincipal></LinkedService>`
    : "";
  return {
    body: `<GetHostedZoneResponse ${ROUTE_53}><HostedZone><Id>/hostedzone/${id}</Id><Name>${name}</Name><CallerReference>1</CallerReference><Config><PrivateZone>true</PrivateZone></Config>${linked}</HostedZone></GetHostedZoneResponse>`,
  };
};

/** A record set: name, type, values; or an alias. */
export type RecordSet = { name: string; type: string; values?: readonly string[]; alias?: string };

/** ListResourceRecordSets' XML around records; with `next` there is a page after it, which begins with that name. */
export function recordsPage(records: readonly RecordSet[], next?: string): MockResponse {
  const sets = records.map(({ name, type, values = [], alias }) => {
    const value = alias
      ? `<AliasTarget><HostedZoneId>Z7HUB22UULQXV</HostedZoneId><DNSName>${alias}</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>`
      : `<TTL>60</TTL><ResourceRecords>${values.map((one) => `<ResourceRecord><Value>${one}</Value></ResourceRecord>`).join("")}</ResourceRecords>`;
    return `<ResourceRecordSet><Name>${name}</Name><Type>${type}</Type>${value}</ResourceRecordSet>`;
  });
  const token = next ? `<NextRecordName>${next}</NextRecordName><NextRecordType>A</NextRecordType>` : "";
  return {
    body: `<ListResourceRecordSetsResponse ${ROUTE_53}><ResourceRecordSets>${sets.join("")}</ResourceRecordSets><IsTruncated>${next !== undefined}</IsTruncated>${token}<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`,
  };
}

/** A refusal in Route 53's XML. */
export const refusedByRoute53 = (code = "AccessDenied"): MockResponse => ({
  status: 403,
  body: `<ErrorResponse ${ROUTE_53}><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
});

export const NOT_ALLOWED: MockResponse = {
  status: 400,
  body: { __type: "AccessDeniedException", Message: "not authorized" },
};
