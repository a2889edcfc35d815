import { describe, expect, it } from "vitest";
import type { NetworkAclEntry, SecurityGroupRule } from "#lib/core/network/snapshot";
import { account, openEgress, openNaclEntries, rule } from "#lib/core/testing/account";
import { ask } from "#lib/core/testing/ask";

type Setting = {
  egress?: SecurityGroupRule[];
  ingress?: SecurityGroupRule[];
  /** Addresses of the endpoint's interfaces, by the subnet they are in. */
  own?: string[];
  near?: string[];
};

/** A client at 10.0.1.10 in a subnet `own`, and an endpoint in the subnet `near`, 10.0.2.0/24, unless said otherwise. */
function shop({ egress = openEgress, ingress = [rule("10.0.0.0/16")], own = [], near = ["10.0.2.20"] }: Setting = {}) {
  const a = account();
  const [ownSubnet, nearSubnet] = [a.subnet("a"), a.subnet("b")];
  const client = a.group("tasks", { egress });
  const endpointGroup = a.group("endpoints", { ingress });
  a.networkInterface(ownSubnet, [client], "10.0.1.10");
  const enis = [
    ...own.map((address) => a.networkInterface(ownSubnet, [endpointGroup], address, { interfaceType: "vpc_endpoint" })),
    ...near.map((address) =>
      a.networkInterface(nearSubnet, [endpointGroup], address, { interfaceType: "vpc_endpoint" }),
    ),
  ];
  const subnetIds = [...(own.length > 0 ? [ownSubnet] : []), ...(near.length > 0 ? [nearSubnet] : [])];
  a.endpoint("ecs", { subnetIds, securityGroupIds: [endpointGroup], networkInterfaceIds: enis });
  return { ...a, client, endpointGroup, ownSubnet, nearSubnet };
}

const verdict = (a: ReturnType<typeof shop>) => ask(a.snapshot(), { client: a.client });

/** A network ACL that is open but for these entries of one direction, which come first. */
function acl(direction: "inbound" | "outbound", ...entries: Partial<NetworkAclEntry>[]): NetworkAclEntry[] {
  return [
    ...openNaclEntries,
    ...entries.map((more, i) => ({
      ruleNumber: 10 + i,
      egress: direction === "outbound",
      allow: false,
      protocol: "6",
      cidr: "0.0.0.0/0",
      ports: { from: 443, to: 443 },
      ...more,
    })),
  ];
}

describe("the client's group must allow egress on tcp/443", () => {
  it("to one of the endpoint's groups", () => {
    const a = account();
    const subnet = a.subnet();
    const [unused, used] = [a.group("other"), a.group("endpoints", { ingress: [rule("10.0.0.0/16")] })];
    a.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [unused, used] });
    const client = a.group("tasks", { egress: [rule(used)] });
    a.networkInterface(subnet, [client], "10.0.1.10");
    expect(ask(a.snapshot(), { client })).toEqual(["private"]);
  });

  it("or to the address of its interface, by a CIDR", () => {
    expect(verdict(shop({ egress: [rule("10.0.2.20/32")] }))).toEqual(["private"]);
    expect(verdict(shop({ egress: [rule("10.0.2.21/32")] }))).toEqual(["none", "client-egress"]);
  });

  it("or by an entry of a prefix list", () => {
    const a = shop({ egress: [rule("pl-0000000a")] });
    const list = { id: "pl-0000000a" as const, name: "vpc", ownerId: "111122223333", maxEntries: 9 };
    const lists = (entries: string[] | null) => a.snapshot({ prefixLists: [{ ...list, entries }] });
    expect(ask(lists(["10.0.2.0/24"]), { client: a.client })).toEqual(["private"]);
    expect(ask(lists(["10.0.3.0/24"]), { client: a.client })).toEqual(["none", "client-egress"]);
    expect(ask(lists(null), { client: a.client })).toEqual(["none", "client-egress"]);
  });

  it("by one rule or several together: two CIDRs that together contain a range contain it", () => {
    const own = { near: [] };
    const planned = (egress: SecurityGroupRule[]) => {
      const a = shop({ ...own, egress });
      a.endpoint("ecs", { subnetIds: [a.nearSubnet], securityGroupIds: [a.endpointGroup] });
      return ask(a.snapshot(), { client: a.client });
    };
    expect(planned([rule("10.0.2.0/25"), rule("10.0.2.128/25")])).toEqual(["private"]);
    expect(planned([rule("10.0.2.0/25")])).toEqual(["partial", "client-egress"]);
  });

  it("on port 443: a rule for another port or protocol does not count", () => {
    expect(verdict(shop({ egress: [rule("0.0.0.0/0", { from: 80, to: 80 })] }))).toEqual(["none", "client-egress"]);
    expect(verdict(shop({ egress: [{ ...rule("0.0.0.0/0"), protocol: "udp" }] }))).toEqual(["none", "client-egress"]);
  });
});

