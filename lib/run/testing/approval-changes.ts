/** What others may do to an account between the review of a plan and its apply: kinds × resources, for each scenario. */

import type { Change, Plan } from "#lib/core/format/plan-format";
import { isInUse } from "#lib/core/network/services/endpoint";
import type {
  NetworkAclEntry,
  SecurityGroup,
  SecurityGroupRule,
  Snapshot,
  VpcEndpoint,
} from "#lib/core/network/snapshot";
import { offer, rule } from "#lib/core/testing/account";
import type { ApprovalScenario } from "./approval-scenarios";

/** One change by another user. */
export type Edit = {
  name: string;
  /** Changes the snapshot in place; what comes back means nothing. */
  edit: (now: Snapshot) => unknown;
};

const NEW = "f".repeat(17);
const deny = (over: Partial<NetworkAclEntry>): NetworkAclEntry => ({
  ruleNumber: 1,
  egress: true,
  allow: false,
  protocol: "-1",
  cidr: "0.0.0.0/0",
  ports: null,
  ...over,
});

const without = <T extends { id: string }>(list: T[], id: string): T[] => list.filter((one) => one.id !== id);
const of = <T extends { id: string }>(list: readonly T[], id: string): T => {
  const found = list.find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not in the scenario`);
  return found;
};

function endpoint(now: Snapshot, serviceName: string, over: Partial<VpcEndpoint>): VpcEndpoint {
  return {
    id: `vpce-${NEW}`,
    type: "Interface",
    serviceName,
    state: "available",
    subnetIds: [],
    securityGroupIds: [],
    routeTableIds: [],
    networkInterfaceIds: [],
    privateDnsEnabled: false,
    privateDnsOnlyForInboundResolverEndpoint: false,
    ipAddressType: "ipv4",
    dnsNames: [],
    policy: null,
    requesterManaged: false,
    ownerId: now.accountId,
    tags: {},
    ...over,
  };
}

const group = (now: Snapshot, over: Partial<SecurityGroup> = {}): SecurityGroup => ({
  id: `sg-${NEW}`,
  name: "created-since",
  description: "",
  ownerId: now.accountId,
  ingress: [],
  egress: [rule("0.0.0.0/0", null)],
  tags: {},
  ...over,
});

/** Each of these makes it another plan: it must be refused. */
export function relevant(scenario: ApprovalScenario, approved: Plan): Edit[] {
  const { intent, snapshot } = scenario;
  const creations = approved.changes.filter(({ operation }) => operation === "CreateVpcEndpoint");
  return [
    { name: "the VPC is deleted", edit: (now) => Object.assign(now, { vpc: null }) },
    ...intent.subnetIds.map((id) => ({
      name: `${id} is deleted`,
      edit: (now: Snapshot) => Object.assign(now, { subnets: without(now.subnets, id) }),
    })),
    ...intent.clientSecurityGroupIds.map((id) => ({
      name: `the clients' group ${id} is deleted`,
      edit: (now: Snapshot) => Object.assign(now, { securityGroups: without(now.securityGroups, id) }),
    })),
    ...groupOfEndpoints(scenario),
    ...(intent.gatewayRouteTableIds ?? []).map((id) => ({
      name: `the route table ${id} is deleted`,
      edit: (now: Snapshot) => Object.assign(now, { routeTables: without(now.routeTables, id) }),
    })),
    ...creations.flatMap(createdByOthers),
    ...creations.flatMap((change) => lessOffered(change)),
    ...approved.changes.flatMap(ruleByOthers),
    ...snapshot.endpoints.filter(isInUse).flatMap((one) => reusedChanges(one, scenario)),
    ...(intent.services.includes("s3") ? routes(scenario) : []),
    ...(approved.changes.some(({ input }) => input.SubnetIds || input.AddSubnetIds) ? acls(scenario) : []),
    ...attributes(scenario),
    ...(creations.length > 0 ? quotas(scenario, approved) : []),
    ...(intent.privateDns ? names(scenario, approved) : []),
  ];
}

function groupOfEndpoints({ intent, snapshot }: ApprovalScenario): Edit[] {
  const wanted = intent.endpointSecurityGroup;
  if ("create" in wanted) {
    const { name } = wanted.create;
    return [
      {
        name: "somebody creates the endpoints' group",
        edit: (now) => now.securityGroups.push(group(now, { name })),
      },
    ];
  }
  const { id } = wanted;
  const rules = of(snapshot.securityGroups, id).ingress.map((_, index) => ({
    name: `rule ${index} of the endpoints' group, which allows the clients, is revoked`,
    edit: (now: Snapshot) => of(now.securityGroups, id).ingress.splice(index, 1),
  }));
  const gone = (now: Snapshot) => Object.assign(now, { securityGroups: without(now.securityGroups, id) });
  return [{ name: "the endpoints' group is deleted", edit: gone }, ...rules];
}

