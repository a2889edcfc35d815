import { describe, expect, it } from "vitest";
import { account } from "#lib/core/testing/account";
import { routeTableOf, subnetsOfGroup } from "./routes";

describe("the route table of a subnet", () => {
  it("is the one it is associated with", () => {
    const a = account();
    const subnet = a.subnet();
    const table = a.routeTable([subnet]);
    expect(routeTableOf(a.snapshot(), subnet)?.id).toBe(table);
  });

  it("is the main one where it has no association of its own", () => {
    const a = account();
    const subnet = a.subnet();
    a.routeTable([a.subnet()]);
    expect(routeTableOf(a.snapshot(), subnet)?.id).toBe(a.mainTable);
  });
});

describe("the subnets of a group", () => {
  it("are those where interfaces carry it, each once, sorted", () => {
    const a = account();
    const [first, second] = [a.subnet("a"), a.subnet("b")];
    a.subnet("c");
    const group = a.group("tasks");
    a.networkInterface(second, [group], "10.0.2.10");
    a.networkInterface(first, [a.group("other"), group], "10.0.1.10");
    a.networkInterface(first, [group], "10.0.1.11");
    expect(subnetsOfGroup(a.snapshot(), group)).toEqual([first, second]);
  });

  it("leave out interfaces of VPC endpoints, known by their type or by the endpoint", () => {
    const a = account();
    const [first, second] = [a.subnet("a"), a.subnet("b")];
    const group = a.group("endpoints");
    a.networkInterface(first, [group], "10.0.1.10", { interfaceType: "vpc_endpoint" });
    const eni = a.networkInterface(second, [group], "10.0.2.10");
    a.endpoint("ecs", { subnetIds: [second], networkInterfaceIds: [eni] });
    expect(subnetsOfGroup(a.snapshot(), group)).toEqual([]);
  });
});
