import { describe, expect, it } from "vitest";
import { type IntentInput, intentSchema } from "../intent";
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
