import { describe, expect, it } from "vitest";
import type {
  NetworkInterface,
  Route,
  RouteTargetKind,
  SecurityGroupRule,
  Snapshot,
  Subnet,
} from "#lib/core/network/snapshot";
import { account, offer, openEgress, openNaclEntries, rule } from "#lib/core/testing/account";
import { ask, rowsFor } from "#lib/core/testing/ask";

type Setting = {
  target?: RouteTargetKind;
  route?: Partial<Route>;
  egress?: SecurityGroupRule[];
  client?: Partial<NetworkInterface> | "none yet";
  subnet?: Partial<Subnet>;
};

/** A client at 10.0.1.10, no endpoint, and a default route. */
function shop({ target = "nat-gateway", route, egress = openEgress, client = {}, subnet = {} }: Setting = {}) {
  const a = account();
  const subnetId = a.subnet("a", subnet);
  a.routeTable([subnetId], [{ destination: "0.0.0.0/0", target, targetId: null, active: true, ...route }]);
  const group = a.group("tasks", { egress });
  if (client !== "none yet") a.networkInterface(subnetId, [group], "10.0.1.10", client);
  return { ...a, subnetId, group };
}

function verdict(a: ReturnType<typeof shop>, over: Partial<Snapshot> = {}) {
  const [is, ...causes] = ask(a.snapshot(over), { client: a.group, subnetIds: [a.subnetId] });
  return [is, ...causes.filter((cause) => cause !== "no-endpoint")];
}

const withAddresses = (...pairs: [string, string | null][]) => ({
  addresses: pairs.map(([address, publicAddress]) => ({ address, publicAddress })),
});

describe("a default route leads out", () => {
  it.each<RouteTargetKind>([
    "nat-gateway",
    "transit-gateway",
    "vpn-gateway",
    "instance",
    "network-interface",
    "vpc-endpoint",
    "local-gateway",
    "carrier-gateway",
    "core-network",
  ])("to a %s", (target) => {
    expect(verdict(shop({ target }))).toEqual(["public"]);
  });

  it.each<RouteTargetKind>(["vpc-peering", "egress-only-internet-gateway", "none"])("but not to a %s", (target) => {
    expect(verdict(shop({ target }))).toEqual(["none", "no-default-route"]);
  });

  it("only while it is active", () => {
    expect(verdict(shop({ route: { active: false } }))).toEqual(["none", "no-default-route"]);
  });

  it("only in IPv4", () => {
    expect(verdict(shop({ route: { destination: "::/0" } }))).toEqual(["none", "no-default-route"]);
  });
});

describe("a default route to an internet gateway leads out", () => {
  const target = "internet-gateway";

  it("clients whose address has a public one", () => {
    expect(verdict(shop({ target, client: withAddresses(["10.0.1.10", "3.0.0.1"]) }))).toEqual(["public"]);
    expect(verdict(shop({ target }))).toEqual(["none", "no-public-address"]);
  });

  it("in part, where only some addresses have one", () => {
    const client = withAddresses(["10.0.1.10", "3.0.0.1"], ["10.0.1.11", null]);
    expect(verdict(shop({ target, client }))).toEqual(["partial", "no-public-address"]);
  });

  it("future clients, where the subnet gives out public addresses", () => {
    const client = "none yet";
    expect(verdict(shop({ target, client, subnet: { mapPublicIpOnLaunch: true } }))).toEqual(["public"]);
    expect(verdict(shop({ target, client }))).toEqual(["none", "no-public-address"]);
  });

  it("never by the subnet's setting where there are clients already", () => {
    expect(verdict(shop({ target, subnet: { mapPublicIpOnLaunch: true } }))).toEqual(["none", "no-public-address"]);
  });
});

