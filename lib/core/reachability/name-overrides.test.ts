/** What overrides a name's resolution: zones, rules, Profiles and DNS Firewall. */
import { describe, expect, it } from "vitest";
import type { HostedZoneRecord, ProfileRef, Vpc } from "#lib/core/network/snapshot";
import { account, rule } from "#lib/core/testing/account";
import { ask } from "#lib/core/testing/ask";

const ECS = "ecs.us-east-1.amazonaws.com";
const profile = (priority: number): ProfileRef => ({ id: `rp-${priority}`, name: "central", priority });
const record = (values: string[], more: Partial<HostedZoneRecord> = {}): HostedZoneRecord => ({
  name: ECS,
  type: "A",
  values,
  alias: null,
  ...more,
});

/** A client behind a NAT gateway, and an endpoint for ECS at 10.0.1.20 that does not resolve the standard name by itself. */
function shop(vpc: Partial<Vpc> = {}, privateDnsEnabled = false) {
  const a = account(vpc);
  const subnet = a.subnet();
  a.routeTable([subnet], [a.nat()]);
  const client = a.group("tasks");
  a.networkInterface(subnet, [client], "10.0.1.10");
  const group = a.group("endpoints", { ingress: [rule("10.0.0.0/16")] });
  const eni = a.networkInterface(subnet, [group], "10.0.1.20", { interfaceType: "vpc_endpoint" });
  a.endpoint("ecs", {
    subnetIds: [subnet],
    securityGroupIds: [group],
    networkInterfaceIds: [eni],
    privateDnsEnabled,
    dnsNames: ["vpce-1.ecs.us-east-1.vpce.amazonaws.com"],
  });
  return { ...a, verdict: (service = "ecs") => ask(a.snapshot(), { client, service }) };
}

const PUBLIC = ["public", "private-dns-off"];
const BY_ZONE = ["unknown", "hosted-zone"];
const BY_RULE = ["unknown", "resolver-rule"];

describe("a private hosted zone", () => {
  it("for just the name wins over the endpoint", () => {
    const a = shop({}, true);
    a.hostedZone(ECS);
    expect(a.verdict()).toEqual(BY_ZONE);
  });

  it("of a parent domain wins only where no endpoint does, which is more specific", () => {
    const [with_, without] = [shop({}, true), shop()];
    for (const a of [with_, without]) a.hostedZone("amazonaws.com");
    expect(with_.verdict()).toEqual(["private"]);
    expect(without.verdict()).toEqual(BY_ZONE);
    expect(without.verdict("s3")).toEqual(BY_ZONE);
  });

  it("below the name leaves the verdict", () => {
    const a = shop();
    a.hostedZone(`x.${ECS}`);
    expect(a.verdict()).toEqual(PUBLIC);
  });

  it.each([{ enableDnsHostnames: false }, { enableDnsSupport: false, domainNameServers: ["10.0.9.9"] }])(
    "counts only while the VPC has both attributes, not with %o",
    (vpc) => {
      const a = shop(vpc);
      a.hostedZone(ECS);
      expect(a.verdict()).toEqual(PUBLIC);
    },
  );

  it("that an AWS service created does not count", () => {
    const a = shop();
    a.hostedZone(ECS, { owningService: "vpce.amazonaws.com", owningAccount: null });
    expect(a.verdict()).toEqual(PUBLIC);
  });
});

