/** What overrides names in a VPC: zones and their records, Profiles, DNS Firewall. */
import { afterEach, describe, expect, it } from "vitest";
import {
  type MockResponse,
  type MockResponses,
  otherServices,
  recordsPage,
  refusedByRoute53,
  zoneResponse,
  zonesPage,
} from "#lib/aws/testing/other-services";
import { readBeyondEc2 } from "./beyond-ec2";

const VPC = "vpc-0123456789abcdef0";
const OWN = "111122223333";
const OTHER = "444455556666";
const ECS = "ecs.us-east-1.amazonaws.com";

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

async function ask(responses: MockResponses) {
  const server = await otherServices(responses);
  running.push(server);
  const partner = { privateDnsNames: ["api.partner.example"] } as never;
  const read = await readBeyondEc2(server.target, {
    vpcId: VPC,
    caller: Promise.resolve({ accountId: OWN }),
    offered: Promise.resolve([partner]),
  });
  return { ...server, read };
}

const json = (body: object) => (): MockResponse => ({ body });
const denied = (): MockResponse => ({
  status: 400,
  body: { __type: "AccessDeniedException", Message: "not authorized" },
});
const zones = (...all: [id: string, name: string, account: string][]) =>
  zonesPage(all.map(([id, name, account]) => [id, name, "OwningAccount", account]));

describe("records of private hosted zones", () => {
  it("are read, page by page, of the account's own zones that concern names of services, and of no others", async () => {
    const asked: string[] = [];
    const { read } = await ask({
      ListHostedZonesByVPC: () =>
        zones(
          ["Z1", `${ECS}.`, OWN],
          ["Z2", "corp.example.", OWN],
          ["Z3", "logs.us-east-1.amazonaws.com.", OTHER],
          ["Z4", "partner.example.", OWN],
          ["Z5", "com.", OWN],
        ),
      ListResourceRecordSets: ({ id, query }) => {
        asked.push(`${id} ${query.get("name") ?? ""}`);
        if (id !== "Z1") return recordsPage([]);
        return query.get("name")
          ? recordsPage([{ name: `\\052.${ECS}.`, type: "CNAME", values: ["VPCE-1.ecs.example."] }])
          : recordsPage(
              [
                { name: `${ECS}.`, type: "A", alias: "Vpce-1.ecs.us-east-1.vpce.amazonaws.com." },
                { name: `${ECS}.`, type: "NS", values: ["ns-0.awsdns-00.com."] },
                { name: `a.${ECS}.`, type: "A", values: ["10.0.1.7", "10.0.2.7"] },
              ],
              `b.${ECS}.`,
            );
      },
    });
    expect(asked).toEqual(["Z1 ", `Z1 b.${ECS}.`, "Z4 ", "Z5 "]);
    const records = read.hostedZones.state === "read" ? read.hostedZones.value.map((zone) => zone.records) : [];
    expect(records).toEqual([
      [
        { name: ECS, type: "A", values: [], alias: "vpce-1.ecs.us-east-1.vpce.amazonaws.com" },
        { name: `a.${ECS}`, type: "A", values: ["10.0.1.7", "10.0.2.7"], alias: null },
        { name: `*.${ECS}`, type: "CNAME", values: ["vpce-1.ecs.example"], alias: null },
      ],
      undefined,
      null,
      [],
      [],
    ]);
  });

  it("that one zone refuses do not lose those of the others", async () => {
    const { read } = await ask({
      ListHostedZonesByVPC: () => zones(["Z1", `${ECS}.`, OWN], ["Z2", `x.${ECS}.`, OWN]),
      ListResourceRecordSets: ({ id }) => (id === "Z1" ? refusedByRoute53() : recordsPage([])),
    });
    expect(read.hostedZones).toMatchObject({ state: "read", value: [{ records: null }, { records: [] }] });
  });

  it("end at a zone with a cycle", async () => {
    const { calls } = await ask({
      ListHostedZonesByVPC: () => zones(["Z1", `${ECS}.`, OWN]),
      ListResourceRecordSets: () => recordsPage([], "again."),
    });
    expect(calls.filter((call) => call === "ListResourceRecordSets").length).toBeLessThanOrEqual(2);
  });
});

const associated = (ProfileId: string, Priority?: number, over: object = {}) => ({
  Name: `name of ${ProfileId}`,
  ProfileId,
  ResourceId: VPC,
  Status: "COMPLETE",
  ...(Priority === undefined ? {} : { Priority }),
  ...over,
});
const brings = (ResourceArn: string, over: object = {}) => ({
  ResourceArn,
  OwnerId: OTHER,
  Status: "COMPLETE",
  ...over,
});
const rule = (id: string) => `arn:aws:route53resolver:us-east-1:${OTHER}:resolver-rule/${id}`;
const zone = (id: string) => `arn:aws:route53:::hostedzone/${id}`;
const ruleGroup = (id: string) => `arn:aws:route53resolver:us-east-1:${OTHER}:firewall-rule-group/${id}`;
const endpoint = (id: string) => `arn:aws:ec2:us-east-1:${OTHER}:vpc-endpoint/${id}`;

