/** A small server that speaks as Route 53, Resolver, Service Quotas and the Price List do: a test says what each call answers. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Target } from "#lib/core/run/target";

type Asked = { query: URLSearchParams; input: Record<string, unknown> };

/** A body that is text is sent as XML. */
export type Answer = { status?: number; body: unknown };

/** By operation: ListHostedZonesByVPC answers with XML, the others with JSON. */
export type Answers = Readonly<Record<string, (asked: Asked) => Answer>>;

/** Starts it on a free port of the loopback address. What has no answer is answered as an emulator without that service does. */
export async function otherServices(answers: Answers) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const target = String(request.headers["x-amz-target"] ?? "");
      const operation = url.pathname.endsWith("/hostedzonesbyvpc")
        ? "ListHostedZonesByVPC"
        : target.slice(target.indexOf(".") + 1);
      calls.push(operation);
      const input = body ? (JSON.parse(body) as Record<string, unknown>) : {};
      const answer = answers[operation]?.({ query: url.searchParams, input }) ?? { status: 501, body: "" };
      const xml = typeof answer.body === "string";
      response.writeHead(answer.status ?? 200, { "content-type": xml ? "text/xml" : "application/x-amz-json-1.1" });
      response.end(xml ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const target: Target = {
    region: "us-east-1",
    profile: null,
    endpointUrl: `http://127.0.0.1:${port}`,
    sandbox: true,
  };
  return {
    target,
    calls,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** ListHostedZonesByVPC's XML around zones given as [id, name, owner element, owner]. */
export function zonesPage(zones: readonly [string, string, string, string][], nextToken = ""): Answer {
  const summaries = zones.map(
    ([id, name, element, owner]) =>
      `<HostedZoneSummary><HostedZoneId>${id}</HostedZoneId><Name>${name}</Name><Owner><${element}>${owner}</${element}></Owner></HostedZoneSummary>`,
  );
  const token = nextToken ? `<NextToken>${nextToken}</NextToken>` : "";
  return {
    body: `<?xml version="1.0"?><ListHostedZonesByVPCResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZoneSummaries>${summaries.join("")}</HostedZoneSummaries><MaxItems>100</MaxItems>${token}</ListHostedZonesByVPCResponse>`,
  };
}