/** Somebody creates the endpoint that the plan would create, in one of the states that endpoints have. */
function createdByOthers({ input, id }: Change): Edit[] {
  const serviceName = String(input.ServiceName);
  const gateway = input.VpcEndpointType === "Gateway";
  const subnetIds = (input.SubnetIds ?? []) as VpcEndpoint["subnetIds"];
  const routeTableIds = (input.RouteTableIds ?? []) as VpcEndpoint["routeTableIds"];
  const forms: [string, Partial<VpcEndpoint>][] = gateway
    ? [
        ["with all tables", { type: "Gateway", routeTableIds }],
        ["without tables", { type: "Gateway" }],
      ]
    : [
        ["as planned", { subnetIds, privateDnsEnabled: true }],
        ["without private DNS", { subnetIds }],
        ["in one subnet", { subnetIds: subnetIds.slice(0, 1), privateDnsEnabled: true }],
        ["and it is pending", { subnetIds, state: "pending" }],
        ["and it failed", { subnetIds, state: "failed" }],
        ["for another account", { subnetIds, privateDnsEnabled: true, ownerId: "999988887777" }],
      ];
  return forms.map(([form, over]) => ({
    name: `somebody creates what ${id} would create, ${form}`,
    edit: (now) => now.endpoints.push(endpoint(now, serviceName, over)),
  }));
}

function lessOffered({ input, id }: Change): Edit[] {
  const offered = (now: Snapshot) =>
    now.services.filter(({ name, type }) => name === input.ServiceName && type === input.VpcEndpointType);
  const subnets = Array.isArray(input.SubnetIds) ? input.SubnetIds : [];
  return [
    {
      name: `the Region no longer offers what ${id} asks for`,
      edit: (now) => Object.assign(now, { services: now.services.filter((one) => !offered(now).includes(one)) }),
    },
    ...subnets.map((subnet, index) => ({
      name: `the service of ${id} leaves the zone of subnet ${index}`,
      edit: (now: Snapshot) => {
        const { availabilityZone } = of(now.subnets, String(subnet));
        for (const one of offered(now)) {
          one.availabilityZones = one.availabilityZones.filter((zone) => zone !== availabilityZone);
        }
      },
    })),
  ];
}

/** Somebody adds a rule that does what a planned one would do. */
function ruleByOthers({ operation, input, id }: Change): Edit[] {
  if (!operation.startsWith("Authorize")) return [];
  const direction = operation === "AuthorizeSecurityGroupEgress" ? "egress" : "ingress";
  const groupId = String(input.GroupId);
  if (!groupId.startsWith("sg-")) return [];
  const forms: [string, SecurityGroupRule][] = [
    ["to the VPC and AWS", rule("0.0.0.0/0")],
    ["for all traffic", rule("0.0.0.0/0", null)],
  ];
  return forms.map(([form, added]) => ({
    name: `${id}: somebody adds a wider rule ${form}`,
    edit: (now) => of(now.securityGroups, groupId)[direction].push(added),
  }));
}

const POLICY = {
  Statement: [{ Effect: "Allow", Principal: "*", Action: "ecs:ListClusters", Resource: "*" }],
};

function reusedChanges(
  { id, type, serviceName, subnetIds, securityGroupIds }: VpcEndpoint,
  scenario: ApprovalScenario,
): Edit[] {
  const change = (what: string, over: (one: VpcEndpoint) => Partial<VpcEndpoint>): Edit => ({
    name: `${id} (${serviceName.split(".").at(-1)}): ${what}`,
    edit: (now) => Object.assign(of(now.endpoints, id), over(of(now.endpoints, id))),
  });
  const all = [
    change("it is being deleted", () => ({ state: "deleting" })),
    change("it failed", () => ({ state: "failed" })),
    change("its policy is another", () => ({ policy: POLICY })),
    change("its policy allows nothing", () => ({ policy: { Statement: [] } })),
    {
      name: `${id}: it is deleted`,
      edit: (now: Snapshot) => Object.assign(now, { endpoints: without(now.endpoints, id) }),
    },
  ];
  if (type === "Gateway") {
    const [subnet] = scenario.subnets;
    const tables = scenario.snapshot.routeTables.filter((table) => table.subnetIds.some((one) => one === subnet));
    return [...all, change("it gets the clients' table", () => ({ routeTableIds: tables.map((table) => table.id) }))];
  }
  return [
    ...all,
    change("private DNS is switched", (one) => ({ privateDnsEnabled: !one.privateDnsEnabled })),
    change("its groups are others", () => ({ securityGroupIds: [] })),
    ...(subnetIds.length < 2
      ? [change("it gets the other subnet", () => ({ subnetIds: scenario.subnets }))]
      : scenario.subnets.map((subnet) =>
          change(`it loses ${subnet}`, (one) => ({ subnetIds: one.subnetIds.filter((other) => other !== subnet) })),
        )),
    ...securityGroupIds.map((groupId) => ({
      name: `${id}: its group ${groupId} allows anybody`,
      edit: (now: Snapshot) => of(now.securityGroups, groupId).ingress.push(rule("0.0.0.0/0")),
    })),
  ];
}

