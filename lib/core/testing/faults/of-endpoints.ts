/** Faults of endpoints, their names and policies, and of quotas. */
import type { PrefixListId, Quotas } from "#lib/core/network/snapshot";
import { type account, offer, rule } from "../account";
import { allow, type Fault, type Faults, scene, sound } from "./fault";

const ECS = "ecs.us-east-1.amazonaws.com";
const AWS_SERVICE = { requesterManaged: true, ownerId: "999988887777" };
const LAYERS = "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*";
const DENY_ALL = { Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }] };

/** An endpoint for ECS that AWS manages: whether it resolves the name, and whether it allows the workloads. */
const managed = (privateDnsEnabled: boolean, allows: boolean) => {
  const { net, subnets, client } = sound();
  const group = net.group("managed", { ingress: allows ? [rule(client)] : [] });
  net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: [group], privateDnsEnabled, ...AWS_SERVICE });
  return scene(net);
};

const broken = (state: string): Fault => ({
  scene: (isFaulty) => {
    const { net, subnets } = sound();
    net.endpoint("ecs", { subnetIds: subnets, state: isFaulty ? state : "available" });
    return scene(net);
  },
  fixed: ({ snapshot, input }) => ({
    snapshot: { ...snapshot, endpoints: snapshot.endpoints.map((one) => ({ ...one, state: "deleted" })) },
    input,
  }),
  today: ["ecs"],
});

/** A quota that the plan exceeds by one where it is faulty: the account's own, or without `quotas` the default. */
const quota = (quotas: Quotas | null, fill: (net: ReturnType<typeof account>, isFaulty: boolean) => void): Fault => ({
  severity: quotas ? "error" : "warning",
  scene: (isFaulty) => {
    const { net } = sound();
    fill(net, isFaulty);
    return scene(net, {}, quotas ? { quotas: { state: "read", value: quotas } } : {});
  },
  ...(quotas
    ? {
        fixed: ({ snapshot, input }) => ({
          snapshot: {
            ...snapshot,
            quotas: {
              state: "read" as const,
              value: Object.fromEntries(Object.entries(quotas).map(([name, most]) => [name, most + 1])),
            },
          },
          input,
        }),
      }
    : {}),
});

const endpoints = (most: number) => (net: ReturnType<typeof account>, isFaulty: boolean) => {
  for (let i = 0; i < (isFaulty ? most : most - 1); i += 1) net.endpoint("logs", { privateDnsEnabled: false });
};

const rules = (most: number) => (net: ReturnType<typeof account>, isFaulty: boolean) => {
  const ingress = Array.from({ length: isFaulty ? most : most - 1 }, (_, i) => rule(`192.0.2.${i}/32`));
  net.group("postern-endpoints", { ingress });
};

const groups = (most: number) => (net: ReturnType<typeof account>, isFaulty: boolean) => {
  const closed = Array.from({ length: isFaulty ? most : most - 1 }, (_, i) => net.group(`closed-${i}`));
  net.endpoint("ecs", { subnetIds: net.snapshot().subnets.map(({ id }) => id), securityGroupIds: closed });
};

const gateways = (severity: "error" | "warning", most: number): Fault => ({
  severity,
  scene: (isFaulty) =>
    scene(
      sound().net,
      { services: ["s3"] },
      {
        gatewayEndpointsElsewhere: isFaulty ? most : most - 1,
        ...(severity === "error" ? { quotas: { state: "read", value: { gatewayEndpointsPerRegion: most } } } : {}),
      },
    ),
});

const policies = (right: object, wrong: object, over: Parameters<typeof offer>[1] = {}): Fault => ({
  scene: (isFaulty) =>
    scene(sound().net, { policies: { ecs: isFaulty ? wrong : right } as never }, { services: [offer("ecs", over)] }),
  fixed: ({ snapshot }) => ({ snapshot, input: {} }),
});

