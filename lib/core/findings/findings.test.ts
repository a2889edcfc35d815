import { describe, expect, it } from "vitest";
import { type IntentInput, intentSchema } from "../intent";
import type { NetworkAclEntry } from "../network";
import { plan } from "../plan";
import type { Finding } from "../plan-format";
import { account, offer, rule } from "../testing/account";

type Net = ReturnType<typeof account>;
type Wish = Partial<IntentInput>;

/** An account that nothing is wrong with: two zones, one open client group. */
function sound(over: Parameters<typeof account>[0] = {}) {
  const net = account(over);
  const subnets = [net.subnet("a"), net.subnet("b")];
  const client = net.group("tasks");
  return { net, subnets, client };
}

const findingsOf = (net: Net, snapshot: ReturnType<Net["snapshot"]>, wish: Wish): Finding[] =>
  plan(
    snapshot,
    intentSchema.parse({
      version: 1,
      region: "us-east-1",
      vpcId: net.vpcId,
      services: ["ecs"],
      subnetIds: snapshot.subnets.slice(0, 2).map(({ id }) => id),
      clientSecurityGroupIds: snapshot.securityGroups.slice(0, 1).map(({ id }) => id),
      ...wish,
    }),
  ).findings;

/** An entry that allows TCP, inbound or outbound, on all ports or a range. */
const nacl = (
  egress: boolean,
  ports: { from: number; to: number } | null = null,
  ruleNumber = 100,
): NetworkAclEntry => ({
  ruleNumber,
  egress,
  allow: true,
  protocol: "6",
  cidr: "0.0.0.0/0",
  ports,
});

const allow = (action: string, resource = "*") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: resource }],
});