describe("Profiles", () => {
  it("are asked for by the VPC, and the one with the lowest priority number comes first", async () => {
    const { read } = await ask({
      ListProfileAssociations: ({ query }) => {
        expect(query.get("resourceId")).toBe(VPC);
        return query.get("nextToken")
          ? {
              body: {
                ProfileAssociations: [associated("rp-1", 100), associated("rp-gone", 50, { Status: "DELETED" })],
              },
            }
          : {
              body: {
                ProfileAssociations: [associated("rp-2", 200), associated("rp-9", 1, { ResourceId: "vpc-9" })],
                NextToken: "2",
              },
            };
      },
      ListProfileResourceAssociations: ({ id }) => ({
        body: {
          ProfileResourceAssociations: [
            brings(endpoint(`vpce-of-${id}`)),
            brings(endpoint("vpce-gone"), { Status: "FAILED" }),
          ],
        },
      }),
    });
    expect(read.profiles).toEqual({
      state: "read",
      value: [
        { id: "rp-1", name: "name of rp-1", priority: 100, endpointIds: ["vpce-of-rp-1"], incomplete: null },
        { id: "rp-2", name: "name of rp-2", priority: 200, endpointIds: ["vpce-of-rp-2"], incomplete: null },
      ],
    });
  });

  it("bring zones and rules; the VPC's own association wins, then the first Profile", async () => {
    const { read } = await ask({
      ListProfileAssociations: json({ ProfileAssociations: [associated("rp-2", 200), associated("rp-1", 100)] }),
      ListProfileResourceAssociations: ({ id }) => ({
        body: {
          ProfileResourceAssociations: [
            brings(zone("Z-own")),
            brings(zone("Z-both")),
            brings(zone(`Z-${id}`)),
            brings(rule("rslvr-rr-own")),
            brings(rule(`rslvr-rr-${id}`)),
          ],
        },
      }),
      ListHostedZonesByVPC: () => zones(["Z-own", "own.example.", OWN]),
      GetHostedZone: ({ id }) =>
        zoneResponse(id, `${id.toLowerCase()}.${ECS}.`, id === "Z-rp-2" ? "vpce.amazonaws.com" : null),
      ListResourceRecordSets: () => refusedByRoute53(),
      ListResolverRuleAssociations: json({
        ResolverRuleAssociations: [{ ResolverRuleId: "rslvr-rr-own", VPCId: VPC }],
      }),
      ListResolverRules: json({
        ResolverRules: ["rslvr-rr-own", "rslvr-rr-rp-1", "rslvr-rr-rp-2", "rslvr-rr-3"].map((Id) => ({
          Id,
          RuleType: "FORWARD",
          DomainName: "example.com.",
        })),
      }),
    });
    const from = (list: typeof read.hostedZones | typeof read.resolverRules) =>
      list.state === "read" ? list.value.map(({ id, profile }) => [id, profile?.id]) : [];
    expect(from(read.hostedZones)).toEqual([
      ["Z-own", undefined],
      ["Z-both", "rp-1"],
      ["Z-rp-1", "rp-1"],
      ["Z-rp-2", "rp-2"],
    ]);
    expect(from(read.resolverRules)).toEqual([
      ["rslvr-rr-own", undefined],
      ["rslvr-rr-rp-1", "rp-1"],
      ["rslvr-rr-rp-2", "rp-2"],
    ]);
    expect(read.profiles).toMatchObject({ value: [{ incomplete: null }, { incomplete: null }] });
    expect(read.hostedZones).toMatchObject({
      value: [
        {},
        { owningAccount: OTHER, records: null },
        {},
        { owningService: "vpce.amazonaws.com", owningAccount: null },
      ],
    });
  });

  it("report what could not be read, and keep the rest", async () => {
    const { read } = await ask({
      ListProfileAssociations: json({ ProfileAssociations: [associated("rp-1", 100), associated("rp-2", 200)] }),
      ListProfileResourceAssociations: ({ id }) =>
        id === "rp-2"
          ? denied()
          : {
              body: {
                ProfileResourceAssociations: [brings(zone("Z1")), brings(zone("Z2")), brings(rule("rslvr-rr-1"))],
              },
            },
      ListHostedZonesByVPC: () => zones(),
      GetHostedZone: ({ id }) => (id === "Z1" ? refusedByRoute53() : zoneResponse(id, `${ECS}.`)),
      ListResolverRuleAssociations: json({ ResolverRuleAssociations: [] }),
      ListResolverRules: json({ ResolverRules: [] }),
    });
    expect(read.profiles).toMatchObject({
      value: [
        { id: "rp-1", incomplete: "private hosted zone Z1 and Resolver rule rslvr-rr-1 cannot be read" },
        { id: "rp-2", incomplete: "what it brings cannot be listed" },
      ],
    });
    expect(read.hostedZones).toMatchObject({
      value: [{ id: "Z2", name: ECS, profile: { id: "rp-1", priority: 100 } }],
    });
  });

  it("are skipped, with the permissions to add, when they may not be listed", async () => {
    const { read } = await ask({ ListProfileAssociations: denied });
    expect(read.profiles).toEqual({
      state: "skipped",
      why: "no permission route53profiles:ListProfileAssociations and route53profiles:ListProfileResourceAssociations",
    });
  });
});