export const ofEndpoints = {
  "private-dns-unsupported": {
    "a service without a private DNS name": {
      scene: (isFaulty) => {
        const over = isFaulty ? { privateDnsNames: [] } : {};
        return scene(sound().net, {}, { services: [offer("ecs", over)] });
      },
      fixed: ({ snapshot }) => ({ snapshot, input: { privateDns: false } }),
    },
  },
  "private-dns-conflict": {
    "an endpoint that AWS manages resolves the name and does not allow the workloads": {
      scene: (isFaulty) => managed(isFaulty, false),
      fixed: ({ snapshot, input }) => ({ snapshot, input: { ...input, privateDns: false } }),
    },
    "another account's endpoint resolves the name, and its policy is not the one that is asked for": {
      scene: (isFaulty) => {
        const { net, subnets, client } = sound();
        const securityGroupIds = [net.group("theirs", { ingress: [rule(client)] })];
        net.endpoint("ecs", { subnetIds: subnets, securityGroupIds, ownerId: "444455556666" });
        return scene(net, isFaulty ? { policies: { ecs: allow("ecs:List*") } } : {});
      },
    },
    "an endpoint of another service resolves the name": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.endpoint("ecs-fips", { subnetIds: subnets, privateDnsEnabled: isFaulty });
        return scene(net, {}, { services: [offer("ecs"), offer("ecs-fips", { privateDnsNames: [ECS] })] });
      },
    },
  },
  "hosted-zone-conflict": {
    "a zone of that name": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.hostedZone(isFaulty ? ECS : `x.${ECS}`);
        return scene(net);
      },
      fixed: ({ snapshot, input }) => ({ snapshot: { ...snapshot, hostedZones: { state: "read", value: [] } }, input }),
    },
    "a zone for a wildcard's parent, and one that an AWS service created": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.hostedZone("dkr.ecr.us-east-1.amazonaws.com", isFaulty ? {} : { owningService: "vpce.amazonaws.com" });
        return scene(net, { services: ["ecr.dkr"] });
      },
    },
  },
  "resolver-rule": {
    "a rule forwards the name": {
      scene: (isFaulty) => {
        const { net } = sound();
        net.resolverRule(isFaulty ? ECS : "amazonaws.com");
        return scene(net);
      },
      fixed: ({ snapshot, input }) => ({
        snapshot: { ...snapshot, resolverRules: { state: "read", value: [] } },
        input,
      }),
    },
    "a rule forwards the name of an existing endpoint": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.endpoint("ecs", { subnetIds: subnets });
        net.resolverRule(ECS, { type: isFaulty ? "FORWARD" : "SYSTEM" });
        return scene(net);
      },
      today: ["ecs"],
    },
  },
  "endpoint-failed": { failed: broken("failed"), rejected: broken("rejected"), expired: broken("expired") },
  "acceptance-required": {
    "a service whose owner accepts": {
      scene: (isFaulty) => scene(sound().net, {}, { services: [offer("ecs", { acceptanceRequired: isFaulty })] }),
    },
    "an endpoint that awaits acceptance": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.endpoint("ecs", { subnetIds: subnets, state: isFaulty ? "pendingacceptance" : "available" });
        return scene(net, {}, { services: [offer("ecs", { acceptanceRequired: true })] });
      },
    },
  },
  "endpoint-quota": {
    "the account's own": quota({ interfaceEndpointsPerVpc: 3 }, endpoints(3)),
    "the default": quota(null, endpoints(50)),
    "the account's own of the Region's gateways": gateways("error", 4),
    "the default of the Region's gateways": gateways("warning", 20),
  },
  "rules-quota": {
    "the account's own": quota({ rulesPerGroupAndDirection: 3 }, rules(3)),
    "the default": quota(null, rules(60)),
    "the default, by the size of a prefix list": quota(null, (net, isFaulty) => {
      const id: PrefixListId = "pl-63a5400a";
      const ingress = Array.from({ length: isFaulty ? 59 : 58 }, (_, i) => rule(`192.0.2.${i}/32`));
      net.group("postern-endpoints", { ingress: [...ingress, rule(id)] });
    }),
  },
  "groups-per-interface-quota": {
    "the account's own": quota({ groupsPerInterface: 2 }, groups(2)),
    "the default": quota(null, groups(5)),
  },
  "permission-denied": {
    "an endpoint that may not be created": {
      scene: (isFaulty) => {
        const { net } = sound();
        const endpointSecurityGroup = { id: net.group("endpoints") };
        return { ...scene(net, { endpointSecurityGroup }), denied: isFaulty ? ["CreateVpcEndpoint"] : [] };
      },
    },
    "a group that may not be created": {
      scene: (isFaulty) => ({ ...scene(sound().net), denied: isFaulty ? ["CreateSecurityGroup"] : [] }),
    },
  },
  "policy-invalid": {
    "an effect that there is not": policies(allow("ecs:List*"), { Statement: [{ Effect: "Perhaps" }] }),
  },
  "policy-too-long": {
    "more than 20,480 characters": policies(
      allow("ecs:List*", `arn:aws:ecs:${"x".repeat(20_000)}`),
      allow("ecs:List*", `arn:aws:ecs:${"x".repeat(20_480)}`),
    ),
  },
  "policy-unsupported": {
    "a service whose endpoints take none": {
      scene: (isFaulty) => {
        const services = [offer("ecs", { policySupported: !isFaulty })];
        return scene(sound().net, { policies: { ecs: allow("ecs:List*") } }, { services });
      },
    },
    "a gateway that AWS manages has the routes": {
      scene: (isFaulty) => {
        const { net } = sound();
        const over = isFaulty ? AWS_SERVICE : {};
        net.endpoint("s3", { type: "Gateway", routeTableIds: [net.mainTable], ...over });
        return scene(net, { services: ["s3"], policies: { s3: allow("s3:GetObject") } });
      },
    },
  },
  "policy-without-service": {
    "a misspelled name": {
      scene: (isFaulty) => scene(sound().net, { policies: { [isFaulty ? "esc" : "ecs"]: allow("ecs:List*") } }),
    },
  },
  "policy-denies-everything": {
    "no statement": policies(allow("*"), { Version: "2012-10-17", Statement: [] }),
    "a policy that an endpoint keeps": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        net.endpoint("ecs", { subnetIds: subnets, policy: isFaulty ? DENY_ALL : allow("*") });
        return scene(net);
      },
      today: ["ecs"],
    },
  },
  "policy-blocks-ecr-layers": {
    "the bucket is missing": {
      scene: (isFaulty) => {
        const s3 = allow("s3:GetObject", isFaulty ? "arn:aws:s3:::mine/*" : LAYERS);
        return scene(sound().net, { services: ["ecr.api", "ecr.dkr", "s3"], policies: { s3 } });
      },
    },
    "a condition on the principal": {
      scene: (isFaulty) => {
        const Condition = { StringEquals: { "aws:PrincipalAccount": "111122223333" } };
        const Statement = [...allow("s3:GetObject", LAYERS).Statement].map((one) =>
          isFaulty ? { ...one, Condition } : one,
        );
        const policy = { Version: "2012-10-17", Statement } as never;
        return scene(sound().net, { services: ["ecr.api", "ecr.dkr", "s3"], policies: { s3: policy } });
      },
    },
    "a policy that the gateway keeps": {
      scene: (isFaulty) => {
        const { net } = sound();
        const policy = allow("s3:*", isFaulty ? "arn:aws:s3:::mine/*" : "*");
        net.endpoint("s3", { type: "Gateway", routeTableIds: [net.mainTable], policy });
        return scene(net, { services: ["ecr.api", "ecr.dkr", "s3"] });
      },
      today: ["ecr.api", "ecr.dkr", "s3"],
    },
  },
  "policy-grammar": {
    "a wildcard in an account id": {
      scene: (isFaulty) => {
        const Condition = { StringLike: { "aws:PrincipalAccount": isFaulty ? "1111222*" : "111122223333" } };
        const Statement = [...allow("ecs:*").Statement].map((one) => ({ ...one, Condition }));
        return scene(sound().net, { policies: { ecs: { Version: "2012-10-17", Statement } as never } });
      },
    },
    "a wildcard beside an account id in an ARN": policies(
      allow("ecs:*", "arn:aws:ecs:us-east-1:*:cluster/x"),
      allow("ecs:*", "arn:aws:ecs:us-east-1:1111222*:cluster/x"),
    ),
  },
  "endpoint-group-open": {
    "HTTPS from both halves of all addresses": {
      scene: (isFaulty) => {
        const { net } = sound();
        const halves = [rule("0.0.0.0/1"), rule("128.0.0.0/1")];
        net.group("postern-endpoints", { ingress: isFaulty ? halves : halves.slice(1) });
        return scene(net);
      },
    },
    "HTTPS from anywhere": {
      scene: (isFaulty) => {
        const { net, subnets } = sound();
        const group = net.group("endpoints", { ingress: [rule(isFaulty ? "0.0.0.0/0" : "10.0.0.0/16")] });
        net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: [group] });
        return scene(net);
      },
      today: ["ecs"],
    },
  },
} satisfies Record<string, Faults>;
