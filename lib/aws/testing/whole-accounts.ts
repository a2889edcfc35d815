/** Serves snapshots as accounts: EC2 and STS in XML, other services in their own formats. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { PriceList } from "#lib/core/network/price-list";
import type { Quotas, Read, Snapshot } from "#lib/core/network/snapshot";
import { accountResponses } from "./account-server";
import { type MockResponse as Ec2Response, failure } from "./ec2-server";
import { nameResponse } from "./names-server";
import { type MockResponse, NOT_ALLOWED, operationOf } from "./other-services";

type WholeAccount = {
  snapshot: Snapshot;
  /** EC2 actions that the credentials may not use. */
  denied?: readonly string[];
};

export type WholeAccounts = {
  /** Opens an account; its address is its own, so that nothing cached of another is used for it. */
  open(account: WholeAccount): string;
  stop(): Promise<void>;
};

/** Serves accounts side by side on a free port of the loopback address. Calls that change something are refused. */
export async function wholeAccounts(): Promise<WholeAccounts> {
  const accounts: WholeAccount[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const url = new URL(request.url ?? "/", "http://localhost");
    const account = accounts[Number(url.pathname.split("/")[1])];
    if (!account) return void response.writeHead(404).end();
    const call = Object.fromEntries(new URLSearchParams(body));
    if (call.Action) {
      const { status = 200, body: xml } = ec2Answer(account, call.Action, call);
      return void response.writeHead(status, { "content-type": "text/xml" }).end(xml);
    }
    const { operation, id } = operationOf(request);
    const input = body ? (JSON.parse(body) as Record<string, unknown>) : {};
    const { status = 200, body: content } = otherResponse(account.snapshot, operation, { ...input, id });
    const isXml = typeof content === "string";
    response.writeHead(status, { "content-type": isXml ? "text/xml" : "application/x-amz-json-1.1" });
    response.end(isXml ? content : JSON.stringify(content));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    open(account) {
      accounts.push(account);
      return `http://127.0.0.1:${port}/${accounts.length - 1}`;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

function ec2Answer({ snapshot, denied = [] }: WholeAccount, action: string, call: Record<string, string>): Ec2Response {
  if (denied.includes(action)) {
    return failure("UnauthorizedOperation", `You are not authorized to perform this operation: ec2:${action}.`, 403);
  }
  const response = accountResponses(snapshot)[action];
  if (response) return response(call);
  if (/^(Describe|Get)/.test(action)) return { body: `<${action}Response/>` };
  return call.DryRun === "true"
    ? failure("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)
    : failure("UnsupportedOperation", "This account is only for reading.");
}

/** What was not put into the snapshot may not be read. */
function otherResponse(snapshot: Snapshot, operation: string, input: Record<string, unknown>): MockResponse {
  switch (operation) {
    case "ListServiceQuotas":
      return responseFor(snapshot.quotas, (quotas) => ({ body: { Quotas: quotasOf(quotas) } }));
    case "GetProducts":
      return responseFor(snapshot.prices, (prices) => ({
        body: { PriceList: input.ServiceCode === "AmazonEC2" ? natProducts(prices) : endpointProducts(prices) },
      }));
    default:
      return nameResponse(snapshot, operation, input);
  }
}

function responseFor<T>(read: Read<T> | undefined, response: (value: T) => MockResponse): MockResponse {
  return read?.state === "read" ? response(read.value) : NOT_ALLOWED;
}

const CODES: Record<keyof Quotas, string> = {
  interfaceEndpointsPerVpc: "L-29B6F2EB",
  gatewayEndpointsPerRegion: "L-1B52E74A",
  groupsPerInterface: "L-2AFB9258",
  rulesPerGroupAndDirection: "L-0EA8095F",
};

const quotasOf = (quotas: Quotas) =>
  Object.entries(quotas).map(([name, Value]) => ({ QuotaCode: CODES[name as keyof Quotas], Value }));

type Tier = { upToGb: number | null; usd: number };

const one = (usd: number): Tier[] => [{ upToGb: null, usd }];

const natProducts = ({ asOf, natGatewayHour, natGatewayGb }: PriceList): string[] => [
  product("NatGateway-Hours", asOf, one(natGatewayHour)),
  product("NatGateway-Bytes", asOf, one(natGatewayGb)),
];

const endpointProducts = ({ asOf, endpointZoneHour, endpointGb }: PriceList): string[] => [
  product("VpcEndpoint-Hours", asOf, one(endpointZoneHour)),
  product("VpcEndpoint-Bytes", asOf, endpointGb),
];

function product(usagetype: string, asOf: string, tiers: readonly Tier[]): string {
  const dimensions = tiers.map(({ upToGb, usd }, i) => [
    i,
    {
      beginRange: String(tiers[i - 1]?.upToGb ?? 0),
      endRange: upToGb === null ? "Inf" : String(upToGb),
      pricePerUnit: { USD: String(usd) },
    },
  ]);
  return JSON.stringify({
    product: { attributes: { usagetype, locationType: "AWS Region" } },
    terms: { OnDemand: { term: { priceDimensions: Object.fromEntries(dimensions) } } },
    publicationDate: `${asOf}T00:00:00Z`,
  });
}