describe("DNS Firewall", () => {
  const rules: Record<string, object[]> = {
    "rslvr-frg-vpc": [
      { Name: "third", Priority: 30, Action: "BLOCK", FirewallDomainListId: "rslvr-fdl-aws" },
      { Name: "first", Priority: 10, Action: "ALLOW", FirewallDomainListId: "rslvr-fdl-ecs" },
      { Name: "of other queries", Priority: 15, Action: "BLOCK", Qtype: "TXT", FirewallDomainListId: "rslvr-fdl-all" },
      { Name: "second", Priority: 20, Action: "BLOCK", FirewallDomainListId: "rslvr-fdl-all" },
    ],
    "rslvr-frg-profile": [
      { Name: "advanced", Priority: 5, Action: "BLOCK", DnsThreatProtection: "DGA" },
      { Name: "v6", Priority: 6, Action: "BLOCK", Qtype: "AAAA", FirewallDomainListId: "rslvr-fdl-all" },
      { Name: "alerts at the end", Priority: 7, Action: "ALERT", FirewallDomainListId: "rslvr-fdl-late" },
    ],
  };
  const lists: Record<string, string[]> = {
    "rslvr-fdl-ecs": [`${ECS.toUpperCase()}.`, "corp.example.", "api.partner.example."],
    "rslvr-fdl-all": ["*", "*.amazonaws.com.", "bad.example."],
  };
  const firewall: MockResponses = {
    ListFirewallRuleGroupAssociations: ({ input }) => {
      expect(input.VpcId).toBe(VPC);
      return {
        body: {
          FirewallRuleGroupAssociations: [
            { FirewallRuleGroupId: "rslvr-frg-closed", VpcId: VPC, Priority: 101, Name: "closed" },
            { FirewallRuleGroupId: "rslvr-frg-vpc", VpcId: VPC, Priority: 300, Name: "ours" },
          ],
        },
      };
    },
    ListFirewallRules: ({ input }) => {
      const found = rules[String(input.FirewallRuleGroupId)];
      return found ? { body: { FirewallRules: found } } : denied();
    },
    ListFirewallDomains: ({ input }) => {
      const found = lists[String(input.FirewallDomainListId)];
      return found ? { body: { Domains: found } } : denied();
    },
  };

  it("gives rules in the order in which they apply, with those domains of their lists that concern services", async () => {
    const { read } = await ask({
      ...firewall,
      ListProfileAssociations: json({ ProfileAssociations: [associated("rp-1", 100)] }),
      ListProfileResourceAssociations: json({
        ProfileResourceAssociations: [
          brings(ruleGroup("rslvr-frg-profile"), { Name: "central", ResourceProperties: '{"priority":301}' }),
        ],
      }),
    });
    const ours = { ruleGroupId: "rslvr-frg-vpc", ruleGroupName: "ours" };
    const central = {
      ruleGroupId: "rslvr-frg-profile",
      ruleGroupName: "central",
      profile: { id: "rp-1", name: "name of rp-1", priority: 100 },
    };
    expect(read.dnsFirewall).toEqual({
      state: "read",
      value: [
        { ruleGroupId: "rslvr-frg-closed", ruleGroupName: "closed", name: "", action: "BLOCK", domains: null },
        { ...ours, name: "first", action: "ALLOW", domains: [ECS, "api.partner.example"] },
        { ...ours, name: "second", action: "BLOCK", domains: ["*", "*.amazonaws.com"] },
        { ...ours, name: "third", action: "BLOCK", domains: null },
        { ...central, name: "advanced", action: "BLOCK", domains: null },
        { ...central, name: "v6", action: "BLOCK", domains: null },
      ],
    });
  });

  it("is skipped where the rule groups may not be listed, and Resolver rules are still read", async () => {
    const { read } = await ask({
      ListFirewallRuleGroupAssociations: denied,
      ListResolverRuleAssociations: json({ ResolverRuleAssociations: [] }),
    });
    expect(read.dnsFirewall).toMatchObject({ state: "skipped", why: /no permission .*ListFirewallRules/ });
    expect(read.resolverRules).toEqual({ state: "read", value: [] });
  });
});

it("a Resolver rule that the VPC has and Resolver does not list is not passed over", async () => {
  const { read } = await ask({
    ListResolverRuleAssociations: json({ ResolverRuleAssociations: [{ ResolverRuleId: "rslvr-rr-1", VPCId: VPC }] }),
    ListResolverRules: json({ ResolverRules: [] }),
  });
  expect(read.resolverRules).toMatchObject({ state: "skipped", why: /does not list the rule rslvr-rr-1/ });
});
