import { describe, expect, it } from "vitest";
import { account, offer, rule } from "#lib/core/testing/account";
import { ask, rowsFor } from "#lib/core/testing/ask";

describe("rows of reachability", () => {
  it("are for every subnet where interfaces with the group are, whatever their status", () => {
    const a = account();
    const [first, second, third] = [a.subnet("a"), a.subnet("b"), a.subnet("c")];
    const client = a.group("tasks");
    a.networkInterface(second, [client], "10.0.2.10");
    a.networkInterface(first, [client], "10.0.1.10", { status: "available" });
    const rows = rowsFor(a.snapshot(), { client, subnetIds: [third] });
    expect(rows.map(({ subnetId }) => subnetId)).toEqual([first, second]);
  });

  it("are for every candidate subnet when the group has no interfaces", () => {
    const a = account();
    const [first, second] = [a.subnet("a"), a.subnet("b")];
    const client = a.group("tasks");
    const rows = rowsFor(a.snapshot(), { client, subnetIds: [second, first] });
    expect(rows.map(({ subnetId }) => subnetId)).toEqual([first, second]);
  });

  it("do not count interfaces of VPC endpoints, neither for where the group is nor for its addresses", () => {
    const a = account();
    const [home, other] = [a.subnet("a"), a.subnet("b")];
    const client = a.group("tasks", { ingress: [rule("10.0.1.10/32")] });
    a.networkInterface(home, [client], "10.0.1.10");
    const near = a.networkInterface(home, [client], "10.0.1.20", { interfaceType: "vpc_endpoint" });
    const far = a.networkInterface(other, [client], "10.0.2.20");
    const endpoint = { subnetIds: [home, other], securityGroupIds: [client], networkInterfaceIds: [near, far] };
    a.endpoint("ecs", endpoint);
    const rows = rowsFor(a.snapshot(), { client });
    expect(rows.map(({ subnetId, before }) => [subnetId, before])).toEqual([[home, "private"]]);
  });

  it("ask from every address of the subnet when the group has no interfaces", () => {
    const a = account();
    const subnet = a.subnet();
    const client = a.group("tasks");
    const group = a.group("endpoints", { ingress: [rule("10.0.1.0/25")] });
    a.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [group] });
    expect(ask(a.snapshot(), { client, subnetIds: [subnet] })).toEqual(["partial", "endpoint-ingress"]);
  });

  it("name the service as the intent writes it, once", () => {
    const a = account();
    const [client, subnet] = [a.group("tasks"), a.subnet()];
    const services = ["ecs", "com.amazonaws.us-east-1.ecs", "ecs"];
    const rows = rowsFor(a.snapshot(), { client, services, subnetIds: [subnet] });
    expect(rows.map(({ service }) => service)).toEqual(["com.amazonaws.us-east-1.ecs", "ecs"]);
  });

  it("leave out services, groups and subnets that do not exist", () => {
    const a = account();
    const [client, subnet] = [a.group("tasks"), a.subnet()];
    const snapshot = a.snapshot({ services: [offer("ecs")] });
    expect(rowsFor(snapshot, { client, service: "logs", subnetIds: [subnet] })).toEqual([]);
    expect(rowsFor(snapshot, { client: "sg-0badc0de", subnetIds: [subnet] })).toEqual([]);
    expect(rowsFor(snapshot, { client, subnetIds: ["subnet-0badc0de"] })).toEqual([]);
  });

  it("are sorted by service, group and subnet, for any order of the input", () => {
    const a = account();
    const subnets = [a.subnet("a"), a.subnet("b")];
    const groups = [a.group("one"), a.group("two")];
    for (const [i, subnet] of subnets.entries()) a.networkInterface(subnet, groups, `10.0.${i + 1}.10`);
    const snapshot = a.snapshot();
    const [client, ...others] = groups;
    if (!client) throw new Error("No group.");
    const services = ["s3", "ecs", "logs"];
    const rows = rowsFor(snapshot, { client, services, clientSecurityGroupIds: [...others, client] });
    const backwards = { ...snapshot, networkInterfaces: [...snapshot.networkInterfaces].reverse() };
    expect(rowsFor(backwards, { client, services: services.toReversed(), clientSecurityGroupIds: groups })).toEqual(
      rows,
    );
    expect(rows.map((row) => [row.service, row.securityGroupId, row.subnetId])).toEqual(
      ["ecs", "logs", "s3"].flatMap((service) => groups.flatMap((group) => subnets.map((id) => [service, group, id]))),
    );
  });

  it("show the account as it is, and with the changes applied", () => {
    const a = account();
    const subnet = a.subnet();
    a.routeTable([subnet], [a.nat()]);
    const client = a.group("tasks");
    a.networkInterface(subnet, [client], "10.0.1.10");
    const before = a.snapshot();
    a.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [a.group("endpoints", { ingress: [rule(client)] })] });
    expect(rowsFor(before, { client, after: a.snapshot() })).toEqual([
      {
        securityGroupId: client,
        subnetId: subnet,
        service: "ecs",
        ports: [443],
        before: "public",
        after: "private",
        blockedBy: { before: ["no-endpoint"], after: [] },
      },
    ]);
  });
});

describe("a subnet of 65,536 addresses", () => {
  it("is evaluated as exactly as a small one", () => {
    const a = account();
    const subnet = a.subnet("a", { cidr: "10.0.0.0/16" });
    const client = a.group("tasks", { egress: [rule("10.0.0.0/17"), rule("10.0.128.0/17")] });
    const group = a.group("endpoints", { ingress: [rule("10.0.0.0/8")] });
    a.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [group] });
    expect(ask(a.snapshot(), { client, subnetIds: [subnet] })).toEqual(["private"]);
    const all = a.snapshot();
    all.securityGroups[0]?.egress.splice(1, 1, rule("10.0.128.1/32"));
    expect(ask(all, { client, subnetIds: [subnet] })).toEqual(["partial", "client-egress"]);
  });
});
