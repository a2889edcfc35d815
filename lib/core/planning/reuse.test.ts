import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "#lib/core/format/plan-format";
import type { IntentInput } from "#lib/core/intent/intent";
import type { SecurityGroupRule, Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { account, offer, rule } from "#lib/core/testing/account";
import { accountAndIntent } from "#lib/core/testing/arbitrary";
import { intentFor } from "#lib/core/testing/intent";
import { shareOfRuns } from "#lib/core/testing/random-runs";
import { applyChanges } from "./simulate";

const AWS = { requesterManaged: true, ownerId: "999988887777" };
const OTHERS = { ownerId: "444455556666" };
const POLICY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "ecs:*", Resource: "*" }],
};

/** Two zones, workloads that may send anywhere, a group that allows them and one without rules. */
function vpc() {
  const net = account();
  const subnets = [net.subnet("a"), net.subnet("b")];
  const client = net.group("tasks");
  const open = net.group("open", { ingress: [rule(client)] });
  const closed = net.group("closed");
  const planned = (input: Partial<IntentInput> = {}, over: Partial<Snapshot> = {}) => {
    const snapshot = net.snapshot(over);
    return plan(snapshot, intentFor(snapshot, input));
  };
  const endpoint = (more: Partial<VpcEndpoint>) => net.endpoint("ecs", { subnetIds: subnets, ...more });
  return { net, subnets, client, open, closed, planned, endpoint };
}

const endpointCalls = (changes: readonly Change[]) =>
  changes.filter(({ operation }) => operation.endsWith("VpcEndpoint"));

describe("of several endpoints of a service", () => {
  it("the account's own one is completed; those of others and broken ones are in no call", () => {
    const { planned, endpoint, closed } = vpc();
    const others = [
      endpoint({ ...AWS, privateDnsEnabled: false }),
      endpoint({ ...OTHERS, privateDnsEnabled: false }),
      endpoint({ state: "failed", privateDnsEnabled: false }),
      endpoint({ state: "deleted" }),
    ];
    const own = endpoint({ privateDnsEnabled: false, securityGroupIds: [closed] });
    const { changes } = planned();
    expect(endpointCalls(changes).map(({ operation, input }) => [operation, input.VpcEndpointId])).toEqual([
      ["ModifyVpcEndpoint", own],
      ["ModifyVpcEndpoint", own],
    ]);
    for (const id of others) expect(JSON.stringify(changes)).not.toContain(id);
  });

  it("one that AWS manages is kept where it suffices, and reported as unchanged", () => {
    const { planned, endpoint, open } = vpc();
    const id = endpoint({ ...AWS, securityGroupIds: [open] });
    const { changes, findings, reachability } = planned();
    expect(changes).toEqual([]);
    expect(reachability.map(({ after }) => after)).toEqual(["private", "private"]);
    expect(findings.find(({ code }) => code === "reused-endpoint")).toMatchObject({
      resources: [id],
      detail: expect.stringMatching(/An AWS service manages it/),
    });
  });

  it("it comes before one of this account that does not resolve the name", () => {
    const { planned, endpoint, open } = vpc();
    endpoint({ privateDnsEnabled: false, securityGroupIds: [open] });
    endpoint({ ...OTHERS, securityGroupIds: [open] });
    const { changes, findings } = planned();
    expect(changes).toEqual([]);
    expect(findings.map(({ code }) => code)).not.toContain("private-dns-conflict");
  });

  it.each([
    ["does not allow the workloads", { ...AWS, privateDnsEnabled: true }, true],
    ["does not resolve the name", { ...OTHERS, privateDnsEnabled: false }, false],
  ])("one that %s and may not be changed is left, and a new one is planned beside it", (_, more, conflicts) => {
    const { planned, endpoint, closed } = vpc();
    const id = endpoint({ ...more, securityGroupIds: [closed] });
    const { changes, findings } = planned();
    const [created] = changes.filter(({ kind }) => kind === "create-endpoint");
    expect(created?.reason).toContain(id);
    expect(changes.map(({ input }) => input.VpcEndpointId)).not.toContain(id);
    expect(findings.some(({ code }) => code === "private-dns-conflict")).toBe(conflicts);
  });

  it("a gateway of others that has the routes is kept; where it lacks one, an own gateway gets it", () => {
    const { net, planned, subnets } = vpc();
    const table = net.routeTable(subnets.slice(0, 1));
    const id = net.endpoint("s3", { type: "Gateway", routeTableIds: [net.mainTable], ...OTHERS });
    const { changes } = planned({ services: ["s3"] });
    expect(changes).toMatchObject([{ operation: "CreateVpcEndpoint", input: { RouteTableIds: [table] } }]);
    const kept = planned({ services: ["s3"], gatewayRouteTableIds: [net.mainTable] });
    expect(kept.changes).toEqual([]);
    expect(kept.findings.find(({ code }) => code === "reused-endpoint")?.resources).toEqual([id]);
  });
});