describe("the endpoint's groups must allow ingress on tcp/443", () => {
  it("from the client's group", () => {
    const a = account();
    const subnet = a.subnet();
    const client = a.group("tasks");
    a.networkInterface(subnet, [client], "10.0.1.10");
    a.endpoint("ecs", {
      subnetIds: [subnet],
      securityGroupIds: [a.group("shut"), a.group("e", { ingress: [rule(client)] })],
    });
    expect(ask(a.snapshot(), { client })).toEqual(["private"]);
  });

  it("or from the client's address", () => {
    expect(verdict(shop({ ingress: [rule("10.0.1.0/28")] }))).toEqual(["private"]);
    expect(verdict(shop({ ingress: [rule("10.0.1.0/29")] }))).toEqual(["none", "endpoint-ingress"]);
  });

  it("of which every one counts: secondary addresses and delegated prefixes too", () => {
    const a = shop({ ingress: [rule("10.0.1.10/32"), rule("10.0.1.16/29")] });
    const more = (addresses: string[], prefixes: string[]) => {
      const snapshot = a.snapshot();
      const [first] = snapshot.networkInterfaces;
      for (const address of addresses) first?.addresses.push({ address, publicAddress: null });
      first?.prefixes.push(...prefixes);
      return ask(snapshot, { client: a.client });
    };
    expect(more([], [])).toEqual(["private"]);
    expect(more(["10.0.1.11"], [])).toEqual(["partial", "endpoint-ingress"]);
    expect(more([], ["10.0.1.16/28"])).toEqual(["partial", "endpoint-ingress"]);
  });

  it("while the client's other groups do not help: the plan must be enough by itself", () => {
    const a = account();
    const subnet = a.subnet();
    const [client, other] = [a.group("tasks"), a.group("allowed")];
    a.networkInterface(subnet, [client, other], "10.0.1.10");
    a.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [a.group("e", { ingress: [rule(other)] })] });
    expect(ask(a.snapshot(), { client })).toEqual(["none", "endpoint-ingress"]);
  });
});

describe("network ACLs between subnets", () => {
  it("do not apply inside one subnet", () => {
    const a = shop({ own: ["10.0.1.20"], near: [] });
    a.networkAcl([a.ownSubnet], []);
    expect(verdict(a)).toEqual(["private"]);
  });

  it("must allow the request out of the client's subnet and into the endpoint's", () => {
    const out = shop();
    out.networkAcl([out.ownSubnet], acl("outbound", { cidr: "10.0.2.0/24" }));
    expect(verdict(out)).toEqual(["none", "client-nacl-out"]);
    const into = shop();
    into.networkAcl([into.nearSubnet], acl("inbound", { cidr: "10.0.1.10/32" }));
    expect(verdict(into)).toEqual(["none", "endpoint-nacl-in"]);
  });

  it("must allow the reply out of the endpoint's subnet and into the client's, to every port from 32768 to 60999", () => {
    const out = shop();
    out.networkAcl([out.nearSubnet], acl("outbound", { cidr: "10.0.1.0/24", ports: { from: 60999, to: 60999 } }));
    expect(verdict(out)).toEqual(["none", "endpoint-nacl-out"]);
    const into = shop();
    into.networkAcl([into.ownSubnet], acl("inbound", { cidr: "10.0.2.20/32", ports: { from: 32768, to: 32768 } }));
    expect(verdict(into)).toEqual(["none", "client-nacl-in"]);
  });

  it.each([
    [1024, 32767],
    [61000, 65535],
  ])("may shut the ports from %i to %i", (from, to) => {
    const a = shop();
    a.networkAcl([a.ownSubnet], acl("inbound", { ports: { from, to } }));
    expect(verdict(a)).toEqual(["private"]);
  });

  it("decide by the first match", () => {
    const a = shop();
    a.networkAcl([a.ownSubnet], acl("outbound", { cidr: "10.0.2.20/32", allow: true }, { cidr: "10.0.2.0/24" }));
    expect(verdict(a)).toEqual(["private"]);
  });
});

