import { describe, expect, it } from "vitest";
import type { IntentInput } from "#lib/core/intent/intent";
import type { SecurityGroupRule } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { account, offer, rule } from "#lib/core/testing/account";
import { intentFor } from "#lib/core/testing/intent";
import { applyChanges } from "./simulate";

const BOTH = offer("ecs", { ipAddressTypes: ["ipv4", "ipv6"] });

const ANYWHERE = [rule("0.0.0.0/0", null), rule("::/0", null)];

/** A VPC with a dual-stack subnet in each of two zones, tasks that may go anywhere, and ECS over both kinds of addresses. */
function dualStack(egress: SecurityGroupRule[] = ANYWHERE, ingress?: SecurityGroupRule[]) {
  const net = account({ ipv6Cidrs: ["2001:db8::/56"] });
  const subnets = [
    net.subnet("a", { ipv6Cidrs: ["2001:db8::/64"] }),
    net.subnet("b", { ipv6Cidrs: ["2001:db8:0:1::/64"] }),
  ];
  const client = net.group("tasks", { egress });
  const endpoints = net.group("endpoints", { ingress: ingress ?? [rule(client)] });
  const planned = (more: Partial<IntentInput> = {}) => {
    const snapshot = net.snapshot();
    const services = snapshot.services.map((each) => (each.name === BOTH.name ? BOTH : each));
    const intent = intentFor(snapshot, { ipAddressType: "dualstack", ...more });
    return { snapshot: { ...snapshot, services }, intent, plan: plan({ ...snapshot, services }, intent) };
  };
  return { net, subnets, client, endpoints, planned };
}

const codes = ({ findings }: ReturnType<typeof plan>) => findings.map(({ code }) => code);

describe("the IP address type", () => {
  it("of a new endpoint is given to EC2, with names that resolve to both kinds of addresses", () => {
    const create = dualStack()
      .planned()
      .plan.changes.find(({ kind }) => kind === "create-endpoint");
    expect(create?.input).toMatchObject({
      IpAddressType: "dualstack",
      DnsOptions: { DnsRecordIpType: "dualstack" },
    });
  });

  it("of an existing endpoint is widened where its service and all its subnets allow it, and then nothing is left", () => {
    const { net, subnets, endpoints, planned } = dualStack();
    const id = net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: [endpoints] });
    const { snapshot, intent, plan: first } = planned();
    expect(first.changes.map(({ operation, input }) => ({ operation, input }))).toEqual([
      {
        operation: "ModifyVpcEndpoint",
        input: { VpcEndpointId: id, IpAddressType: "dualstack", DnsOptions: { DnsRecordIpType: "dualstack" } },
      },
    ]);
    expect(first.changes[0]?.reason).toContain("IPv6 addresses");
    expect(plan(applyChanges(snapshot, first.changes), intent).changes).toEqual([]);
  });

  it("cannot be widened in a subnet with one kind of addresses: that blocks, and nothing else is reported for the endpoint", () => {
    const { net, subnets, endpoints, planned } = dualStack();
    const plain = net.subnet("c");
    net.endpoint("ecs", { subnetIds: [...subnets, plain], securityGroupIds: [endpoints] });
    const { plan: blocked } = planned();
    expect(codes(blocked)).toContain("ip-type-unsupported");
    expect(codes(dualStack().planned().plan)).not.toContain("ip-type-unsupported");
  });

  it("ipv4 is served by a dual-stack endpoint, which is unchanged and extended only into subnets that fit it", () => {
    const { net, subnets, endpoints, planned } = dualStack();
    const plain = net.subnet("c");
    net.endpoint("ecs", { subnetIds: subnets.slice(0, 1), securityGroupIds: [endpoints], ipAddressType: "dualstack" });
    const { plan: grown } = planned({ ipAddressType: "ipv4", subnetIds: [...subnets, plain] });
    expect(codes(grown)).not.toContain("ip-type-unsupported");
    expect(grown.changes[0]?.input).toEqual({
      VpcEndpointId: expect.stringMatching(/^vpce-/),
      AddSubnetIds: subnets.slice(1, 2),
    });
  });

  it.each([
    ["out", [rule("0.0.0.0/0", null)], undefined, ["AuthorizeSecurityGroupEgress"]],
    ["in", ANYWHERE, [rule("10.0.0.0/16")], ["AuthorizeSecurityGroupIngress"]],
    ["either way", [rule("10.0.0.0/8"), rule("2001:db8::/32")], [rule("10.0.0.0/16"), rule("2001:db8::/56")], []],
  ])(
    "dualstack needs rules for both kinds of addresses, %s; ipv4 does with its own",
    (_, egress, ingress, expected) => {
      const { net, subnets, endpoints, planned } = dualStack(egress, ingress);
      const given = { endpointSecurityGroup: { id: endpoints } };
      net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: [endpoints], ipAddressType: "dualstack" });
      expect(planned(given).plan.changes.map(({ operation }) => operation)).toEqual(expected);
      expect(planned({ ...given, ipAddressType: "ipv4" }).plan.changes).toEqual([]);
    },
  );
});
