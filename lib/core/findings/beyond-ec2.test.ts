/** Findings that need more than EC2's describe calls: each with its fault, without it, and with the read skipped. */
import { describe, expect, it } from "vitest";
import { pricesFor } from "#lib/core/cost/prices";
import { notChecked } from "#lib/core/format/not-checked";
import type { Finding } from "#lib/core/format/plan-format";
import type { IntentInput } from "#lib/core/intent/intent";
import type { PriceList } from "#lib/core/network/services/price-list";
import type { Quotas, Read, Snapshot } from "#lib/core/network/snapshot";
import { plan } from "../plan";
import { account, offer, rule } from "../testing/account";
import { intentFor } from "../testing/intent";

function sound() {
  const net = account();
  const subnets = [net.subnet("a"), net.subnet("b")];
  const client = net.group("tasks");
  return { net, subnets, client };
}

function found(code: string, snapshot: Snapshot, input: Partial<IntentInput> = {}): Finding[] {
  return plan(snapshot, intentFor(snapshot, input)).findings.filter((finding) => finding.code === code);
}

const skipped = { state: "skipped", why: "no permission" } as const;

describe("hosted-zone-conflict", () => {
  const ECS = "ecs.us-east-1.amazonaws.com";
  const withZone = (name: string, more?: Parameters<ReturnType<typeof account>["hostedZone"]>[1]) => {
    const { net } = sound();
    const id = net.hostedZone(name, more);
    return { id, snapshot: net.snapshot() };
  };

  it("is an error where a zone of the VPC has the name that private DNS would resolve", () => {
    const { id, snapshot } = withZone(ECS);
    expect(found("hosted-zone-conflict", snapshot)).toMatchObject([{ severity: "error", resources: [id, "ecs"] }]);
  });

  it("compares wildcards by their parent, whatever the case and the dot at the end", () => {
    const ecr = { services: ["ecr.dkr"] };
    for (const name of ["dkr.ecr.us-east-1.amazonaws.com", "DKR.ecr.us-east-1.amazonaws.com."]) {
      expect(found("hosted-zone-conflict", withZone(name).snapshot, ecr)).toHaveLength(1);
    }
  });

  it("names the account of a zone that is another's", () => {
    const [finding] = found("hosted-zone-conflict", withZone(ECS, { owningAccount: "999988887777" }).snapshot);
    expect(finding?.detail).toContain("999988887777");
  });

  it.each([
    ["a zone of a parent domain", "us-east-1.amazonaws.com", {}],
    ["a zone below the name", `x.${ECS}`, {}],
    ["a zone that an AWS service created", ECS, { owningService: "vpce.amazonaws.com", owningAccount: null }],
  ])("is silent for %s", (_, name, more) => {
    expect(found("hosted-zone-conflict", withZone(name, more).snapshot)).toEqual([]);
  });

  it("is silent where this plan switches no private DNS on", () => {
    const { net, subnets } = sound();
    net.hostedZone(ECS);
    expect(found("hosted-zone-conflict", net.snapshot(), { privateDns: false })).toEqual([]);
    const shared = net.group("endpoints", { ingress: [rule("10.0.0.0/16")] });
    net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: [shared] });
    expect(found("hosted-zone-conflict", net.snapshot())).toEqual([]);
  });

  it("is silent where zones were not read", () => {
    const { snapshot } = withZone(ECS);
    expect(found("hosted-zone-conflict", { ...snapshot, hostedZones: skipped })).toEqual([]);
  });
});

describe("resolver-rule", () => {
  const withRule = (domain: string, type = "FORWARD") => {
    const { net } = sound();
    const id = net.resolverRule(domain, { type });
    return { id, snapshot: net.snapshot() };
  };

  it("warns where a rule forwards the name that the endpoint is to resolve", () => {
    const { id, snapshot } = withRule("ecs.us-east-1.amazonaws.com");
    const [finding] = found("resolver-rule", snapshot);
    expect(finding).toMatchObject({ severity: "warning", resources: [id, "ecs"] });
    expect(finding?.detail).toContain("10.9.0.2");
  });

  it("warns where it forwards a part of a wildcard's names", () => {
    const { snapshot } = withRule("111122223333.dkr.ecr.us-east-1.amazonaws.com");
    expect(found("resolver-rule", snapshot, { services: ["ecr.dkr"] })).toHaveLength(1);
  });

  it.each([
    ["a rule on a parent domain, since the endpoint's name is more specific", "amazonaws.com", "FORWARD"],
    ["a rule for all names", ".", "FORWARD"],
    ["a rule on another name", "corp.example.com", "FORWARD"],
    ["a rule that keeps the name with the VPC resolver", "ecs.us-east-1.amazonaws.com", "SYSTEM"],
  ])("is silent for %s", (_, domain, type) => {
    expect(found("resolver-rule", withRule(domain, type).snapshot)).toEqual([]);
  });

  it("is silent without private DNS, and where rules were not read", () => {
    const { snapshot } = withRule("ecs.us-east-1.amazonaws.com");
    expect(found("resolver-rule", snapshot, { privateDns: false })).toEqual([]);
    expect(found("resolver-rule", { ...snapshot, resolverRules: skipped })).toEqual([]);
  });
});

