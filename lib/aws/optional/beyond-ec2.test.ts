import { afterEach, describe, expect, it } from "vitest";
import { type MockResponse, type MockResponses, otherServices, zonesPage } from "#lib/aws/testing/other-services";
import type { Target } from "#lib/core/run/target";
import { attempt } from "./attempt";
import { readBeyondEc2 } from "./beyond-ec2";
import { readPrices } from "./price-list";

const VPC = "vpc-0123456789abcdef0";
const FACTS = {
  vpcId: VPC,
  caller: Promise.resolve({ accountId: "111122223333" }),
  offered: Promise.resolve([]),
} as const;

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

async function ask(responses: MockResponses, over: Partial<Target> = {}) {
  const server = await otherServices(responses);
  running.push(server);
  return { ...server, read: await readBeyondEc2({ ...server.target, ...over }, FACTS) };
}

const denied = (): MockResponse => ({
  status: 400,
  body: { __type: "AccessDeniedException", Message: "not authorized" },
});

describe("hosted zones", () => {
  it("are read page by page, with their owners, in one form of name", async () => {
    const { read, calls } = await ask({
      ListHostedZonesByVPC: ({ query }) =>
        query.get("nexttoken")
          ? zonesPage([["Z2", "corp.example.com.", "OwningAccount", "111122223333"]])
          : zonesPage([["Z1", "ECS.us-east-1.amazonaws.com.", "OwningService", "vpce.amazonaws.com"]], "more"),
    });
    expect(read.hostedZones).toEqual({
      state: "read",
      value: [
        { id: "Z1", name: "ecs.us-east-1.amazonaws.com", owningService: "vpce.amazonaws.com", owningAccount: null },
        { id: "Z2", name: "corp.example.com", owningService: null, owningAccount: "111122223333" },
      ],
    });
    expect(calls.filter((call) => call === "ListHostedZonesByVPC")).toHaveLength(2);
  });

  it("ask for the VPC in its Region", async () => {
    const asked: string[] = [];
    await ask({
      ListHostedZonesByVPC: ({ query }) => {
        asked.push(`${query.get("vpcid")} ${query.get("vpcregion")}`);
        return zonesPage([]);
      },
    });
    expect(asked).toEqual([`${VPC} us-east-1`]);
  });

  it("are skipped, with the permission to add, when they may not be read", async () => {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`;
    const { read, calls } = await ask({ ListHostedZonesByVPC: () => ({ status: 403, body }) });
    expect(read.hostedZones).toEqual({ state: "skipped", why: "no permission route53:ListHostedZonesByVPC" });
    expect(calls.filter((call) => call === "ListHostedZonesByVPC")).toHaveLength(1);
  });
});

describe("Resolver rules", () => {
  const association = (ResolverRuleId: string, VPCId = VPC) => ({ Id: "a", ResolverRuleId, VPCId });

  it("are those of the VPC, without those that Resolver makes", async () => {
    const { read } = await ask({
      ListResolverRuleAssociations: ({ input }) => {
        expect(input.Filters).toEqual([{ Name: "VPCId", Values: [VPC] }]);
        return input.NextToken
          ? { body: { ResolverRuleAssociations: [association("rslvr-rr-2"), association("rslvr-rr-9", "vpc-9")] } }
          : {
              body: {
                ResolverRuleAssociations: [
                  association("rslvr-autodefined-rr-internet-resolver"),
                  association("rslvr-rr-1"),
                ],
                NextToken: "2",
              },
            };
      },
      ListResolverRules: () => ({
        body: {
          ResolverRules: [
            {
              Id: "rslvr-rr-1",
              Name: "to-office",
              RuleType: "FORWARD",
              DomainName: "amazonaws.com.",
              TargetIps: [{ Ip: "10.9.0.2", Port: 53 }],
            },
            { Id: "rslvr-rr-2", Name: "keep", RuleType: "SYSTEM", DomainName: "." },
            { Id: "rslvr-rr-3", Name: "not of this VPC", RuleType: "FORWARD", DomainName: "example.com." },
            { Id: "rslvr-rr-9", Name: "of another VPC", RuleType: "FORWARD", DomainName: "example.org." },
          ],
        },
      }),
    });
    expect(read.resolverRules).toEqual({
      state: "read",
      value: [
        { id: "rslvr-rr-1", name: "to-office", type: "FORWARD", domain: "amazonaws.com", targets: ["10.9.0.2"] },
        { id: "rslvr-rr-2", name: "keep", type: "SYSTEM", domain: ".", targets: [] },
      ],
    });
  });

  it("are skipped when they may not be listed", async () => {
    const { read } = await ask({ ListResolverRuleAssociations: denied });
    expect(read.resolverRules).toMatchObject({ state: "skipped", why: /no permission route53resolver:/ });
  });
});

describe("quotas", () => {
  it("are this account's values of the ones that a plan can exceed", async () => {
    const { read } = await ask({
      ListServiceQuotas: ({ input }) => {
        expect(input.ServiceCode).toBe("vpc");
        return input.NextToken
          ? { body: { Quotas: [{ QuotaCode: "L-0EA8095F", Value: 120 }] } }
          : {
              body: {
                Quotas: [
                  { QuotaCode: "L-29B6F2EB", Value: 90 },
                  { QuotaCode: "L-F678F1CE", Value: 5 },
                ],
                NextToken: "2",
              },
            };
      },
    });
    expect(read.quotas).toEqual({
      state: "read",
      value: { interfaceEndpointsPerVpc: 90, rulesPerGroupAndDirection: 120 },
    });
  });

  it("are read once in a while, not for each snapshot", async () => {
    const quotas = () => ({ body: { Quotas: [{ QuotaCode: "L-29B6F2EB", Value: 90 }] } });
    const { target, calls } = await ask({ ListServiceQuotas: quotas });
    await readBeyondEc2(target, FACTS);
    expect(calls.filter((call) => call === "ListServiceQuotas")).toHaveLength(1);
  });

  it("are skipped when a response has none of them", async () => {
    const { read } = await ask({ ListServiceQuotas: () => ({ body: {} }) });
    expect(read.quotas).toMatchObject({ state: "skipped", why: /none of them/ });
  });
});

describe("prices", () => {
  const product = (usagetype: string, tiers: readonly [string, string, string][], attributes = {}) =>
    JSON.stringify({
      product: { productFamily: "x", attributes: { usagetype, locationType: "AWS Region", ...attributes } },
      terms: {
        OnDemand: {
          term: {
            priceDimensions: Object.fromEntries(
              tiers.map(([beginRange, endRange, USD]) => [beginRange, { beginRange, endRange, pricePerUnit: { USD } }]),
            ),
          },
        },
      },
      publicationDate: usagetype.includes("Nat") ? "2026-11-05T10:00:00Z" : "2026-11-19T01:02:03Z",
    });
  const all = (price: string): [string, string, string][] => [["0", "Inf", price]];
  const ENDPOINTS = [
    product("EUC1-VpcEndpoint-GWLBE-Hours", all("0.9")),
    product("EUC1-BER1-VpcEndpoint-Hours", all("0.8"), { locationType: "AWS Local Zone" }),
    product("EUC1-VpcEndpoint-Hours", all("0.0120000000")),
    product("EUC1-VpcEndpoint-Bytes", [
      ["5242880", "Inf", "0.004"],
      ["0", "1048576", "0.01"],
      ["1048576", "5242880", "0.006"],
    ]),
  ];
  const NATS = [
    product("EUC1-RegionalNatGateway-Hours", all("0.7")),
    product("EUC1-NatGateway-Hours", all("0.052")),
    product("EUC1-NatGateway-Bytes", all("0.053")),
  ];
  const region = { region: "eu-central-1" };

  it("are those of interface endpoints and NAT gateways in the Region, with their tiers and the oldest date", async () => {
    const { read } = await ask(
      {
        GetProducts: ({ input }) => {
          const filters = input.Filters as { Field: string; Value: string }[];
          expect(filters).toContainEqual({ Type: "TERM_MATCH", Field: "regionCode", Value: "eu-central-1" });
          if (input.ServiceCode === "AmazonEC2") return { body: { PriceList: NATS } };
          return input.NextToken
            ? { body: { PriceList: ENDPOINTS.slice(2) } }
            : { body: { PriceList: ENDPOINTS.slice(0, 2), NextToken: "2" } };
        },
      },
      region,
    );
    expect(read.prices).toEqual({
      state: "read",
      value: {
        region: "eu-central-1",
        source: "price-list-api",
        asOf: "2026-11-05",
        endpointZoneHour: 0.012,
        endpointGb: [
          { upToGb: 1048576, usd: 0.01 },
          { upToGb: 5242880, usd: 0.006 },
          { upToGb: null, usd: 0.004 },
        ],
        natGatewayHour: 0.052,
        natGatewayGb: 0.053,
      },
    });
  });

  it("are skipped when one of them is missing, or a response holds no product", async () => {
    const { read } = await ask(
      { GetProducts: ({ input }) => ({ body: { PriceList: input.ServiceCode === "AmazonEC2" ? ["{}"] : ENDPOINTS } }) },
      region,
    );
    expect(read.prices).toMatchObject({ state: "skipped", why: /no complete prices of eu-central-1/ });
  });

  it("are skipped without a call in a partition that has no Price List", async () => {
    const china = { region: "cn-north-1", profile: null, endpointUrl: null, sandbox: true };
    expect(await readPrices(china)).toMatchObject({ state: "skipped", why: /no endpoint for cn-north-1/ });
  });
});

describe("a service that is not there", () => {
  it("is distinguished from one that exists and fails", async () => {
    const body = { __type: "InternalServiceErrorException", Message: "Something went wrong." };
    const { read, calls } = await ask({ ListResolverRuleAssociations: () => ({ status: 500, body }) });
    expect(read.resolverRules).toEqual({
      state: "skipped",
      why: "Route 53 Resolver returned InternalServiceErrorException: Something went wrong.",
    });
    expect(calls.filter((call) => call === "ListResolverRuleAssociations")).toHaveLength(2);
  });

  it("is skipped with a word, and not asked again and again", async () => {
    const { read, calls } = await ask({});
    for (const part of Object.values(read)) {
      expect(part).toMatchObject({ state: "skipped", why: /^the sandbox does not serve / });
    }
    expect(calls.filter((call) => call !== "GetProducts").sort()).toEqual([
      "ListFirewallRuleGroupAssociations",
      "ListHostedZonesByVPC",
      "ListProfileAssociations",
      "ListResolverRuleAssociations",
      "ListServiceQuotas",
    ]);
  });

  it("is skipped when nothing listens, and not called for a while", async () => {
    const server = await otherServices({});
    await server.stop();
    const { hostedZones } = await readBeyondEc2(server.target, FACTS);
    expect(hostedZones).toMatchObject({ state: "skipped", why: /could not be reached/ });
    let asked = false;
    const service = { id: "route_53", name: "Route 53", actions: "route53:ListHostedZonesByVPC" } as const;
    const again = await attempt(server.target, service, async () => {
      asked = true;
    });
    expect(again).toEqual(hostedZones);
    expect(asked).toBe(false);
  });

  it("is skipped when there is no response in time", async () => {
    const service = { id: "pricing", name: "the Price List", actions: "pricing:GetProducts" } as const;
    const target = { region: "us-east-1", profile: null, endpointUrl: "http://127.0.0.1:9", sandbox: true };
    const read = await attempt(target, service, () => new Promise<never>(() => {}), 20);
    expect(read).toMatchObject({ state: "skipped", why: /could not be reached/ });
  });

  it("is skipped when the response is a web page", async () => {
    const { read } = await ask({
      ListHostedZonesByVPC: () => ({ status: 404, body: "<html><body>Not here</body></html>" }),
      ListServiceQuotas: () => ({ body: "<html>Sign in</html>" }),
    });
    expect(read.hostedZones).toMatchObject({ state: "skipped", why: "the sandbox does not serve Route 53" });
    expect(read.quotas).toMatchObject({ state: "skipped", why: "the sandbox does not serve Service Quotas" });
  });
});
