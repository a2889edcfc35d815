import { describe, expect, it } from "vitest";
import type { Vpc, VpcEndpoint } from "#lib/core/network/snapshot";
import { account, rule } from "#lib/core/testing/account";
import { ask } from "#lib/core/testing/ask";

/** A client in a private subnet behind a NAT gateway, and endpoints whose group allows everybody. */
function shop(vpc: Partial<Vpc> = {}) {
  const a = account(vpc);
  const subnet = a.subnet();
  a.routeTable([subnet], [a.nat()]);
  const client = a.group("tasks");
  a.networkInterface(subnet, [client], "10.0.1.10");
  const group = a.group("endpoints", { ingress: [rule("10.0.0.0/16")] });
  const endpoint = (more: Partial<VpcEndpoint> = {}, service = "ecs") =>
    a.endpoint(service, { subnetIds: [subnet], securityGroupIds: [group], ...more });
  const gateway = (more: Partial<VpcEndpoint> = {}) =>
    a.endpoint("s3", { type: "Gateway", routeTableIds: [a.snapshot().routeTables[1]?.id ?? a.mainTable], ...more });
  return { ...a, client, endpoint, gateway };
}

describe("nothing resolves", () => {
  it("while DNS support is off, gateways included", () => {
    const a = shop({ enableDnsSupport: false });
    a.endpoint();
    a.gateway();
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["none", "dns-support"]);
    expect(ask(a.snapshot(), { client: a.client, service: "s3" })).toEqual(["none", "dns-support"]);
  });

  it("even where the DHCP options name no server at all", () => {
    const a = shop({ enableDnsSupport: false, domainNameServers: [] });
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["none", "dns-support"]);
  });

  it("but a custom DNS server in the DHCP options still does", () => {
    const a = shop({ enableDnsSupport: false, domainNameServers: ["10.0.9.9"] });
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["public", "no-endpoint"]);
  });
});

describe("the name resolves to an interface endpoint", () => {
  it("when it is available, has private DNS on, and the VPC has DNS hostnames", () => {
    const a = shop();
    a.endpoint();
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["private"]);
  });

  it("for a custom DNS server too: whether that forwards is a finding, not a verdict", () => {
    const a = shop({ domainNameServers: ["10.0.9.9"] });
    a.endpoint();
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["private"]);
  });

  it("not while DNS hostnames are off", () => {
    const a = shop({ enableDnsHostnames: false });
    a.endpoint();
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["public", "dns-hostnames"]);
  });

  it("not while DNS support is off, which private DNS needs as well", () => {
    const a = shop({ enableDnsSupport: false, domainNameServers: ["10.0.9.9"] });
    a.endpoint();
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["public", "dns-support"]);
  });

  it("not without private DNS", () => {
    const a = shop();
    a.endpoint({ privateDnsEnabled: false });
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["public", "private-dns-off"]);
  });

  it("not when its private DNS is for inbound resolver endpoints only", () => {
    const a = shop();
    a.endpoint({ privateDnsOnlyForInboundResolverEndpoint: true });
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["public", "private-dns-off"]);
  });

  it.each(["pendingacceptance", "pending", "partial", "rejected", "failed", "deleting", "deleted", "expired"])(
    "not in the state %s",
    (state) => {
      const a = shop();
      a.endpoint({ state });
      expect(ask(a.snapshot(), { client: a.client })).toEqual(["public", "no-endpoint", "not-available"]);
    },
  );

  it("not for another service", () => {
    const a = shop();
    a.endpoint({}, "ecs-agent");
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["public", "no-endpoint"]);
  });

  it("before a gateway with a route does, for S3", () => {
    const a = shop();
    a.gateway();
    a.endpoint({ securityGroupIds: [a.group("closed")] }, "s3");
    expect(ask(a.snapshot(), { client: a.client, service: "s3" })).toEqual(["none", "endpoint-ingress"]);
  });
});

describe("packets use a gateway endpoint", () => {
  it("when no endpoint resolves it and it is in the subnet's route table", () => {
    const a = shop();
    a.gateway();
    a.endpoint({ privateDnsEnabled: false }, "s3");
    expect(ask(a.snapshot(), { client: a.client, service: "s3" })).toEqual(["private"]);
  });

  it("of a client that asked for S3's interface endpoint too: the name is the same", () => {
    const a = shop();
    a.gateway();
    expect(ask(a.snapshot(), { client: a.client, service: "s3:interface" })).toEqual(["private"]);
  });

  it("not from a subnet whose route table lacks it", () => {
    const a = shop();
    a.gateway({ routeTableIds: [a.mainTable] });
    expect(ask(a.snapshot(), { client: a.client, service: "s3" })).toEqual(["public", "no-route"]);
  });

  it("from a subnet without an association when it is in the main route table", () => {
    const a = account();
    const subnet = a.subnet();
    const client = a.group("tasks");
    a.networkInterface(subnet, [client], "10.0.1.10");
    a.endpoint("s3", { type: "Gateway", routeTableIds: [a.mainTable] });
    expect(ask(a.snapshot(), { client, service: "s3" })).toEqual(["private"]);
  });

  it("not before it is available", () => {
    const a = shop();
    a.gateway({ state: "pending" });
    expect(ask(a.snapshot(), { client: a.client, service: "s3" })).toEqual(["public", "no-endpoint", "not-available"]);
  });
});

describe("a public resolution reports what would have resolved privately", () => {
  it("for either kind of endpoint, and which kind was asked for", () => {
    const a = shop();
    a.gateway({ routeTableIds: [a.mainTable] });
    a.endpoint({ privateDnsEnabled: false }, "s3");
    expect(ask(a.snapshot(), { client: a.client, service: "s3" })).toEqual(["public", "no-route", "private-dns-off"]);
  });

  it("also of an endpoint that failed beside one without private DNS", () => {
    const a = shop();
    a.endpoint({ privateDnsEnabled: false });
    a.endpoint({ state: "failed" });
    expect(ask(a.snapshot(), { client: a.client })).toEqual(["public", "not-available", "private-dns-off"]);
  });
});

describe("with private DNS not wanted, the client asks for the endpoint's own name after the changes", () => {
  it("which an endpoint resolves without private DNS and DNS hostnames", () => {
    const a = shop({ enableDnsHostnames: false });
    a.endpoint({ privateDnsEnabled: false });
    const after = a.snapshot();
    expect(ask(after, { client: a.client, privateDns: false, after })).toEqual(["private"]);
  });

  it("but before them for the standard name", () => {
    const a = shop();
    a.endpoint({ privateDnsEnabled: false });
    expect(ask(a.snapshot(), { client: a.client, privateDns: false })).toEqual(["public", "private-dns-off"]);
  });

  it("while a gateway has no name of its own: its regional name stays", () => {
    const a = shop();
    a.gateway();
    a.endpoint({ privateDnsEnabled: false, securityGroupIds: [a.group("closed")] }, "s3");
    const after = a.snapshot();
    expect(ask(after, { client: a.client, service: "s3", privateDns: false, after })).toEqual(["private"]);
  });

  it("which needs DNS support like every name", () => {
    const a = shop({ enableDnsSupport: false });
    a.endpoint({ privateDnsEnabled: false });
    const after = a.snapshot();
    expect(ask(after, { client: a.client, privateDns: false, after })).toEqual(["none", "dns-support"]);
  });
});