/** Each case: an account with the fault; the same without it is silent. */
const cases: Record<string, { faulty: () => Finding[]; fine: () => Finding[] }> = {
  "no-supported-az": {
    faulty: () => {
      const { net } = sound();
      const services = [offer("ecs", { availabilityZones: ["us-east-1f"] })];
      return findingsOf(net, net.snapshot({ services }), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "no-free-address": {
    faulty: () => {
      const net = account();
      net.subnet("a", { availableIpAddressCount: 1 });
      net.group("tasks");
      return findingsOf(net, net.snapshot(), { services: ["ecs", "logs"] });
    },
    fine: () => {
      const net = account();
      net.subnet("a", { availableIpAddressCount: 2 });
      net.group("tasks");
      return findingsOf(net, net.snapshot(), { services: ["ecs", "logs"] });
    },
  },
  "private-dns-unsupported": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot({ services: [offer("ecs", { privateDnsNames: [] })] }), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot({ services: [offer("ecs", { privateDnsNames: [] })] }), {
        privateDns: false,
      });
    },
  },
  "private-dns-conflict": {
    faulty: () => {
      const { net, subnets } = sound();
      net.endpoint("ecs-fips", { subnetIds: subnets });
      const clash = offer("ecs-fips", { privateDnsNames: ["ecs.us-east-1.amazonaws.com"] });
      return findingsOf(net, net.snapshot({ services: [offer("ecs"), clash] }), {});
    },
    fine: () => {
      const { net, subnets } = sound();
      net.endpoint("ecs-fips", { subnetIds: subnets, privateDnsEnabled: false });
      const clash = offer("ecs-fips", { privateDnsNames: ["ecs.us-east-1.amazonaws.com"] });
      return findingsOf(net, net.snapshot({ services: [offer("ecs"), clash] }), {});
    },
  },
  "shared-subnet": {
    faulty: () => {
      const net = account();
      net.subnet("a", { ownerId: "444455556666" });
      net.group("tasks");
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "az-not-supported": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot({ services: [offer("ecs", { availabilityZones: ["us-east-1a"] })] }), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "custom-dns-servers": {
    faulty: () => {
      const { net } = sound({ domainNameServers: ["10.0.0.53"] });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound({ domainNameServers: ["10.0.0.53"] });
      return findingsOf(net, net.snapshot(), { privateDns: false });
    },
  },
  "acceptance-required": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot({ services: [offer("ecs", { acceptanceRequired: true })] }), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "missing-endpoint": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { services: ["ecr.api", "ecr.dkr"] });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { services: ["ecr.api", "ecr.dkr", "s3"] });
    },
  },
  "s3-route-interrupts": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { services: ["s3"] });
    },
    fine: () => {
      const { net } = sound();
      net.endpoint("s3", { type: "Gateway", routeTableIds: [net.mainTable] });
      return findingsOf(net, net.snapshot(), { services: ["s3"] });
    },
  },
  "single-az": {
    faulty: () => {
      const { net, subnets } = sound();
      return findingsOf(net, net.snapshot(), { subnetIds: subnets.slice(0, 1) });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "dns-attributes-change": {
    faulty: () => {
      const { net } = sound({ enableDnsHostnames: false });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "one-subnet-per-az": {
    faulty: () => {
      const net = account();
      net.subnet("a");
      net.subnet("a");
      net.group("tasks");
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "reused-endpoint": {
    faulty: () => {
      const { net, subnets } = sound();
      net.endpoint("ecs", { subnetIds: subnets });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      net.endpoint("logs");
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "reused-group": {
    faulty: () => {
      const { net } = sound();
      net.group("postern-endpoints");
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { endpointSecurityGroup: { id: net.group("given") } });
    },
  },
  "rule-already-covered": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const net = account();
      net.subnet("a");
      net.group("tasks", { egress: [rule("192.0.2.0/24")] });
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "ecs-agent-restart": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { services: ["ecs-agent"] });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "ip-type-unsupported": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { ipAddressType: "dualstack" });
    },
    fine: () => {
      const net = account({ ipv6Cidrs: ["2001:db8::/56"] });
      net.subnet("a", { ipv6Cidrs: ["2001:db8::/64"] });
      net.group("tasks");
      const services = [offer("ecs", { ipAddressTypes: ["ipv4", "ipv6"] })];
      return findingsOf(net, net.snapshot({ services }), { ipAddressType: "dualstack" });
    },
  },
  "endpoint-failed": {
    faulty: () => {
      const { net, subnets } = sound();
      net.endpoint("ecs", { subnetIds: subnets, state: "failed" });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net, subnets } = sound();
      net.endpoint("ecs", { subnetIds: subnets, state: "deleted" });
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "nacl-blocks": {
    faulty: () => {
      const { net, subnets, client } = sound();
      net.networkInterface(subnets[0] as `subnet-${string}`, [client], "10.0.1.10");
      net.networkAcl(subnets.slice(0, 1), [nacl(true), nacl(false, { from: 443, to: 443 })]);
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net, subnets, client } = sound();
      net.networkInterface(subnets[0] as `subnet-${string}`, [client], "10.0.1.10");
      net.networkAcl(subnets.slice(0, 1), [nacl(true), nacl(false)]);
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "nacl-narrow-ephemeral": {
    faulty: () => {
      const { net, subnets, client } = sound();
      net.networkInterface(subnets[0] as `subnet-${string}`, [client], "10.0.1.10");
      const answers = [nacl(false, { from: 443, to: 443 }, 90), nacl(false, { from: 32768, to: 65535 })];
      net.networkAcl(subnets, [nacl(true), ...answers]);
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net, subnets, client } = sound();
      net.networkInterface(subnets[0] as `subnet-${string}`, [client], "10.0.1.10");
      net.networkAcl(subnets, [nacl(true), nacl(false)]);
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "policy-invalid": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { policies: { ecs: { Statement: [{ Effect: "Perhaps" }] } } });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { policies: { ecs: allow("ecs:List*") } });
    },
  },
  "policy-too-long": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {
        policies: { ecs: allow("ecs:List*", `arn:aws:ecs:${"x".repeat(20_480)}`) },
      });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {
        policies: { ecs: allow("ecs:List*", `arn:aws:ecs:${"x".repeat(20_000)}`) },
      });
    },
  },
  "policy-unsupported": {
    faulty: () => {
      const { net } = sound();
      const services = [offer("ecs", { policySupported: false })];
      return findingsOf(net, net.snapshot({ services }), { policies: { ecs: allow("ecs:List*") } });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { policies: { ecs: allow("ecs:List*") } });
    },
  },
  "policy-without-service": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { policies: { esc: allow("ecs:List*") } });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { policies: { "com.amazonaws.us-east-1.ecs": allow("ecs:List*") } });
    },
  },
  "policy-denies-everything": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { policies: { ecs: { Version: "2012-10-17", Statement: [] } } });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { policies: { ecs: allow("*") } });
    },
  },
  "policy-blocks-ecr-layers": {
    faulty: () => {
      const { net } = sound();
      const policies = { s3: allow("s3:GetObject", "arn:aws:s3:::mine/*") };
      return findingsOf(net, net.snapshot(), { services: ["ecr.api", "ecr.dkr", "s3"], policies });
    },
    fine: () => {
      const { net } = sound();
      const policies = { s3: allow("s3:GetObject", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*") };
      return findingsOf(net, net.snapshot(), { services: ["ecr.api", "ecr.dkr", "s3"], policies });
    },
  },
  "blast-radius": {
    faulty: () => {
      const { net, subnets } = sound();
      net.routeTable(subnets, [net.nat()]);
      net.networkInterface(subnets[1] as `subnet-${string}`, [net.group("others")], "10.0.2.10");
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net, subnets, client } = sound();
      net.routeTable(subnets, [net.nat()]);
      net.networkInterface(subnets[1] as `subnet-${string}`, [net.group("others"), client], "10.0.2.10");
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "public-subnet": {
    faulty: () => {
      const { net, subnets } = sound();
      const igw = { destination: "0.0.0.0/0", target: "internet-gateway" as const, targetId: "igw-1", active: true };
      net.routeTable(subnets.slice(0, 1), [igw]);
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net, subnets } = sound();
      net.routeTable(subnets, [net.nat()]);
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "shared-participants": {
    faulty: () => {
      const { net, subnets, client } = sound();
      net.networkInterface(subnets[0] as `subnet-${string}`, [client], "10.0.1.10", { requesterId: "444455556666" });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net, subnets, client } = sound();
      net.networkInterface(subnets[0] as `subnet-${string}`, [client], "10.0.1.10", { requesterId: "amazon-elb" });
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "endpoint-group-open": {
    faulty: () => {
      const { net } = sound();
      net.group("postern-endpoints", { ingress: [rule("0.0.0.0/0")] });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      net.group("postern-endpoints", { ingress: [rule("10.0.0.0/16")] });
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "endpoint-quota": {
    faulty: () => {
      const { net } = sound();
      for (let i = 0; i < 50; i += 1) net.endpoint("logs", { privateDnsEnabled: false });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      for (let i = 0; i < 49; i += 1) net.endpoint("logs", { privateDnsEnabled: false });
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "rules-quota": {
    faulty: () => {
      const { net } = sound();
      net.group("postern-endpoints", { ingress: Array.from({ length: 60 }, (_, i) => rule(`192.0.2.${i}/32`)) });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      net.group("postern-endpoints", { ingress: Array.from({ length: 59 }, (_, i) => rule(`192.0.2.${i}/32`)) });
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "groups-per-interface-quota": {
    faulty: () => {
      const { net, subnets } = sound();
      const groups = Array.from({ length: 5 }, (_, i) => net.group(`closed-${i}`));
      net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: groups });
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net, subnets } = sound();
      const groups = Array.from({ length: 4 }, (_, i) => net.group(`closed-${i}`));
      net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: groups });
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "sts-global-name": {
    faulty: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), { services: ["sts"] });
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
  "nat-savings": {
    faulty: () => {
      const { net, subnets } = sound();
      net.routeTable(subnets, [net.nat()]);
      return findingsOf(net, net.snapshot(), {});
    },
    fine: () => {
      const { net } = sound();
      return findingsOf(net, net.snapshot(), {});
    },
  },
};

describe.each(Object.entries(cases))("%s", (code, { faulty, fine }) => {
  it("fires where the fault is, and says what it is about", () => {
    const found = faulty().filter((finding) => finding.code === code);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      expect(finding.summary).toMatch(/\.$/);
      expect(finding.detail.length).toBeGreaterThan(20);
      if (finding.severity === "error") expect(finding.fix).toBeTruthy();
    }
  });

  it("is silent where it is not", () => {
    expect(fine().map((finding) => finding.code)).not.toContain(code);
  });
});