/** A subnet of the clients gets another route table. */
function routes({ subnets }: ApprovalScenario): Edit[] {
  return subnets.map((subnet) => ({
    name: `${subnet} gets another route table`,
    edit: (now) => {
      const last = now.routeTables.at(-1);
      for (const table of now.routeTables) table.subnetIds = table.subnetIds.filter((one) => one !== subnet);
      last?.subnetIds.push(subnet);
    },
  }));
}

function acls({ subnets }: ApprovalScenario): Edit[] {
  const forms: [string, NetworkAclEntry][] = [
    ["nothing out", deny({})],
    ["no HTTPS out", deny({ protocol: "6", ports: { from: 443, to: 443 } })],
    ["no responses in", deny({ egress: false, protocol: "6", ports: { from: 1024, to: 65535 } })],
    ["nothing in", deny({ egress: false })],
  ];
  return subnets.flatMap((subnet) =>
    forms.map(([form, entry]) => ({
      name: `a network ACL allows ${form} of ${subnet}`,
      edit: (now: Snapshot) => {
        const [open] = now.networkAcls;
        for (const acl of now.networkAcls) acl.subnetIds = acl.subnetIds.filter((one) => one !== subnet);
        const entries = [entry, ...(open?.entries ?? [])];
        now.networkAcls.push({ id: `acl-${NEW}`, isDefault: false, subnetIds: [subnet], entries, tags: {} });
      },
    })),
  );
}

function attributes({ intent }: ApprovalScenario): Edit[] {
  const dns: Edit[] = [
    {
      name: "DNS support is switched",
      edit: ({ vpc }) => vpc && Object.assign(vpc, { enableDnsSupport: !vpc.enableDnsSupport }),
    },
    ...(intent.privateDns
      ? [
          {
            name: "DNS hostnames are switched",
            edit: ({ vpc }: Snapshot) => vpc && Object.assign(vpc, { enableDnsHostnames: !vpc.enableDnsHostnames }),
          },
          {
            name: "the VPC gets DNS servers of its own",
            edit: ({ vpc }: Snapshot) => vpc && Object.assign(vpc, { domainNameServers: ["10.9.0.2"] }),
          },
        ]
      : []),
  ];
  return dns;
}

function quotas({ subnets }: ApprovalScenario, { changes }: Plan): Edit[] {
  const many = (count: number) => (now: Snapshot) =>
    now.endpoints.push(
      ...Array.from({ length: count }, (_, index) =>
        endpoint(now, `com.amazonaws.us-east-1.other${index}`, {
          id: `vpce-${index.toString(16).padStart(17, "e")}`,
          subnetIds: subnets.slice(0, 1),
        }),
      ),
    );
  const used = subnets.filter((id) => JSON.stringify(changes).includes(id));
  return [
    ...used.map((id) => ({
      name: `${id} has no free address any more`,
      edit: (now: Snapshot) => Object.assign(of(now.subnets, id), { availableIpAddressCount: 0 }),
    })),
    { name: "the default quota of interface endpoints is reached", edit: many(50) },
    {
      name: "the account's own quota of interface endpoints is reached",
      edit: (now) => {
        many(20)(now);
        now.quotas = { state: "read", value: { interfaceEndpointsPerVpc: 20 } };
      },
    },
  ];
}

/** What else resolves names, and for whom, where the plan switches private DNS on. */
function names({ subnets, snapshot }: ApprovalScenario, { changes }: Plan): Edit[] {
  const [subnet] = subnets;
  const on = changes.filter(({ kind, input }) => kind === "enable-private-dns" || input.PrivateDnsEnabled === true);
  const services = on.map(({ id }) => id.replace(/^(enable-private-dns|create-endpoint)-/, "").replace("_", "."));
  const zones = services.flatMap((service) =>
    offer(service).privateDnsNames.flatMap((name): Edit[] => [
      {
        name: `a private hosted zone ${name} is associated`,
        edit: (now) =>
          Object.assign(now, {
            hostedZones: {
              state: "read",
              value: [{ id: "Z1", name, owningService: null, owningAccount: now.accountId }],
            },
          }),
      },
      {
        name: `a Resolver rule forwards ${name}`,
        edit: (now) =>
          Object.assign(now, {
            resolverRules: {
              state: "read",
              value: [{ id: "rslvr-rr-1", name: "", type: "FORWARD", domain: name, targets: ["10.9.0.2"] }],
            },
          }),
      },
    ]),
  );
  const template = snapshot.networkInterfaces[0];
  const cutOff: Edit[] = template
    ? ["one instance", "three instances"].map((name, index) => ({
        name: `${name} of another group, which the plan would cut off, is started`,
        edit: (now) => {
          now.securityGroups.push(group(now));
          for (let count = 0; count < 1 + 2 * index; count += 1) {
            now.networkInterfaces.push({
              ...structuredClone(template),
              id: `eni-${count}${NEW.slice(1)}`,
              subnetId: subnet ?? template.subnetId,
              securityGroupIds: [`sg-${NEW}`],
              addresses: [{ address: `10.0.1.${100 + count}`, publicAddress: null }],
            });
          }
        },
      }))
    : [];
  return services.length > 0 ? [...zones, ...cutOff] : [];
}