describe("the name gives the addresses of all interfaces", () => {
  it("so that one that cannot be reached makes the verdict partial", () => {
    const a = shop({ own: ["10.0.1.20"], near: ["10.0.2.20"] });
    a.networkAcl([a.nearSubnet], acl("inbound", {}));
    expect(verdict(a)).toEqual(["partial", "endpoint-nacl-in"]);
  });

  it("of all endpoints that the name resolves to, each with its own groups", () => {
    const a = shop({ ingress: [rule("10.0.0.0/16")] });
    a.endpoint("ecs", { subnetIds: [a.ownSubnet], securityGroupIds: [a.group("closed")] });
    expect(verdict(a)).toEqual(["partial", "endpoint-ingress"]);
  });

  it("and a subnet without an interface yet counts with its whole CIDR", () => {
    const a = shop({ near: [], egress: [rule("10.0.2.0/24")] });
    a.endpoint("ecs", { subnetIds: [a.ownSubnet, a.nearSubnet], securityGroupIds: [a.endpointGroup] });
    expect(verdict(a)).toEqual(["partial", "client-egress"]);
  });

  it("which may be none at all: then it is not available", () => {
    expect(verdict(shop({ near: [] }))).toEqual(["none", "not-available"]);
  });

  it("to which it leads even where a NAT gateway exists", () => {
    const a = shop({ ingress: [] });
    a.routeTable([a.ownSubnet], [a.nat()]);
    expect(verdict(a)).toEqual(["none", "endpoint-ingress"]);
  });
});

describe("every cause is reported", () => {
  it("not only the first that stops a packet, sorted and once", () => {
    const a = shop({ egress: [], ingress: [] });
    a.networkAcl([a.ownSubnet], []);
    a.networkAcl([a.nearSubnet], []);
    expect(verdict(a)).toEqual([
      "none",
      "client-egress",
      "client-nacl-in",
      "client-nacl-out",
      "endpoint-ingress",
      "endpoint-nacl-in",
      "endpoint-nacl-out",
    ]);
  });
});

describe("an IPv6-only subnet is evaluated by its IPv6 addresses", () => {
  function shopV6(ipAddressType: string, egress: SecurityGroupRule[], dnsRecordIpType = ipAddressType) {
    const a = account();
    const subnet = a.subnet("a", { cidr: null, ipv6Cidrs: ["2600:1f00::/64"] });
    const client = a.group("tasks", { egress });
    a.networkInterface(subnet, [client], "", { addresses: [], ipv6Addresses: ["2600:1f00::a"] });
    const group = a.group("endpoints", { ingress: [rule("2600:1f00::/56")] });
    a.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [group], ipAddressType, dnsRecordIpType });
    a.networkAcl(
      [subnet],
      openNaclEntries.map((entry) => ({ ...entry, cidr: "::/0" })),
    );
    return ask(a.snapshot(), { client });
  }

  it("and rules for them", () => {
    expect(shopV6("ipv6", [rule("::/0")])).toEqual(["private"]);
    expect(shopV6("dualstack", [rule("0.0.0.0/0")])).toEqual(["none", "client-egress"]);
  });

  it.each([
    ["ipv4", "ipv4"],
    ["dualstack", "service-defined"],
    ["dualstack", "ipv4"],
  ])("where an endpoint of type %s with %s records for its private name does not resolve", (type, records) => {
    expect(shopV6(type, [rule("::/0")], records)).toEqual(["none", "ip-address-type", "no-default-route"]);
  });
});