describe("what an endpoint lacks", () => {
  const ipv6 = { ipv6Cidrs: ["2001:db8::/64"] };

  function lacking(input: Partial<IntentInput>) {
    const net = account({ ipv6Cidrs: ["2001:db8::/56"] });
    const subnets = [net.subnet("a", ipv6), net.subnet("b", ipv6)];
    net.group("tasks");
    const id = net.endpoint("ecs", {
      subnetIds: subnets.slice(0, 1),
      securityGroupIds: [net.group("closed")],
      privateDnsEnabled: false,
    });
    const endpointSecurityGroup = { id: net.group("endpoints") };
    const snapshot = net.snapshot({ services: [offer("ecs", { ipAddressTypes: ["ipv4", "ipv6"] })] });
    const intent = intentFor(snapshot, {
      endpointSecurityGroup,
      policies: { ecs: POLICY },
      ipAddressType: "dualstack",
      ...input,
    });
    return { id, subnets, calls: endpointCalls(plan(snapshot, intent).changes) };
  }

  it("is added in one call, and private DNS with it where the cutover is direct", () => {
    const { id, subnets, calls } = lacking({ cutover: "direct" });
    expect(calls.map(({ input }) => input)).toEqual([
      {
        VpcEndpointId: id,
        AddSubnetIds: subnets.slice(1),
        AddSecurityGroupIds: [expect.stringMatching(/^sg-/)],
        IpAddressType: "dualstack",
        DnsOptions: { DnsRecordIpType: "dualstack" },
        PolicyDocument: JSON.stringify(POLICY),
        PrivateDnsEnabled: true,
      },
    ]);
  });

  it("is added first where the cutover is safe, and private DNS comes after it", () => {
    const { id, calls } = lacking({});
    expect(calls.map(({ kind }) => kind)).toEqual(["modify-endpoint", "enable-private-dns"]);
    expect(calls[1]).toMatchObject({
      input: { VpcEndpointId: id, PrivateDnsEnabled: true },
      dependsOn: expect.arrayContaining(["modify-endpoint-ecs"]),
    });
  });

  const everybody = { PrivateDnsOnlyForInboundResolverEndpoint: false };

  it("of an S3 interface endpoint is a name for the VPC too, not for inbound resolver endpoints only", () => {
    const { net, planned } = vpc();
    const calls = (cutover: IntentInput["cutover"]) =>
      endpointCalls(planned({ services: ["s3:interface"], cutover }).changes).map(({ input }) => input);
    expect(calls("safe")).toMatchObject([
      { PrivateDnsEnabled: false },
      { PrivateDnsEnabled: true, DnsOptions: everybody },
    ]);
    expect(calls("direct")).toMatchObject([{ PrivateDnsEnabled: true, DnsOptions: everybody }]);
    const id = net.endpoint("s3", { privateDnsOnlyForInboundResolverEndpoint: true });
    expect(calls("safe").at(-1)).toEqual({ VpcEndpointId: id, PrivateDnsEnabled: true, DnsOptions: everybody });
  });

  it("is added to a gateway in one call: route tables and the policy", () => {
    const { net, planned, subnets } = vpc();
    const table = net.routeTable(subnets.slice(0, 1));
    const id = net.endpoint("s3", { type: "Gateway", routeTableIds: [net.mainTable] });
    const { changes } = planned({ services: ["s3"], policies: { s3: POLICY } });
    expect(changes.map(({ input }) => input)).toEqual([
      { VpcEndpointId: id, AddRouteTableIds: [table], PolicyDocument: JSON.stringify(POLICY) },
    ]);
  });
});

