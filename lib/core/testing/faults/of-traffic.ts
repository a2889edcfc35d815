/** Notes about traffic, cost and existing resources. */
import { pricesFor } from "#lib/core/cost/prices";
import { rule } from "../account";
import { type Faults, scene, sound } from "./fault";

const ECR = ["ecr.api", "ecr.dkr"];
const DAY_MS = 86_400_000;

/** A read of the account is of today. */
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

const pricesOf = (days: number) => {
  const { net } = sound();
  return {
    state: "read" as const,
    value: { ...pricesFor(net.snapshot()), source: "price-list-api" as const, asOf: daysAgo(days) },
  };
};

/** Somebody else's instance, which reaches everything through a NAT gateway. */
function neighbour(carriesClient: boolean) {
  const { net, subnets, client } = sound();
  net.routeTable(subnets, [net.nat()]);
  const others = net.group("others");
  const one = net.networkInterface(subnets[1], carriesClient ? [others, client] : [others], "10.0.2.10", {
    instanceId: "i-0123456789abcdef0",
  });
  return { net, client, others, one };
}

export const ofTraffic = {
  "blast-radius": {
    "an instance of another group that uses the name": {
      scene: (isFaulty) => scene(neighbour(!isFaulty).net),
      fixed: ({ snapshot, input }) => ({ snapshot, input: { ...input, admitVpcCidrs: true } }),
    },
    "an instance whose group is not among the clients": {
      scene: (isFaulty) => {
        const { net, client, others } = neighbour(false);
        return scene(net, { clientSecurityGroupIds: isFaulty ? [client] : [client, others] });
      },
      fixed: ({ snapshot, input }) => ({ snapshot, input: { ...input, privateDns: false } }),
    },
  },
  "custom-dns-servers": {
    "custom DNS servers in the DHCP options": {
      scene: (isFaulty) => scene(sound({ domainNameServers: [isFaulty ? "10.0.0.53" : "AmazonProvidedDNS"] }).net),
    },
    "and an existing endpoint": {
      scene: (isFaulty) => {
        const { net, subnets } = sound({ domainNameServers: [isFaulty ? "10.0.0.53" : "AmazonProvidedDNS"] });
        net.endpoint("ecs", { subnetIds: subnets });
        return scene(net);
      },
      today: ["ecs"],
    },
  },
  "missing-endpoint": {
    "ECR without S3": {
      scene: (isFaulty) => scene(sound().net, { services: isFaulty ? ECR : [...ECR, "s3"] }),
      fixed: ({ snapshot, input }) => ({ snapshot, input: { ...input, services: [...ECR, "s3"] } }),
    },
    "ECR with an S3 gateway that has failed": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        for (const service of ECR) net.endpoint(service, { subnetIds: subnets });
        const state = isFaulty ? "failed" : "available";
        net.endpoint("s3", { type: "Gateway", routeTableIds: [net.mainTable], state });
        return scene(net, { services: ECR });
      },
      today: ECR,
    },
    "the agent of container instances without ECS": {
      scene: (isFaulty) => {
        const services = ["ecs-agent", "ecs-telemetry"];
        return scene(sound().net, { services: isFaulty ? services : [...services, "ecs"] });
      },
    },
  },
  "s3-route-interrupts": {
    "a route table that gets the route": {
      scene: (isFaulty) => {
        const { net } = sound();
        if (!isFaulty) net.endpoint("s3", { type: "Gateway", routeTableIds: [net.mainTable] });
        return scene(net, { services: ["s3"] });
      },
    },
  },
  "prices-stale": {
    "a Price List of last year": {
      scene: (isFaulty) => scene(sound().net, {}, { prices: pricesOf(isFaulty ? 365 : 10), readOn: daysAgo(0) }),
    },
  },
  "dns-attributes-change": {
    "DNS hostnames are off": {
      scene: (isFaulty) => scene(sound({ enableDnsHostnames: !isFaulty }).net),
    },
    "DNS resolution is off": {
      scene: (isFaulty) => scene(sound({ enableDnsSupport: !isFaulty }).net),
    },
  },
  "reused-endpoint": {
    "one that lacks nothing": {
      scene: (isFaulty) => {
        const { net, subnets, client } = sound();
        const group = net.group("endpoints", { ingress: [rule(client)] });
        net.endpoint(isFaulty ? "ecs" : "logs", { subnetIds: subnets, securityGroupIds: [group] });
        return scene(net);
      },
    },
    "one that AWS manages and that suffices": {
      scene: (isFaulty) => {
        const { net, subnets, client } = sound();
        const group = net.group("managed", { ingress: isFaulty ? [rule(client)] : [] });
        const theirs = { requesterManaged: true, ownerId: "999988887777" };
        net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: [group], ...theirs });
        return scene(net);
      },
    },
  },
  "reused-group": {
    "a group of the wanted name": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.group(isFaulty ? "postern-endpoints" : "others");
        return scene(net);
      },
    },
  },
  "rule-already-covered": {
    "all traffic may leave": {
      scene: (isFaulty) => {
        const { net, client } = sound();
        const built = scene(net);
        for (const group of built.snapshot.securityGroups) {
          if (group.id === client && !isFaulty) group.egress = [rule("192.0.2.0/24")];
        }
        return built;
      },
    },
    "a gateway's prefix list": {
      scene: (isFaulty) => {
        const { net, client } = sound();
        const built = scene(net, { services: ["s3"] });
        for (const group of built.snapshot.securityGroups) {
          if (group.id === client) group.egress = [rule(isFaulty ? "pl-63a5400a" : "pl-02cd2c6b")];
        }
        return built;
      },
    },
  },
  "ecs-agent-restart": {
    "new endpoints of the agent": {
      scene: (isFaulty) => scene(sound().net, { services: isFaulty ? ["ecs", "ecs-agent", "ecs-telemetry"] : ["ecs"] }),
    },
  },
  "sts-global-name": {
    STS: { scene: (isFaulty) => scene(sound().net, { services: [isFaulty ? "sts" : "ecs"] }) },
  },
  "nat-savings": {
    "traffic that passes a NAT gateway": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.routeTable(subnets, isFaulty ? [net.nat()] : []);
        return scene(net);
      },
    },
  },
} satisfies Record<string, Faults>;