describe("quotas", () => {
  const read = (value: Quotas): Read<Quotas> => ({ state: "read", value });

  function crowded(interfaces: number, over: Partial<Snapshot> = {}): Snapshot {
    const { net } = sound();
    for (let i = 0; i < interfaces; i += 1) net.endpoint("logs", { privateDnsEnabled: false });
    return net.snapshot(over);
  }

  it("are errors against this account's applied quotas", () => {
    const quotas = read({ interfaceEndpointsPerVpc: 3 });
    expect(found("endpoint-quota", crowded(3, { quotas }))).toMatchObject([{ severity: "error" }]);
    expect(found("endpoint-quota", crowded(2, { quotas }))).toEqual([]);
  });

  it("are silent over the default where the account's own is higher", () => {
    expect(found("endpoint-quota", crowded(60, { quotas: read({ interfaceEndpointsPerVpc: 100 }) }))).toEqual([]);
  });

  it.each([undefined, skipped, read({ groupsPerInterface: 5 })])(
    "are warnings against the default with %o",
    (quotas) => {
      expect(found("endpoint-quota", crowded(50, quotas ? { quotas } : {}))).toMatchObject([{ severity: "warning" }]);
    },
  );

  it("count Gateway Load Balancer endpoints with interface endpoints", () => {
    const { net } = sound();
    net.endpoint("x", { type: "GatewayLoadBalancer", serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1" });
    const quotas = read({ interfaceEndpointsPerVpc: 1 });
    expect(found("endpoint-quota", net.snapshot({ quotas }))).toHaveLength(1);
  });

  it("count the gateway endpoints of the Region's other VPCs", () => {
    const { net } = sound();
    const gateways = (gatewayEndpointsElsewhere: number) =>
      found("endpoint-quota", net.snapshot({ gatewayEndpointsElsewhere }), { services: ["s3"] });
    expect(gateways(20)).toMatchObject([{ severity: "warning", resources: ["us-east-1"] }]);
    expect(gateways(19)).toEqual([]);
  });

  it("hold rules and groups to the account's own values", () => {
    const { net, subnets } = sound();
    const closed = [net.group("closed-1"), net.group("closed-2")];
    net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: closed });
    const groups = (groupsPerInterface: number) =>
      found("groups-per-interface-quota", net.snapshot({ quotas: read({ groupsPerInterface }) }));
    expect(groups(2)).toMatchObject([{ severity: "error" }]);
    expect(groups(3)).toEqual([]);

    const other = sound().net;
    other.group("postern-endpoints", { ingress: [rule("192.0.2.1/32")] });
    const rules = (rulesPerGroupAndDirection: number) =>
      found("rules-quota", other.snapshot({ quotas: read({ rulesPerGroupAndDirection }) }));
    expect(rules(1)).toMatchObject([{ severity: "error" }]);
    expect(rules(2)).toEqual([]);
  });

  it("count a list of AWS's with its weight, not with its entries", () => {
    const { net } = sound();
    net.group("postern-endpoints", {
      ingress: [...Array.from({ length: 58 }, (_, i) => rule(`192.0.2.${i}/32`)), rule("pl-63a5400a")],
    });
    expect(found("rules-quota", net.snapshot())).toEqual([]);
  });
});

describe("prices-stale", () => {
  const list = (over: Partial<PriceList> = {}): Read<PriceList> => {
    const { net } = sound();
    return {
      state: "read",
      value: { ...pricesFor(net.snapshot()), source: "price-list-api", asOf: "2027-01-01", ...over },
    };
  };

  it("warns where the prices are older than half a year on the day of the read", () => {
    const { net } = sound();
    expect(found("prices-stale", net.snapshot({ readOn: "2028-01-01" }))).toHaveLength(1);
    expect(found("prices-stale", net.snapshot({ readOn: "2027-09-01", prices: list() }))).toHaveLength(1);
  });

  it("warns where another Region's prices are used, and says why the Price List was not read", () => {
    const { net } = sound();
    const snapshot = net.snapshot({ region: "sa-east-1", readOn: "2026-11-20", prices: skipped });
    snapshot.services = [offer("ecs", { name: "com.amazonaws.sa-east-1.ecs" })];
    expect(found("prices-stale", snapshot)).toMatchObject([{ severity: "warning", resources: ["sa-east-1"] }]);
    expect(found("prices-stale", snapshot)[0]?.detail).toContain("no permission");
    expect(found("prices-stale", { ...snapshot, prices: list({ region: "sa-east-1" }) })).toEqual([]);
  });

  it("is silent with fresh prices of the Region, and where nothing is to be paid for", () => {
    const { net } = sound();
    expect(found("prices-stale", net.snapshot({ readOn: "2027-02-01", prices: list() }))).toEqual([]);
    expect(found("prices-stale", net.snapshot({ readOn: "2026-11-20" }))).toEqual([]);
    expect(found("prices-stale", net.snapshot({ readOn: "2030-01-01" }), { services: ["s3"] })).toEqual([]);
  });
});

it("reports what was not checked, and why", () => {
  const { net } = sound();
  const snapshot = net.snapshot({ hostedZones: skipped, quotas: { state: "read", value: {} } });
  expect(notChecked(snapshot)).toEqual(["private hosted zones that resolve the same names (no permission)"]);
  expect(notChecked(net.snapshot())).toEqual([]);
});
