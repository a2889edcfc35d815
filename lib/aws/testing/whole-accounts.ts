/** Serves snapshots as accounts: EC2 and STS in XML, the services beside them in their own forms. */
import { text } from "node:stream/consumers";
import type { PriceList } from "#lib/core/network/services/price-list";
import type { Quotas, Read, Snapshot } from "#lib/core/network/snapshot";
import { accountResponses } from "./account-server";
import { type MockResponse as Ec2Response, failure } from "./ec2-server";
import { loopbackServer } from "./loopback";
import { nameResponse } from "./names-server";
import { type MockResponse, NOT_ALLOWED, operationOf, send } from "./other-services";

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
  const { url, stop } = await loopbackServer(async (request, response) => {
    const body = await text(request);
    const account = accounts[Number(/^\/(\d+)/.exec(request.url ?? "")?.[1])];
    if (!account) return void response.writeHead(404).end();
    const call = Object.fromEntries(new URLSearchParams(body));
    if (call.Action) {
      const { status = 200, body: xml } = ec2Answer(account, call.Action, call);
      return void response.writeHead(status, { "content-type": "text/xml" }).end(xml);
    }
    const { operation, id } = operationOf(request);
    const input = body ? (JSON.parse(body) as Record<string, unknown>) : {};
    send(response, otherResponse(account.snapshot, operation, { ...input, id }));
  });
  return {
    open(account) {
      accounts.push(account);
      return `${url}/${accounts.length - 1}`;
    },
    stop,
  };
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
