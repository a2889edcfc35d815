/** Faults of what is named, and of where endpoints' interfaces can be. */
import type { SubnetId } from "#lib/core/network/snapshot";
import { offer } from "../account";
import { aclEntry, type Faults, scene, sound } from "./fault";

const OTHERS = "444455556666";

export const ofPlaces = {
  "service-not-in-region": {
    "a service that the Region lacks": {
      scene: (isFaulty) => scene(sound().net, {}, isFaulty ? { services: [offer("ecr.api")] } : {}),
      today: ["ecs"],
    },
    "a gateway's service asked for as an interface": {
      scene: (isFaulty) => {
        const gateway = offer("s3", { type: "Gateway", privateDnsNames: [] });
        const services = isFaulty ? [gateway] : [gateway, offer("s3")];
        return scene(sound().net, { services: ["s3:interface"] }, { services });
      },
    },
  },
  "resource-not-found": {
    "a subnet that does not exist": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        const third = net.subnet("c");
        return scene(net, { subnetIds: [...subnets, isFaulty ? "subnet-0123456789abcdef0" : third] });
      },
      fixed: ({ snapshot }) => ({ snapshot, input: {} }),
    },
    "a subnet of another VPC": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        const named: SubnetId = isFaulty ? "subnet-0123456789abcdef0" : net.subnet("c");
        return scene(
          net,
          { subnetIds: [...subnets, named] },
          { elsewhere: isFaulty ? { [named]: "vpc-0123456789abcdef1" } : {} },
        );
      },
    },
    "a group of another VPC": {
      scene: (isFaulty) => {
        const { net, client } = sound();
        const named = isFaulty ? "sg-0123456789abcdef0" : client;
        return scene(
          net,
          { clientSecurityGroupIds: [named] },
          { elsewhere: isFaulty ? { [named]: "vpc-0123456789abcdef1" } : {} },
        );
      },
    },
    "a route table that does not exist": {
      scene: (isFaulty) => {
        const { net } = sound();
        const gatewayRouteTableIds = [isFaulty ? ("rtb-0123456789abcdef0" as const) : net.mainTable];
        return scene(net, { services: ["s3"], gatewayRouteTableIds });
      },
    },
    "a VPC that does not exist": {
      scene: (isFaulty) => {
        const { net, subnets, client } = sound();
        const input = { vpcId: net.vpcId, subnetIds: subnets, clientSecurityGroupIds: [client] };
        return scene(net, input, isFaulty ? { vpc: null, subnets: [], securityGroups: [] } : {});
      },
    },
  },
  "no-supported-az": {
    "a service in other zones only": {
      scene: (isFaulty) => {
        const availabilityZones = [isFaulty ? "us-east-1f" : "us-east-1a"];
        return scene(sound().net, {}, { services: [offer("ecs", { availabilityZones })] });
      },
      fixed: ({ snapshot, input }) => {
        const [first, ...rest] = snapshot.subnets;
        const moved = first ? [{ ...first, availabilityZone: "us-east-1f" }] : [];
        return { snapshot: { ...snapshot, subnets: [...moved, ...rest] }, input };
      },
    },
    "no subnet at all": {
      scene: (isFaulty) => scene(sound().net, isFaulty ? { subnetIds: [] } : {}),
    },
  },
  "az-not-supported": {
    "a service in one of two zones": {
      scene: (isFaulty) => {
        const availabilityZones = isFaulty ? ["us-east-1a"] : ["us-east-1a", "us-east-1b"];
        return scene(sound().net, {}, { services: [offer("ecs", { availabilityZones })] });
      },
    },
  },
  "no-free-address": {
    "one address for two endpoints": {
      scene: (isFaulty) => {
        const { net } = sound();
        const services = ["ecs", "logs"];
        return scene(net, { services, subnetIds: [net.subnet("c", { availableIpAddressCount: isFaulty ? 1 : 2 })] });
      },
      fixed: ({ snapshot, input }) => ({
        snapshot,
        input: { ...input, subnetIds: snapshot.subnets.slice(0, 2).map(({ id }) => id) },
      }),
    },
    "a full subnet": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.subnet("c", { availableIpAddressCount: isFaulty ? 0 : 1 });
        return scene(net);
      },
    },
  },
  "shared-subnet": {
    "a subnet that another account shares": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.subnet("c", isFaulty ? { ownerId: OTHERS } : {});
        return scene(net);
      },
      fixed: ({ snapshot, input }) => ({
        snapshot,
        input: { ...input, subnetIds: snapshot.subnets.filter((one) => one.ownerId !== OTHERS).map(({ id }) => id) },
      }),
    },
    "a gateway's route into another account's route table": {
      scene: (isFaulty) => {
        const { net, client } = sound();
        const subnetId = net.subnet("c", isFaulty ? { ownerId: OTHERS } : {});
        net.networkInterface(subnetId, [client], "10.0.3.10");
        return scene(net, { services: ["s3"], subnetIds: [] });
      },
    },
  },
  "shared-participants": {
    "an interface of another account": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        const ownerId = isFaulty ? OTHERS : "111122223333";
        net.networkInterface(subnets[1], [net.group("others")], "10.0.2.10", { ownerId, requesterId: "658288003457" });
        return scene(net);
      },
    },
    "a security group of another account": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.group("others");
        const built = scene(net);
        for (const group of built.snapshot.securityGroups) {
          if (group.name === "others" && isFaulty) group.ownerId = OTHERS;
        }
        return built;
      },
    },
  },
  "ip-type-unsupported": {
    "a service without IPv6": {
      scene: (isFaulty) => {
        const { net } = sound({ ipv6Cidrs: ["2001:db8::/56"] });
        const subnetIds = [net.subnet("c", { ipv6Cidrs: ["2001:db8::/64"] })];
        const ipAddressTypes = isFaulty ? ["ipv4"] : ["ipv4", "ipv6"];
        const input = { subnetIds, ipAddressType: "dualstack" as const };
        return scene(net, input, { services: [offer("ecs", { ipAddressTypes })] });
      },
      fixed: ({ snapshot, input }) => ({ snapshot, input: { ...input, ipAddressType: "ipv4" } }),
    },
    "subnets without IPv6": {
      scene: (isFaulty) => {
        const { net } = sound({ ipv6Cidrs: ["2001:db8::/56"] });
        const subnetIds = [net.subnet("c", isFaulty ? {} : { ipv6Cidrs: ["2001:db8::/64"] })];
        const services = [offer("ecs", { ipAddressTypes: ["ipv4", "ipv6"] })];
        return scene(net, { subnetIds, ipAddressType: "dualstack" }, { services });
      },
    },
  },
  "single-az": {
    "one subnet": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        return scene(net, { subnetIds: isFaulty ? subnets.slice(0, 1) : subnets });
      },
      fixed: ({ snapshot }) => ({ snapshot, input: {} }),
    },
    "an endpoint that stays in one zone": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.endpoint("ecs", { subnetIds: isFaulty ? [subnets[0]] : subnets });
        return scene(net, { subnetIds: [subnets[0]] });
      },
    },
  },
  "one-subnet-per-az": {
    "two candidates in a zone": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.subnet(isFaulty ? "a" : "c");
        return scene(net);
      },
    },
  },
  "public-subnet": {
    "a route to an internet gateway": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        const igw = { destination: "0.0.0.0/0", target: "internet-gateway" as const, targetId: "igw-1", active: true };
        net.routeTable([subnets[0]], [isFaulty ? igw : net.nat()]);
        return scene(net);
      },
    },
  },
  "nacl-blocks": {
    "no return traffic to the workloads": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.networkAcl([subnets[0]], [aclEntry(true), aclEntry(false, isFaulty ? { from: 443, to: 443 } : null)]);
        return scene(net);
      },
    },
    "no requests into the endpoint's subnet": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.networkAcl([subnets[1]], [aclEntry(true), aclEntry(false, isFaulty ? { from: 1024, to: 65535 } : null)]);
        return scene(net);
      },
    },
  },
  "nacl-narrow-ephemeral": {
    "return traffic into the workloads' subnet on the upper ports only": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        const replies = aclEntry(false, { from: isFaulty ? 32768 : 1024, to: 65535 }, 200);
        net.networkAcl([subnets[0]], [aclEntry(true), aclEntry(false, { from: 443, to: 443 }), replies]);
        return scene(net);
      },
    },
    "return traffic out of the endpoint's subnet on the upper ports only": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.networkAcl([subnets[1]], [aclEntry(false), aclEntry(true, { from: isFaulty ? 32768 : 1024, to: 65535 })]);
        return scene(net);
      },
    },
  },
} satisfies Record<string, Faults>;
