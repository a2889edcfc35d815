import { describe, expect, it } from "vitest";
import { type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type { Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { account, rule } from "#lib/core/testing/account";
import { blastRadius, groupsToAllow } from "./blast-radius";

/** A client group that the coming endpoint allows, and the web servers' group that it does not; all behind a NAT gateway. */
function shop() {
  const a = account();
  const home = a.subnet();
  a.routeTable([home], [a.nat()]);
  const [client, web] = [a.group("tasks"), a.group("web")];
  const allowing = a.group("endpoints", { ingress: [rule(client)] });
  const endpoint = (service = "ecs", subnetIds: SubnetId[] = [home]) =>
    a.endpoint(service, { subnetIds, securityGroupIds: [allowing] });
  return { ...a, home, client, web, allowing, endpoint };
}

function cutOff(before: Snapshot, after: Snapshot, more: Partial<IntentInput> = {}) {
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: before.vpc?.id,
    services: ["ecs"],
    subnetIds: [],
    clientSecurityGroupIds: ["sg-0000000a"],
    ...more,
  });
  return blastRadius(before, after, intent).flatMap(({ service, interfaces }) =>
    interfaces.map((one) => ({ ...one, service })),
  );
}

describe("the blast radius", () => {
  it("holds interfaces that reached the service before and do not after", () => {
    const a = shop();
    a.networkInterface(a.home, [a.client], "10.0.1.10");
    const eni = a.networkInterface(a.home, [a.web], "10.0.1.20", { instanceId: "i-0000000a" });
    const before = a.snapshot();
    a.endpoint();
    expect(cutOff(before, a.snapshot())).toEqual([
      {
        what: "instance",
        label: "i-0000000a",
        networkInterfaceId: eni,
        subnetId: a.home,
        securityGroupIds: [a.web],
        service: "ecs",
        before: "public",
        after: "none",
        blockedBy: ["endpoint-ingress"],
      },
    ]);
  });

  it("counts all groups of an interface together", () => {
    const a = shop();
    a.networkInterface(a.home, [a.web, a.client], "10.0.1.20");
    const before = a.snapshot();
    a.endpoint();
    expect(cutOff(before, a.snapshot())).toEqual([]);
  });

  it("includes the intent's own clients", () => {
    const a = shop();
    a.networkInterface(a.home, [a.client], "10.0.1.10");
    const before = a.snapshot();
    a.endpoint();
    const after = a.snapshot();
    for (const group of after.securityGroups)
      group.egress = group.id === a.client ? [rule("8.8.8.8/32")] : group.egress;
    const found = cutOff(before, after, { clientSecurityGroupIds: [a.client] });
    expect(found.map(({ after: verdict, blockedBy }) => [verdict, ...blockedBy])).toEqual([["none", "client-egress"]]);
  });

  it("is empty where nothing was reached before", () => {
    const a = shop();
    a.routeTable([a.home]);
    a.networkInterface(a.home, [a.web], "10.0.1.20");
    const before = a.snapshot();
    a.endpoint();
    expect(cutOff(before, a.snapshot())).toEqual([]);
  });

  it("holds interfaces that reach it only partly", () => {
    const a = shop();
    const far = a.subnet("b");
    a.networkAcl([far], []);
    a.networkInterface(a.home, [a.client], "10.0.1.10");
    const before = a.snapshot();
    a.endpoint("ecs", [a.home, far]);
    expect(cutOff(before, a.snapshot()).map((one) => [one.before, one.after])).toEqual([["public", "partial"]]);
  });

  it("holds an interface one of whose addresses is cut off, though others never got out", () => {
    const a = account();
    const subnet = a.subnet();
    a.routeTable([subnet], [{ destination: "0.0.0.0/0", target: "internet-gateway", targetId: null, active: true }]);
    const addresses = ["3.0.0.1", null].map((publicAddress, i) => ({ address: `10.0.1.1${i}`, publicAddress }));
    a.networkInterface(subnet, [a.group("web")], "", { addresses });
    const before = a.snapshot();
    a.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [a.group("endpoints")] });
    expect(cutOff(before, a.snapshot()).map((one) => [one.before, one.after])).toEqual([["partial", "none"]]);
  });

  it("distinguishes interfaces of one subnet and group by their addresses", () => {
    const a = shop();
    const [kept, lost] = ["10.0.1.20", "10.0.1.30"].map((address) => a.networkInterface(a.home, [a.web], address));
    const before = a.snapshot();
    a.endpoint();
    const after = a.snapshot();
    for (const group of after.securityGroups) if (group.id === a.allowing) group.ingress.push(rule("10.0.1.20/32"));
    const found = cutOff(before, after).map(({ networkInterfaceId }) => networkInterfaceId);
    expect(found).toEqual([lost]);
    expect(found).not.toContain(kept);
  });

  it("does not count interfaces of VPC endpoints, nor those without groups", () => {
    const a = shop();
    a.networkInterface(a.home, [a.web], "10.0.1.20", { interfaceType: "vpc_endpoint" });
    a.networkInterface(a.home, [], "10.0.1.30", { interfaceType: "nat_gateway" });
    const before = a.snapshot();
    a.endpoint();
    expect(cutOff(before, a.snapshot())).toEqual([]);
  });

  it("is empty when the endpoint comes without private DNS: no name resolves to it", () => {
    const a = shop();
    a.networkInterface(a.home, [a.web], "10.0.1.20");
    const before = a.snapshot();
    a.endpoint();
    const after = a.snapshot();
    for (const endpoint of after.endpoints) endpoint.privateDnsEnabled = false;
    expect(cutOff(before, after, { privateDns: false })).toEqual([]);
  });

  it("is sorted by service and interface", () => {
    const a = shop();
    const enis = ["10.0.1.20", "10.0.1.21"].map((address) => a.networkInterface(a.home, [a.web], address));
    const before = a.snapshot();
    for (const service of ["logs", "ecs"]) a.endpoint(service);
    const backwards = { ...before, networkInterfaces: before.networkInterfaces.toReversed() };
    const found = cutOff(backwards, a.snapshot(), { services: ["logs", "ecs"] });
    expect(found.map(({ service, networkInterfaceId }) => [service, networkInterfaceId])).toEqual(
      ["ecs", "logs"].flatMap((service) => enis.map((id) => [service, id])),
    );
  });

  it("names one group of each interface, which allowed as a client keeps it connected", () => {
    const a = shop();
    const both = a.group("both");
    a.networkInterface(a.home, [a.web], "10.0.1.20");
    a.networkInterface(a.home, [both, a.web], "10.0.1.21");
    const before = a.snapshot();
    a.endpoint();
    const intent = intentSchema.parse({
      version: 1,
      region: "us-east-1",
      vpcId: before.vpc?.id,
      services: ["ecs"],
      subnetIds: [],
      clientSecurityGroupIds: ["sg-0000000a"],
    });
    expect(groupsToAllow(blastRadius(before, a.snapshot(), intent))).toEqual([a.web]);
  });
});
