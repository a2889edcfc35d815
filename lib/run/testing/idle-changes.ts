/** What others may do to an account without changing a plan: kinds × resources, for each scenario. */
import type { NetworkInterface, SecurityGroup, Snapshot } from "#lib/core/network/snapshot";
import { offer, rule } from "#lib/core/testing/account";
import type { Edit } from "./approval-changes";
import type { ApprovalScenario } from "./approval-scenarios";

const NEW = "d".repeat(17);

/** None of these changes the plan, so none may cause a refusal. */
export function irrelevant(scenario: ApprovalScenario): Edit[] {
  return [...words(scenario), ...unrelatedEdits(scenario), ...growth(scenario), ...elsewhere()];
}

/** Tags, descriptions and the order of lists. */
function words({ snapshot }: ApprovalScenario): Edit[] {
  const lists = ["subnets", "routeTables", "networkAcls", "securityGroups", "networkInterfaces", "endpoints"] as const;
  return [
    { name: "the VPC is tagged", edit: ({ vpc }) => vpc && Object.assign(vpc, { tags: { Name: "shop" } }) },
    ...lists.flatMap((list) => [
      {
        name: `all of ${list} are tagged`,
        edit: (now: Snapshot) => {
          for (const one of now[list]) one.tags = { Name: "renamed", team: "other" };
        },
      },
      { name: `${list} are listed in reverse`, edit: (now: Snapshot) => now[list].reverse() },
    ]),
    ...snapshot.securityGroups.map(({ id }, index) => ({
      name: `${id} and its rules are described otherwise`,
      edit: (now: Snapshot) => {
        const group = now.securityGroups[index];
        if (!group) return;
        group.description = "otherwise";
        for (const one of [...group.ingress, ...group.egress]) one.description = "otherwise";
      },
    })),
    ...snapshot.networkInterfaces.map(({ id }, index) => ({
      name: `${id} is described otherwise`,
      edit: (now: Snapshot) => {
        const one = now.networkInterfaces[index];
        if (one) one.description = "otherwise";
      },
    })),
  ];
}

/** What the plan has nothing to do with. */
function unrelatedEdits({ subnets }: ApprovalScenario): Edit[] {
  const group = (now: Snapshot) => ({
    id: `sg-${NEW}` as const,
    name: "created-since",
    description: "",
    ownerId: now.accountId,
    ingress: [rule("0.0.0.0/0")],
    egress: [],
    tags: {},
  });
  const otherEndpoint = (short: string, over: Partial<Snapshot["endpoints"][number]>) => (now: Snapshot) =>
    now.endpoints.push({
      id: `vpce-${NEW}`,
      type: "Interface",
      serviceName: `com.amazonaws.us-east-1.${short}`,
      state: "available",
      subnetIds: subnets,
      securityGroupIds: [],
      routeTableIds: [],
      networkInterfaceIds: [],
      privateDnsEnabled: true,
      privateDnsOnlyForInboundResolverEndpoint: false,
      ipAddressType: "ipv4",
      dnsNames: [],
      policy: { Statement: [] },
      requesterManaged: false,
      ownerId: now.accountId,
      tags: {},
      ...over,
    });
  const bystanders = (over: Partial<SecurityGroup>) => (now: Snapshot) => {
    now.securityGroups = now.securityGroups.map((one) => (one.name === "bystanders" ? { ...one, ...over } : one));
  };
  return [
    { name: "another group is created", edit: (now) => now.securityGroups.push(group(now)) },
    { name: "another group gets rules", edit: bystanders({ ingress: [rule("10.0.0.0/8")] }) },
    { name: "another group loses its rules", edit: bystanders({ egress: [] }) },
    {
      name: "another group is deleted",
      edit: (now) =>
        Object.assign(now, { securityGroups: now.securityGroups.filter(({ name }) => name !== "bystanders") }),
    },
    ...["kms", "sts", "secretsmanager"].map((short) => ({
      name: `an endpoint of ${short} is created`,
      edit: otherEndpoint(short, {}),
    })),
    {
      name: "a gateway of DynamoDB is created",
      edit: otherEndpoint("dynamodb", { type: "Gateway", subnetIds: [], privateDnsEnabled: false }),
    },
    { name: "an endpoint of another service failed", edit: otherEndpoint("kms", { state: "failed" }) },
    {
      name: "a route table is created",
      edit: (now) => now.routeTables.push({ id: `rtb-${NEW}`, main: false, subnetIds: [], routes: [], tags: {} }),
    },
    {
      name: "a network ACL is created",
      edit: (now) => now.networkAcls.push({ id: `acl-${NEW}`, isDefault: false, subnetIds: [], entries: [], tags: {} }),
    },
    {
      name: "a hosted zone of another name is associated",
      edit: (now) =>
        Object.assign(now, {
          hostedZones: {
            state: "read",
            value: [{ id: "Z1", name: "example.com", owningService: null, owningAccount: now.accountId }],
          },
        }),
    },
    {
      name: "a Resolver rule of another name is associated",
      edit: (now) =>
        Object.assign(now, {
          resolverRules: {
            state: "read",
            value: [{ id: "rslvr-rr-1", name: "", type: "FORWARD", domain: "example.com", targets: [] }],
          },
        }),
    },
  ];
}