describe("on the public path", () => {
  it("the group's rules must allow egress to at least one public address", () => {
    expect(verdict(shop({ egress: [rule("8.8.8.8/32")] }))).toEqual(["public"]);
    const notPublic = [
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "100.64.0.0/10",
      "169.254.0.0/16",
      "127.0.0.0/8",
    ];
    expect(verdict(shop({ egress: notPublic.map((cidr) => rule(cidr)) }))).toEqual(["none", "client-egress"]);
  });

  it("so must the network ACL, out and back", () => {
    const shut = (egress: boolean) => {
      const a = shop();
      a.networkAcl(
        [a.subnetId],
        openNaclEntries.map((entry) => (entry.egress === egress ? { ...entry, cidr: "10.0.0.0/8" } : entry)),
      );
      return verdict(a);
    };
    expect(shut(true)).toEqual(["none", "client-nacl-out"]);
    expect(shut(false)).toEqual(["none", "client-nacl-in"]);
  });

  it("out to and back from the same address", () => {
    const a = shop();
    a.networkAcl(
      [a.subnetId],
      openNaclEntries.map((entry) => ({ ...entry, cidr: entry.egress ? "52.0.0.0/8" : "8.0.0.0/8" })),
    );
    expect(verdict(a)).toEqual(["none", "client-nacl-in", "client-nacl-out"]);
  });

  it("every cause is reported", () => {
    const a = shop({ target: "vpc-peering", egress: [] });
    a.networkAcl([a.subnetId], []);
    expect(ask(a.snapshot(), { client: a.group })).toEqual([
      "none",
      "client-egress",
      "client-nacl-in",
      "client-nacl-out",
      "no-default-route",
      "no-endpoint",
    ]);
  });

  it("an IPv6-only subnet goes out by an egress-only internet gateway", () => {
    const subnet = { cidr: null, ipv6Cidrs: ["2600:1f00::/64"] };
    const client = { addresses: [], ipv6Addresses: ["2600:1f00::a"] };
    const v6 = (target: RouteTargetKind, egress = [rule("::/0")], ipAddressTypes = ["ipv4", "ipv6"]) => {
      const a = shop({ subnet, client, egress, target, route: { destination: "::/0" } });
      a.networkAcl([a.subnetId], [...openNaclEntries.map((entry) => ({ ...entry, cidr: "::/0" }))]);
      return verdict(a, { services: [offer("ecs", { ipAddressTypes })] });
    };
    expect(v6("egress-only-internet-gateway", [rule("::/0")], ["ipv4"])).toEqual(["none", "no-default-route"]);
    expect(v6("egress-only-internet-gateway")).toEqual(["public"]);
    expect(v6("internet-gateway")).toEqual(["public"]);
    expect(v6("egress-only-internet-gateway", [rule("fd00::/8")])).toEqual(["none", "client-egress"]);
  });

  it("an IPv6-only subnet reaches names with A records only by DNS64 and a route for 64:ff9b::/96 to a NAT gateway", () => {
    const dns64 = (enableDns64: boolean, target: RouteTargetKind, destination = "64:ff9b::/96") => {
      const subnet = { cidr: null, ipv6Cidrs: ["2600:1f00::/64"], enableDns64 };
      const client = { addresses: [], ipv6Addresses: ["2600:1f00::a"] };
      const a = shop({ subnet, client, egress: [rule("::/0")], target, route: { destination } });
      a.networkAcl([a.subnetId], [...openNaclEntries.map((entry) => ({ ...entry, cidr: "::/0" }))]);
      return verdict(a);
    };
    expect(dns64(true, "nat-gateway")).toEqual(["public"]);
    expect(dns64(false, "nat-gateway")).toEqual(["none", "no-default-route"]);
    expect(dns64(true, "egress-only-internet-gateway", "::/0")).toEqual(["none", "no-default-route"]);
  });
});

describe("routes to a part of the public addresses", () => {
  const to = (destination: string, more: Partial<Route> = {}): Route => ({
    destination,
    target: "nat-gateway",
    targetId: "nat-1",
    active: true,
    ...more,
  });

  function row(routes: Route[], over: Partial<Snapshot> = {}, egress = openEgress) {
    const a = account();
    const subnet = a.subnet();
    a.routeTable([subnet], routes);
    const client = a.group("tasks", { egress });
    a.networkInterface(subnet, [client], "10.0.1.10");
    const [first] = rowsFor(a.snapshot(over), { client });
    return [first?.before, first?.partlyRouted ?? false, ...(first?.blockedBy.before ?? []).slice(0, -1)];
  }

  it.each([
    ["in halves", ["0.0.0.0/1", "128.0.0.0/1"]],
    ["in quarters", ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]],
  ])("make a default route together: %s", (_, destinations) => {
    expect(row(destinations.map((destination) => to(destination)))).toEqual(["public", false]);
  });

  it("by a customer-managed prefix list, its entries count", () => {
    const list = (entries: string[] | null) => ({
      prefixLists: [{ id: "pl-0000000a" as const, name: "all", ownerId: "111122223333", entries, maxEntries: 5 }],
    });
    expect(row([to("pl-0000000a")], list(["0.0.0.0/1", "128.0.0.0/1"]))).toEqual(["public", false]);
    expect(row([to("pl-0000000a")], list(["52.0.0.0/8"]))).toEqual(["public", true]);
    expect(row([to("pl-0000000a")], list(null))[0]).toBe("none");
  });

  it("may be routes to the service: that is reported", () => {
    expect(row([to("52.0.0.0/8")])).toEqual(["public", true]);
    expect(row([to("0.0.0.0/0"), to("0.0.0.0/1", { active: false })])).toEqual(["public", true]);
  });

  it("lead nowhere where blackholes win", () => {
    const blackholes = ["0.0.0.0/1", "128.0.0.0/1"].map((destination) => to(destination, { active: false }));
    expect(row([to("0.0.0.0/0"), ...blackholes])[0]).toBe("none");
  });

  it("must be allowed by the group: one and the same address must pass", () => {
    expect(row([to("52.0.0.0/8")], {}, [rule("8.0.0.0/8")])).toEqual(["none", false, "no-endpoint"]);
  });

  it("do not lead out where they are those of a gateway endpoint", () => {
    const gateway = { target: "vpc-endpoint" as const, targetId: "vpce-0000000a" };
    expect(row([to("pl-63a5400a", gateway)])[0]).toBe("none");
    expect(row([to("0.0.0.0/0", gateway)])).toEqual(["public", false]);
  });

  it("are not known where two prefix lists of equal length lead to different targets", () => {
    const lists = ["pl-0000000a", "pl-0000000b"].map((id) => ({
      id: id as `pl-${string}`,
      name: id,
      ownerId: "111122223333",
      entries: ["0.0.0.0/0"],
      maxEntries: 5,
    }));
    const tied = [to("pl-0000000a"), to("pl-0000000b", { target: "vpc-peering", targetId: "pcx-1" })];
    expect(row(tied, { prefixLists: lists })).toEqual(["unknown", false]);
    expect(row([...tied, to("52.0.0.0/8")], { prefixLists: lists })).toEqual(["public", true]);
  });
});
