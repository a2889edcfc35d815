/** A LocalStack of a few facts, in memory, for tests of the rules: two VPCs, and what the rules ask about them. */
import type { Upstream } from "../call";
import { list, type Params, structures } from "../protocol/params";
import { type Content, element, writeXml } from "../protocol/xml";

export const HOME = "vpc-00000000000000001";
const ELSEWHERE = "vpc-00000000000000002";

type Rule = { id: string; group: string; egress: boolean; protocol: string; from: string; to: string; peer: string };

export type FakeLocalStack = {
  upstream: Upstream;
  attributes: { enableDnsSupport: boolean; enableDnsHostnames: boolean };
  hostedZones: string[];
  groups: { id: string; vpc: string; name: string }[];
  /** Actions that changed something, in order. */
  done: string[];
  /** Seeds that came with them. */
  seeds: (string | undefined)[];
};

const subnets = [
  { id: "subnet-a1", vpc: HOME, zone: "us-east-1a", cidr: "10.0.1.0/24" },
  { id: "subnet-a2", vpc: HOME, zone: "us-east-1a", cidr: "10.0.2.0/24" },
  { id: "subnet-b1", vpc: HOME, zone: "us-east-1b", cidr: "10.0.3.0/24" },
  { id: "subnet-c1", vpc: HOME, zone: "us-east-1c", cidr: "10.0.4.0/24" },
  { id: "subnet-dual", vpc: HOME, zone: "us-east-1c", cidr: "10.0.6.0/24", ipv6: "2001:db8::/64" },
  { id: "subnet-tiny", vpc: HOME, zone: "us-east-1b", cidr: "10.0.5.0/29" },
  { id: "subnet-x1", vpc: ELSEWHERE, zone: "us-east-1a", cidr: "10.9.1.0/24" },
];
const groups = [
  { id: "sg-default", vpc: HOME, name: "default" },
  { id: "sg-clients", vpc: HOME, name: "clients" },
  { id: "sg-endpoints", vpc: HOME, name: "endpoints" },
  ...["1", "2", "3", "4", "5"].map((n) => ({ id: `sg-more${n}`, vpc: HOME, name: `more${n}` })),
  { id: "sg-elsewhere", vpc: ELSEWHERE, name: "default" },
];
const routeTables = [
  { id: "rtb-1", vpc: HOME },
  { id: "rtb-2", vpc: HOME },
  { id: "rtb-x", vpc: ELSEWHERE },
];
/** Service, type, private DNS name, zones. */
const services = [
  ["ecs", "Interface", "ecs.us-east-1.amazonaws.com", "abc"],
  ["logs", "Interface", "logs.us-east-1.amazonaws.com", "abc"],
  ["xray", "Interface", "xray.us-east-1.amazonaws.com", "ab"],
  ["iot.data", "Interface", "", "abc"],
  ["s3", "Interface", "s3.us-east-1.amazonaws.com", "abc"],
  ["s3", "Gateway", "s3.us-east-1.amazonaws.com", "abc"],
  ["s3express", "Interface", "s3express.us-east-1.amazonaws.com", "abc"],
  ["dynamodb", "Gateway", "", "abc"],
] as const;