/** Workloads come and go, addresses are taken. */
function growth({ snapshot, subnets, tasks }: ApprovalScenario): Edit[] {
  const [like] = snapshot.networkInterfaces;
  const started = (over: Partial<NetworkInterface>) => (now: Snapshot) =>
    like &&
    now.networkInterfaces.push({
      ...structuredClone(like),
      id: `eni-${NEW}`,
      addresses: [{ address: "10.0.1.77", publicAddress: null }],
      ...over,
    });
  const edge = snapshot.subnets.at(-1)?.id;
  return [
    ...subnets.flatMap((subnetId) => [
      { name: `one more of the clients in ${subnetId}`, edit: started({ subnetId, securityGroupIds: [tasks] }) },
      {
        name: `a load balancer's interface in ${subnetId} that may send nowhere`,
        edit: (now: Snapshot) => {
          const id = `sg-${NEW}` as const;
          const group = {
            id,
            name: "mute",
            description: "",
            ownerId: now.accountId,
            ingress: [],
            egress: [],
            tags: {},
          };
          now.securityGroups.push(group);
          started({ subnetId, securityGroupIds: [id] })(now);
        },
      },
      {
        name: `addresses of ${subnetId} are taken, and some are left`,
        edit: (now: Snapshot) => {
          const subnet = now.subnets.find(({ id }) => id === subnetId);
          if (subnet) subnet.availableIpAddressCount = 40;
        },
      },
    ]),
    ...(edge
      ? [
          {
            name: "an instance of another group in a subnet that reaches no service",
            edit: (now: Snapshot) => {
              const [bystander] = now.securityGroups.filter(({ name }) => name === "bystanders");
              started({ subnetId: edge, securityGroupIds: bystander ? [bystander.id] : [] })(now);
            },
          },
        ]
      : []),
    {
      name: "a subnet is created",
      edit: (now) => {
        const [subnet] = now.subnets;
        if (subnet) now.subnets.push({ ...structuredClone(subnet), id: `subnet-${NEW}`, cidr: "10.0.99.0/24" });
      },
    },
  ];
}

function elsewhere(): Edit[] {
  return [
    { name: "another VPC gets a gateway", edit: (now) => Object.assign(now, { gatewayEndpointsElsewhere: 1 }) },
    {
      name: "a resource of another VPC is known",
      edit: (now) => Object.assign(now, { elsewhere: { [`sg-${NEW}`]: "vpc-1" } }),
    },
    { name: "the Region offers one more service", edit: (now) => now.services.push(offer("bedrock")) },
    { name: "a year passes", edit: (now) => Object.assign(now, { readOn: "2031-01-01" }) },
    {
      name: "quotas can be read",
      edit: (now) => Object.assign(now, { quotas: { state: "read", value: { interfaceEndpointsPerVpc: 200 } } }),
    },
    {
      name: "AWS adds a range to the prefix list of DynamoDB",
      edit: (now) => {
        for (const list of now.prefixLists) if (list.name.endsWith("dynamodb")) list.entries?.push("3.218.180.0/22");
      },
    },
  ];
}
