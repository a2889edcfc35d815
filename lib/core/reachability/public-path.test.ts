import { describe, expect, it } from "vitest";
import type { NetworkInterface, Route, RouteTargetKind, SecurityGroupRule, Subnet } from "#lib/core/network/snapshot";
import { account, openEgress, openNaclEntries, rule } from "#lib/core/testing/account";
import { ask } from "#lib/core/testing/ask";

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

function verdict(a: ReturnType<typeof shop>) {
  const [is, ...causes] = ask(a.snapshot(), { client: a.group, subnetIds: [a.subnetId] });
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

  it("only when it is the default route in IPv4", () => {
    expect(verdict(shop({ route: { destination: "52.0.0.0/8" } }))).toEqual(["none", "no-default-route"]);
    expect(verdict(shop({ route: { destination: "::/0" } }))).toEqual(["none", "no-default-route"]);
  });
});

describe("a default route to an internet gateway leads out", () => {
  const target = "internet-gateway";

  it("clients whose address has a public one", () => {
    expect(verdict(shop({ target, client: withAddresses(["10.0.1.10", "3.0.0.1"]) }))).toEqual(["public"]);
    expect(verdict(shop({ target }))).toEqual(["none", "no-default-route"]);
  });

  it("in part, where only some addresses have one", () => {
    const client = withAddresses(["10.0.1.10", "3.0.0.1"], ["10.0.1.11", null]);
    expect(verdict(shop({ target, client }))).toEqual(["partial", "no-default-route"]);
  });

  it("clients to come, where the subnet gives out public addresses", () => {
    const client = "none yet";
    expect(verdict(shop({ target, client, subnet: { mapPublicIpOnLaunch: true } }))).toEqual(["public"]);
    expect(verdict(shop({ target, client }))).toEqual(["none", "no-default-route"]);
  });

  it("never by the subnet's setting where there are clients already", () => {
    expect(verdict(shop({ target, subnet: { mapPublicIpOnLaunch: true } }))).toEqual(["none", "no-default-route"]);
  });
});

describe("on the public way", () => {
  it("the group's rules must let out to at least one public address", () => {
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

  it("every cause is said", () => {
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
    const v6 = (target: RouteTargetKind, egress = [rule("::/0")]) => {
      const a = shop({ subnet, client, egress, target, route: { destination: "::/0" } });
      a.networkAcl([a.subnetId], [...openNaclEntries.map((entry) => ({ ...entry, cidr: "::/0" }))]);
      return verdict(a);
    };
    expect(v6("egress-only-internet-gateway")).toEqual(["public"]);
    expect(v6("internet-gateway")).toEqual(["public"]);
    expect(v6("egress-only-internet-gateway", [rule("fd00::/8")])).toEqual(["none", "client-egress"]);
  });
});
