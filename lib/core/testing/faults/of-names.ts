/** Faults of name resolution, ports and routes, and of what is unknown about the clients. */
import { offer } from "../account";
import { type Faults, scene, sound } from "./fault";

const ECS = "ecs.us-east-1.amazonaws.com";
const REGISTRY = "444455556666.dkr.ecr.us-east-1.amazonaws.com";
const VENDOR = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0";
const vendor = (owner: string) => offer("x", { name: VENDOR, owner, privateDnsNames: ["api.vendor.example"] });

export const ofNames = {
  "dns-firewall": {
    "a rule blocks the name": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.dnsFirewallRule([isFaulty ? ECS : "example.com"]);
        return scene(net);
      },
      today: ["ecs"],
    },
    "a rule blocks all of AWS's names, after one that allows them": {
      scene: (isFaulty) => {
        const { net } = sound();
        if (!isFaulty) net.dnsFirewallRule(["*.us-east-1.amazonaws.com"], { action: "ALLOW" });
        net.dnsFirewallRule(["*.amazonaws.com"]);
        return scene(net);
      },
    },
  },
  "hosted-zone": {
    "a zone for one registry": {
      severity: "warning",
      scene: (isFaulty) => {
        const { net } = sound();
        net.hostedZone(isFaulty ? REGISTRY : "444455556666.example.com");
        return scene(net, { services: ["ecr.dkr"] });
      },
      today: ["ecr.dkr"],
    },
  },
  "resolver-inbound-clients": {
    "an inbound Resolver endpoint": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.networkInterface(subnets[0], [net.group("dns")], "10.0.1.53", {
          description: `Route 53 Resolver: rslvr-${isFaulty ? "in" : "out"}-0123456789abcdef0:rni-1`,
        });
        return scene(net);
      },
      fixed: ({ snapshot, input }) => ({ snapshot, input: { ...input, privateDns: false } }),
    },
  },
  "client-subnets-unknown": {
    "a group that no interface has yet": {
      scene: (isFaulty) => {
        const { net, subnets, client } = sound();
        const coming = net.group("coming");
        if (!isFaulty) net.networkInterface(subnets[1], [coming], "10.0.2.20");
        return scene(net, { clientSecurityGroupIds: [client, coming] });
      },
      fixed: ({ snapshot, input }) => ({
        snapshot,
        input: { ...input, clientSubnetIds: snapshot.subnets.map(({ id }) => id) },
      }),
    },
  },
  "port-unknown": {
    "a service that Amazon does not own": {
      scene: (isFaulty) =>
        scene(sound().net, { services: [VENDOR] }, { services: [vendor(isFaulty ? "444455556666" : "amazon")] }),
      fixed: ({ snapshot, input }) => ({ snapshot, input: { ...input, ports: { [VENDOR]: [8443] } } }),
    },
  },
  "ports-without-service": {
    "a misspelled service": {
      scene: (isFaulty) => scene(sound().net, { ports: { [isFaulty ? "esc" : "ecs"]: [443] } }),
      fixed: ({ snapshot, input }) => ({ snapshot, input: { ...input, ports: { ecs: [443] } } }),
    },
  },
  "other-route": {
    "a more specific route inside a gateway's ranges": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        const destination = isFaulty ? "52.216.0.0/16" : "0.0.0.0/0";
        net.routeTable(subnets, [{ destination, target: "transit-gateway", targetId: "tgw-1", active: true }]);
        return scene(net, { services: ["s3"] });
      },
    },
    "a route that takes a subnet of the endpoint out of the VPC": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        const destination = isFaulty ? "10.0.2.0/24" : "10.1.0.0/16";
        net.routeTable(subnets, [{ destination, target: "network-interface", targetId: "eni-1", active: true }]);
        return scene(net);
      },
    },
  },
} satisfies Record<string, Faults>;