export function fakeLocalStack(): FakeLocalStack {
  const attributes = { enableDnsSupport: true, enableDnsHostnames: true };
  const rules: Rule[] = [];
  const interfaces = [{ id: "eni-client", subnet: "subnet-a1", group: "sg-clients", address: "10.0.1.4" }];
  const fake: FakeLocalStack = {
    upstream: response,
    attributes,
    hostedZones: [],
    groups: [...groups],
    done: [],
    seeds: [],
  };

  const reads: Record<string, (params: Params) => Content> = {
    DescribeVpcs: (params) => ({
      vpcSet: chosen(params, [{ id: HOME }, { id: ELSEWHERE }], { "vpc-id": (vpc) => vpc.id }, "VpcId").map(
        ({ id }) => ({ vpcId: id, cidrBlock: "10.0.0.0/16", dhcpOptionsId: "default" }),
      ),
    }),
    DescribeVpcAttribute: (params) => {
      const name = params.get("Attribute") as keyof typeof attributes;
      return { vpcId: params.get("VpcId"), [name]: { value: attributes[name] } };
    },
    DescribeSubnets: (params) => ({
      subnetSet: chosen(params, subnets, { "subnet-id": (subnet) => subnet.id }, "SubnetId").map((subnet) => ({
        subnetId: subnet.id,
        vpcId: subnet.vpc,
        availabilityZone: subnet.zone,
        cidrBlock: subnet.cidr,
        ipv6CidrBlockAssociationSet: "ipv6" in subnet ? [{ ipv6CidrBlock: subnet.ipv6 }] : [],
        availableIpAddressCount: 251,
      })),
    }),
    DescribeSecurityGroups: (params) => ({
      securityGroupInfo: chosen(params, fake.groups, {
        "group-id": (group) => group.id,
        "vpc-id": (group) => group.vpc,
      }).map((group) => ({ groupId: group.id, vpcId: group.vpc, groupName: group.name })),
    }),
    DescribeSecurityGroupRules: (params) => ({
      securityGroupRuleSet: chosen(params, rules, { "group-id": (rule) => rule.group }).map(describedRule),
    }),
    DescribeRouteTables: (params) => ({
      routeTableSet: chosen(params, routeTables, { "route-table-id": (table) => table.id }, "RouteTableId").map(
        (table) => ({ routeTableId: table.id, vpcId: table.vpc, routeSet: [{ gatewayId: "local", state: "active" }] }),
      ),
    }),
    DescribeNetworkAcls: () => ({
      networkAclSet: [{ networkAclId: "acl-1", entrySet: [{ ruleNumber: 100, egress: true, ruleAction: "allow" }] }],
    }),
    DescribeNetworkInterfaces: (params) => ({
      networkInterfaceSet: chosen(params, interfaces, {
        "subnet-id": (entry) => entry.subnet,
        "group-id": (entry) => entry.group,
      }).map((entry) => ({
        networkInterfaceId: entry.id,
        subnetId: entry.subnet,
        vpcId: HOME,
        interfaceType: "interface",
        privateIpAddress: entry.address,
        privateIpAddressesSet: [{ privateIpAddress: entry.address, primary: true }],
        groupSet: [{ groupId: entry.group, groupName: "clients" }],
      })),
    }),
    DescribeVpcEndpointServices: () => ({
      serviceDetailSet: services.map(([name, type, privateName, zones]) => ({
        serviceName: `com.amazonaws.us-east-1.${name}`,
        serviceId: `vpce-svc-${name}`,
        serviceType: [{ serviceType: type }],
        availabilityZoneSet: [...zones].map((zone) => `us-east-1${zone}`),
        owner: "amazon",
        baseEndpointDnsNameSet: [`${name}.us-east-1.vpce.amazonaws.com`],
        privateDnsNameSet: privateName === "" ? [] : [{ privateDnsName: privateName }],
        vpcEndpointPolicySupported: true,
        acceptanceRequired: false,
      })),
    }),
    DescribeManagedPrefixLists: () => ({
      prefixListSet: [
        { prefixListId: "pl-random", prefixListName: "com.amazonaws.us-east-1.s3", ownerId: "AWS" },
        { prefixListId: "pl-own", prefixListName: "offices", ownerId: "000000000000", maxEntries: 20 },
      ],
    }),
    DescribeTags: () => ({ tagSet: [{ resourceId: "sg-clients", key: "Name", value: "clients" }] }),
    DescribeNatGateways: () => ({ natGatewaySet: [] }),
  };
  const writes: Record<string, (params: Params) => Content> = {
    AuthorizeSecurityGroupIngress: (params) => authorized(params, false),
    AuthorizeSecurityGroupEgress: (params) => authorized(params, true),
    CreateSecurityGroup: () => ({ groupId: "sg-created" }),
    ModifyVpcAttribute: (params) => {
      for (const name of ["enableDnsSupport", "enableDnsHostnames"] as const) {
        const value = params.get(`${name[0]?.toUpperCase()}${name.slice(1)}.Value`);
        if (value !== undefined) attributes[name] = value === "true";
      }
      return { return: true };
    },
    CreateNetworkInterface: (params) => ({ networkInterface: { privateIpAddress: params.get("PrivateIpAddress") } }),
    AllocateAddress: (params) => ({ publicIp: params.get("Address") }),
    CreateNatGateway: (params) => ({
      natGateway: {
        natGatewayId: "nat-1",
        subnetId: params.get("SubnetId"),
        natGatewayAddressSet: [{ networkInterfaceId: "eni-nat", privateIp: "10.200.3.4" }],
      },
    }),
  };

  function authorized(params: Params, egress: boolean): Content {
    const created = structures(params, "IpPermissions").flatMap((permission) =>
      [
        ...structures(permission, "Groups").map((peer) => peer.get("GroupId")),
        ...structures(permission, "IpRanges").map((peer) => peer.get("CidrIp")),
        ...structures(permission, "PrefixListIds").map((peer) => peer.get("PrefixListId")),
      ].map((peer) => ({
        id: `sgr-${rules.length + 1}`,
        group: params.get("GroupId") ?? "",
        egress,
        protocol: permission.get("IpProtocol") ?? "",
        from: permission.get("FromPort") ?? "",
        to: permission.get("ToPort") ?? "",
        peer: peer ?? "",
      })),
    );
    rules.push(...created);
    return { return: true, securityGroupRuleSet: created.map(describedRule) };
  }

  async function response({ params, seed }: Parameters<Upstream>[0]): Promise<{ status: number; body: string }> {
    const action = params.get("Action") ?? "";
    const read = reads[action];
    if (!read) {
      fake.done.push(action);
      fake.seeds.push(seed);
    }
    const content = (read ?? writes[action])?.(params) ?? { return: true };
    return { status: 200, body: writeXml(element(`${action}Response`, content)) };
  }
  return fake;
}

const describedRule = (rule: Rule): Content => ({
  securityGroupRuleId: rule.id,
  groupId: rule.group,
  isEgress: rule.egress,
  ipProtocol: rule.protocol,
  fromPort: rule.from,
  toPort: rule.to,
  ...(rule.peer.startsWith("sg-") ? { referencedGroupInfo: { groupId: rule.peer } } : {}),
  ...(rule.peer.startsWith("pl-") ? { prefixListId: rule.peer } : {}),
  ...(rule.peer.includes("/") ? { cidrIpv4: rule.peer } : {}),
});

/** What the call's ids and first filter leave. */
function chosen<Resource extends { id: string }>(
  params: Params,
  resources: readonly Resource[],
  fields: Record<string, (resource: Resource) => string>,
  ids?: string,
): Resource[] {
  const named = ids ? list(params, ids) : [];
  const [filter] = structures(params, "Filter");
  const field = fields[filter?.get("Name") ?? ""];
  const values = filter ? list(filter, "Value") : [];
  return resources.filter(
    (resource) => (named.length === 0 || named.includes(resource.id)) && (!field || values.includes(field(resource))),
  );
}