describe("the records of a zone", () => {
  it.each([
    ["the address of an endpoint's interface", [record(["10.0.1.20"])]],
    ["an endpoint's own name", [record([], { alias: "vpce-1.ecs.us-east-1.vpce.amazonaws.com" })]],
    ["that by a CNAME", [record(["vpce-1.ecs.us-east-1.vpce.amazonaws.com."], { type: "CNAME" })]],
    [
      "another name of the zone",
      [record([`in.${ECS}`], { type: "CNAME" }), record(["10.0.1.20"], { name: `in.${ECS}` })],
    ],
  ])("are followed where they lead to %s", (_, records) => {
    const a = shop();
    a.hostedZone(ECS, { records });
    expect(a.verdict()).toEqual(["private"]);
  });

  it.each([
    ["somewhere else", [record(["10.9.9.9"])]],
    ["somewhere else as well", [record(["10.0.1.20", "10.9.9.9"])]],
    ["nowhere: there is none of the name", [record(["10.0.1.20"], { name: `x.${ECS}` })]],
    ["what cannot be read", null],
  ])("are not where they lead to %s", (_, records) => {
    const a = shop();
    a.hostedZone(ECS, { records });
    expect(a.verdict()).toEqual(BY_ZONE);
  });

  it("of a parent's zone are followed too", () => {
    const a = shop();
    a.hostedZone("us-east-1.amazonaws.com", { records: [record(["10.0.1.20"])] });
    expect(a.verdict()).toEqual(["private"]);
  });
});

describe("a Resolver rule", () => {
  it("that forwards the name overrides it", () => {
    const a = shop({}, true);
    a.resolverRule(ECS);
    expect(a.verdict()).toEqual(BY_RULE);
  });

  it("for all names leaves the verdict", () => {
    const a = shop();
    a.resolverRule(".");
    expect(a.verdict()).toEqual(PUBLIC);
  });

  it("is cancelled by a more specific SYSTEM rule", () => {
    const a = shop();
    a.resolverRule("amazonaws.com");
    expect(a.verdict()).toEqual(BY_RULE);
    a.resolverRule(ECS, { type: "SYSTEM" });
    expect(a.verdict()).toEqual(PUBLIC);
  });

  it("comes before a zone of the same name, and yields to a more specific one", () => {
    const a = shop();
    a.hostedZone(ECS);
    a.resolverRule("amazonaws.com");
    expect(a.verdict()).toEqual(BY_ZONE);
    a.resolverRule(ECS);
    expect(a.verdict()).toEqual(BY_RULE);
  });
});

describe("a Profile", () => {
  it("brings zones and rules like the VPC's own, which win over it", () => {
    const a = shop();
    a.resolverRule(ECS, { profile: profile(100) });
    expect(a.verdict()).toEqual(BY_RULE);
    a.hostedZone(ECS);
    expect(a.verdict()).toEqual(BY_ZONE);
  });

  it("wins over others by the lowest priority number", () => {
    const a = shop();
    a.hostedZone(ECS, { profile: profile(200), records: null });
    a.hostedZone(ECS, { profile: profile(100), records: [record(["10.0.1.20"])] });
    expect(a.verdict()).toEqual(["private"]);
  });

  it("brings endpoints of other VPCs, whose services may be known", () => {
    const brought = (endpointServices?: Record<string, string>) => {
      const a = shop();
      const value = [{ ...profile(100), endpointIds: ["vpce-elsewhere"], incomplete: null }];
      const snapshot = a.snapshot({
        profiles: { state: "read", value: value.map((one) => (endpointServices ? { ...one, endpointServices } : one)) },
      });
      return ask(snapshot, { client: snapshot.securityGroups[0]?.id ?? "sg-none" });
    };
    expect(brought()).toEqual(BY_ZONE);
    expect(brought({ "vpce-elsewhere": "com.amazonaws.us-east-1.ecs" })).toEqual(BY_ZONE);
    expect(brought({ "vpce-elsewhere": "com.amazonaws.us-east-1.logs" })).toEqual(PUBLIC);
  });
});

describe("DNS Firewall", () => {
  it.each([[ECS], ["*.us-east-1.amazonaws.com"], ["*"]])("blocks the name by %s", (domain) => {
    const a = shop({}, true);
    a.dnsFirewallRule([domain]);
    expect(a.verdict()).toEqual(["none", "dns-firewall"]);
  });

  it("does not by a wildcard for what is below the name, a list that cannot be read, or after a rule that allows it", () => {
    const a = shop();
    a.dnsFirewallRule([`*.${ECS}`]);
    a.dnsFirewallRule(null);
    a.dnsFirewallRule([ECS], { action: "ALERT" });
    a.dnsFirewallRule([ECS]);
    expect(a.verdict()).toEqual(PUBLIC);
  });
});