it("nothing is removed from existing resources, on random accounts", { timeout: 120_000 }, () => {
  const holds = (all: readonly unknown[], some: readonly unknown[]) =>
    expect(all).toEqual(expect.arrayContaining([...some]));
  fc.assert(
    fc.property(accountAndIntent, ({ snapshot, intent }) => {
      const { changes } = plan(snapshot, intent);
      for (const { input } of changes) {
        expect(Object.keys(input).filter((name) => /^(Remove|Reset|Delete|Revoke)/.test(name))).toEqual([]);
        expect(input.PrivateDnsEnabled === false && "VpcEndpointId" in input).toBe(false);
      }
      const after = applyChanges(snapshot, changes);
      for (const before of snapshot.endpoints) {
        const now = after.endpoints.find(({ id }) => id === before.id);
        holds(now?.subnetIds ?? [], before.subnetIds);
        holds(now?.securityGroupIds ?? [], before.securityGroupIds);
        holds(now?.routeTableIds ?? [], before.routeTableIds);
      }
      for (const before of snapshot.securityGroups) {
        const now = after.securityGroups.find(({ id }) => id === before.id);
        holds(now?.ingress ?? [], before.ingress);
        holds(now?.egress ?? [], before.egress);
      }
    }),
    { numRuns: shareOfRuns(300) },
  );
});

describe("a rule already exists when", () => {
  const MINE = "pl-0123456789abcdef0";
  const list = { id: MINE, name: "mine", ownerId: "111122223333", entries: ["10.0.0.0/20"], maxEntries: 5 } as const;

  /** Changes and words where the workloads' group has these egress rules, and the endpoint's these ingress rules. */
  function ruled(egress: SecurityGroupRule[] | null, ingress: SecurityGroupRule[] | null) {
    const { net, client, closed, planned, endpoint } = vpc();
    endpoint({ securityGroupIds: [closed] });
    const snapshot = net.snapshot();
    const lists = [...snapshot.prefixLists, { ...list, entries: [...list.entries] }];
    const securityGroups = snapshot.securityGroups.map((group) => ({
      ...group,
      egress: group.id === client && egress ? egress : group.egress,
      ingress: group.id === closed ? (ingress ?? [rule(client)]) : group.ingress,
    }));
    const { changes, findings } = planned({}, { securityGroups, prefixLists: lists });
    const words = findings.filter(({ code }) => code === "rule-already-covered").map(({ summary }) => summary);
    return { client, closed, operations: changes.map(({ operation }) => operation), words };
  }

  const wider: [string, SecurityGroupRule[], string][] = [
    ["a wider CIDR covers it", [rule("10.0.0.0/8")], "the rule tcp 443 10.0.0.0/8."],
    ["a wider range of ports covers it", [rule("10.0.0.0/16", { from: 0, to: 65535 })], "tcp 0-65535 10.0.0.0/16."],
    ["all traffic is allowed", [rule("0.0.0.0/0", null)], "the rule all traffic 0.0.0.0/0."],
    ["a prefix list covers it", [rule(MINE)], `the rule tcp 443 ${MINE}.`],
    [
      "several CIDRs cover it together",
      [rule("10.0.1.0/24"), rule("10.0.2.0/25"), rule("10.0.2.128/25")],
      "several rules together: tcp 443 10.0.1.0/24, tcp 443 10.0.2.0/25, tcp 443 10.0.2.128/25.",
    ],
  ];

  it.each(wider)("%s, for egress", (_, rules, text) => {
    const { operations, words, client } = ruled(rules, null);
    expect(operations).toEqual([]);
    expect(words.find((word) => word.startsWith(`${client} allows HTTPS out`))).toContain(text);
  });

  it.each(wider)("%s, for ingress", (_, rules, text) => {
    const { operations, words, closed } = ruled(null, rules);
    expect(operations).toEqual([]);
    expect(words.find((word) => word.startsWith(`${closed} allows HTTPS in`))).toContain(text);
  });

  it("it names the other's group", () => {
    const { client, words } = ruled(null, null);
    expect(words.some((word) => word.endsWith(`by the rule tcp 443 ${client}.`))).toBe(true);
  });

  it("and is not where one covers a part only", () => {
    expect(ruled([rule("10.0.1.0/24")], null).operations).toEqual(["AuthorizeSecurityGroupEgress"]);
    // Its own group allows no ingress, so the endpoint gets one that does.
    expect(ruled(null, [rule("10.0.1.0/25")]).operations).toContain("AuthorizeSecurityGroupIngress");
  });
});
