import { describe, expect, it } from "vitest";
import { type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type { PriceList } from "#lib/core/network/services/price-list";
import { plan } from "#lib/core/plan";
import { account, openEgress, rule } from "#lib/core/testing/account";
import { costLines, costOf, natRelief } from "./cost";
import { pricesFor } from "./prices";

/** Tasks in two zones behind one NAT gateway. */
function shop() {
  const net = account();
  const subnets = [net.subnet("a"), net.subnet("b")];
  net.routeTable(subnets, [net.nat()]);
  const client = net.group("tasks", { egress: openEgress });
  for (const [i, subnet] of subnets.entries()) net.networkInterface(subnet, [client], `10.0.${i + 1}.10`);
  const planned = (services: string[], more: Partial<IntentInput> = {}) => {
    const snapshot = net.snapshot();
    const intent = intentSchema.parse({
      version: 1,
      region: "us-east-1",
      vpcId: net.vpcId,
      services,
      subnetIds: subnets,
      clientSecurityGroupIds: [client],
      ...more,
    });
    const result = plan(snapshot, intent);
    return { ...result, relief: natRelief(snapshot, result.reachability, result.cost, pricesFor(snapshot)) };
  };
  return { net, subnets, client, planned };
}

describe("the cost", () => {
  it("is that of each new interface, by endpoint and subnet, and adds up", () => {
    const { subnets, planned } = shop();
    const { cost, ...rest } = planned(["ecs", "logs", "s3"]);
    const lines = costLines({ cost, ...rest });
    expect(lines.map(({ endpoint, subnetId }) => `${endpoint} ${subnetId}`)).toEqual(
      ["ecs", "logs"].flatMap((name) => subnets.map((subnet) => `com.amazonaws.us-east-1.${name} ${subnet}`)),
    );
    expect(lines.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)).toBeCloseTo(cost.monthlyUsd);
    expect(cost).toMatchObject({ hourlyUsd: 0.04, monthlyUsd: 29.2, perGbUsd: 0.01, asOf: "2026-11-01" });
  });

  it("leaves out what exists: an endpoint that gets one more zone costs one more zone", () => {
    const { net, subnets, client, planned } = shop();
    const group = net.group("endpoints", { ingress: [rule(client)] });
    const id = net.endpoint("ecs", { subnetIds: subnets.slice(0, 1), securityGroupIds: [group] });
    const result = planned(["ecs"]);
    expect(costLines(result)).toEqual([{ endpoint: id, subnetId: subnets[1], hourlyUsd: 0.01, monthlyUsd: 7.3 }]);
  });

  it("is calculated with the Price List's prices where they were read, else with the built-in ones, and says which", () => {
    const { planned } = shop();
    expect(planned(["ecs"]).cost.assumptions[0]).toBe("List price of us-east-1, looked up as of 2026-11-01.");
    const value: PriceList = {
      ...pricesFor({ region: "us-east-1" }),
      source: "price-list-api",
      asOf: "2026-11-20",
      endpointZoneHour: 0.02,
    };
    expect(costOf(2, pricesFor({ region: "us-east-1", prices: { state: "read", value } }), "us-east-1")).toMatchObject({
      hourlyUsd: 0.04,
      asOf: "2026-11-20",
      assumptions: expect.arrayContaining(["List price of us-east-1, read from AWS's Price List as of 2026-11-20."]),
    });
  });
});

describe("the relief of a NAT gateway", () => {
  it("breaks even where a GB's saving has paid the endpoints' month", () => {
    const { planned } = shop();
    const { relief } = planned(["ecs"]);
    // 2 zones × $7.30 a month ÷ ($0.045 − $0.01) per GB.
    expect(relief).toMatchObject({ savedPerGbUsd: 0.035, breakEvenGb: 418, services: ["ecs"] });
    expect(relief?.natGatewayIds).toHaveLength(1);
  });

  it("costs nothing with a gateway endpoint", () => {
    expect(shop().planned(["s3"]).relief).toMatchObject({ savedPerGbUsd: 0.045, breakEvenGb: 0 });
  });

  it("is none where no traffic used a NAT gateway", () => {
    const net = account();
    const subnet = net.subnet();
    const client = net.group("tasks", { egress: openEgress });
    const intent = intentSchema.parse({
      version: 1,
      region: "us-east-1",
      vpcId: net.vpcId,
      services: ["ecs"],
      subnetIds: [subnet],
      clientSecurityGroupIds: [client],
    });
    const result = plan(net.snapshot(), intent);
    expect(natRelief(net.snapshot(), result.reachability, result.cost, pricesFor(net.snapshot()))).toBeNull();
  });
});
