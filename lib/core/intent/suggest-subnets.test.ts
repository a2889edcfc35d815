import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecurityGroupId, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { account, offer } from "#lib/core/testing/account";
import { plan } from "../plan";
import { intentSchema } from "./intent";
import { suggestedSubnets } from "./suggest-subnets";

const suggested = (snapshot: Snapshot, service: string, clientSecurityGroupIds: SecurityGroupId[] = []) =>
  suggestedSubnets(snapshot, { services: [service], clientSecurityGroupIds });

const igw = { destination: "0.0.0.0/0", target: "internet-gateway", targetId: "igw-1", active: true } as const;

describe("the subnets suggested for endpoints", () => {
  it("are one per Availability Zone", () => {
    const a = account();
    const [first, , other] = [a.subnet("a"), a.subnet("a"), a.subnet("b")];
    expect(suggested(a.snapshot(), "ecs")).toEqual([first, other]);
  });

  it("are private before isolated, and isolated before public", () => {
    const a = account();
    const [open, shut, behindNat] = [a.subnet("a"), a.subnet("a"), a.subnet("a")];
    a.routeTable([open], [igw]);
    a.routeTable([behindNat], [a.nat()]);
    expect(suggested(a.snapshot(), "ecs")).toEqual([behindNat]);
    const b = { ...a.snapshot(), subnets: a.snapshot().subnets.filter(({ id }) => id !== behindNat) };
    expect(suggested(b, "ecs")).toEqual([shut]);
  });

  it("leave out a zone with only public subnets, unless all zones are so", () => {
    const a = account();
    const [open, inside] = [a.subnet("a"), a.subnet("b")];
    a.routeTable([open], [igw]);
    expect(suggested(a.snapshot(), "ecs")).toEqual([inside]);
    a.routeTable([inside], [igw]);
    const { routeTables, ...rest } = a.snapshot();
    const allPublic = { ...rest, routeTables: routeTables.filter(({ main }) => !main) };
    expect(suggested(allPublic, "ecs")).toEqual([open, inside]);
  });

  it("lie in zones that a service supports, in subnets of the account with free addresses", () => {
    const a = account();
    a.subnet("a", { availableIpAddressCount: 0 });
    a.subnet("b", { ownerId: "999988887777" });
    a.subnet("c");
    const snapshot = a.snapshot({ services: [offer("ecs", { availabilityZones: ["us-east-1a", "us-east-1b"] })] });
    expect(suggested(snapshot, "ecs")).toEqual([]);
  });

  it("are those that the planner would choose among all subnets that are not public", () => {
    const subnetCounts = fc.array(
      fc.record({
        zone: fc.constantFrom("a" as const, "b" as const),
        free: fc.constantFrom(1, 200, 250),
        has: fc.constantFrom("", "client", "endpoint", "other"),
      }),
      { minLength: 2, maxLength: 6 },
    );
    fc.assert(
      fc.property(subnetCounts, (wanted) => {
        const a = account();
        const [client, other] = [a.group("tasks"), a.group("others")];
        const subnetIds = wanted.map(({ zone, free }) => a.subnet(zone, { availableIpAddressCount: free }));
        for (const [i, { has }] of wanted.entries()) {
          const subnet = subnetIds[i] as SubnetId;
          if (has === "endpoint") a.endpoint("logs", { subnetIds: [subnet], securityGroupIds: [other] });
          else if (has) a.networkInterface(subnet, [has === "client" ? client : other], `10.0.${i + 1}.10`);
        }
        const snapshot = a.snapshot();
        const services = ["ecs", "logs"];
        const intent = {
          version: 1,
          region: "us-east-1",
          vpcId: a.vpcId,
          services,
          subnetIds,
          clientSecurityGroupIds: [client],
        } as const;
        const created = plan(snapshot, intentSchema.parse(intent)).changes.find(
          ({ id }) => id === "create-endpoint-ecs",
        );
        expect(suggestedSubnets(snapshot, { services, clientSecurityGroupIds: [client] })).toEqual(
          created?.input.SubnetIds,
        );
      }),
    );
  });

  it("are where workloads are while no clients are chosen", () => {
    const a = account();
    const [, lively] = [a.subnet("a"), a.subnet("a")];
    a.networkInterface(lively, [a.group("tasks")], "10.0.2.10");
    expect(suggested(a.snapshot(), "ecs")).toEqual([lively]);
  });

  it("are none when only gateways are asked for", () => {
    const a = account();
    a.subnet("a");
    expect(suggested(a.snapshot(), "s3")).toEqual([]);
  });
});
