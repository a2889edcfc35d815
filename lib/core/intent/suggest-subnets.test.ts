import { describe, expect, it } from "vitest";
import { account, offer } from "#lib/core/testing/account";
import { suggestedSubnets } from "./suggest-subnets";

const igw = { destination: "0.0.0.0/0", target: "internet-gateway", targetId: "igw-1", active: true } as const;

describe("the subnets suggested for endpoints", () => {
  it("are one per Availability Zone", () => {
    const a = account();
    const [first, , other] = [a.subnet("a"), a.subnet("a"), a.subnet("b")];
    expect(suggestedSubnets(a.snapshot(), ["ecs"])).toEqual([first, other]);
  });

  it("are private before isolated, and isolated before public", () => {
    const a = account();
    const [open, shut, behindNat] = [a.subnet("a"), a.subnet("a"), a.subnet("a")];
    a.routeTable([open], [igw]);
    a.routeTable([behindNat], [a.nat()]);
    expect(suggestedSubnets(a.snapshot(), ["ecs"])).toEqual([behindNat]);
    const b = { ...a.snapshot(), subnets: a.snapshot().subnets.filter(({ id }) => id !== behindNat) };
    expect(suggestedSubnets(b, ["ecs"])).toEqual([shut]);
  });

  it("leave out a zone with only public subnets, unless all zones are so", () => {
    const a = account();
    const [open, inside] = [a.subnet("a"), a.subnet("b")];
    a.routeTable([open], [igw]);
    expect(suggestedSubnets(a.snapshot(), ["ecs"])).toEqual([inside]);
    a.routeTable([inside], [igw]);
    const { routeTables, ...rest } = a.snapshot();
    const allPublic = { ...rest, routeTables: routeTables.filter(({ main }) => !main) };
    expect(suggestedSubnets(allPublic, ["ecs"])).toEqual([open, inside]);
  });

  it("lie in zones that a service supports, in subnets of the account with free addresses", () => {
    const a = account();
    a.subnet("a", { availableIpAddressCount: 0 });
    a.subnet("b", { ownerId: "999988887777" });
    a.subnet("c");
    const snapshot = a.snapshot({ services: [offer("ecs", { availabilityZones: ["us-east-1a", "us-east-1b"] })] });
    expect(suggestedSubnets(snapshot, ["ecs"])).toEqual([]);
  });

  it("are where most workloads live", () => {
    const a = account();
    const [, lively] = [a.subnet("a"), a.subnet("a")];
    a.networkInterface(lively, [a.group("tasks")], "10.0.2.10");
    expect(suggestedSubnets(a.snapshot(), ["ecs"])).toEqual([lively]);
  });

  it("are none when only gateways are asked for", () => {
    const a = account();
    a.subnet("a");
    expect(suggestedSubnets(a.snapshot(), ["s3"])).toEqual([]);
  });
});
