/** Builds the VPC of a browser test, and reads its contents. */
import {
  AssociateRouteTableCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNatGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";

const REGION = "us-east-1";

/** A client of the EC2 API that the page under test uses too. */
export const ec2Client = (endpoint: string): EC2Client =>
  new EC2Client({ region: REGION, endpoint, credentials: { accessKeyId: "test", secretAccessKey: "test" } });

const name = (value: string) => [{ Key: "Name", Value: value }];

const required = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`EC2 gave no ${what}`);
  return value;
};

export type Network = {
  name: string;
  vpcId: string;
  /** In us-east-1a and us-east-1b. */
  subnetIds: [string, string];
  /** Group of the tasks: no ingress, no egress. */
  clientGroupId: string;
};

/** A VPC with two private subnets and a task in each, whose group allows no egress. */
export async function privateNetwork(ec2: EC2Client, title: string): Promise<Network> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.20.0.0/16" }));
  const vpcId = required(Vpc?.VpcId, "VPC");
  await ec2.send(new CreateTagsCommand({ Resources: [vpcId], Tags: name(title) }));
  const subnet = async (zone: string, cidr: string): Promise<string> => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: vpcId, AvailabilityZone: `${REGION}${zone}`, CidrBlock: cidr }),
    );
    const id = required(Subnet?.SubnetId, "subnet");
    await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: name(`${title}-private-${zone}`) }));
    return id;
  };
  const subnetIds: [string, string] = [await subnet("a", "10.20.1.0/24"), await subnet("b", "10.20.2.0/24")];
  const clientGroupId = await securityGroup(ec2, vpcId, `${title}-tasks`);
  await ec2.send(
    new RevokeSecurityGroupEgressCommand({
      GroupId: clientGroupId,
      IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    }),
  );
  for (const [i, SubnetId] of subnetIds.entries()) {
    await ec2.send(
      new CreateNetworkInterfaceCommand({
        SubnetId,
        Groups: [clientGroupId],
        Description: `arn:aws:ecs:${REGION}:000000000000:attachment/3f1c2d4e-0000-4000-8000-00000000000${i}`,
      }),
    );
  }
  return { name: title, vpcId, subnetIds, clientGroupId };
}

/** A new security group of the VPC; it allows all egress, as EC2 creates it. */
export async function securityGroup(ec2: EC2Client, vpcId: string, title: string): Promise<string> {
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: title, Description: `e2e ${title}` }),
  );
  return required(GroupId, "security group");
}

/** An `ecs` endpoint that already exists, with private DNS off and a group that allows the whole VPC. */
export async function existingEcsEndpoint(ec2: EC2Client, network: Network): Promise<{ id: string; groupId: string }> {
  const groupId = await securityGroup(ec2, network.vpcId, "shared-endpoints");
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: groupId,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.20.0.0/16" }] }],
    }),
  );
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: network.vpcId,
      VpcEndpointType: "Interface",
      ServiceName: `com.amazonaws.${REGION}.ecs`,
      SubnetIds: network.subnetIds,
      SecurityGroupIds: [groupId],
      PrivateDnsEnabled: false,
    }),
  );
  return { id: required(VpcEndpoint?.VpcEndpointId, "endpoint"), groupId };
}

/** The VPC's endpoints that are not being deleted, by the short name of their service and their type. */
export async function endpointsOf(ec2: EC2Client, vpcId: string): Promise<Record<string, VpcEndpoint>> {
  const { VpcEndpoints = [] } = await ec2.send(
    new DescribeVpcEndpointsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
  );
  const alive = VpcEndpoints.filter(({ State }) => !/delet/i.test(State ?? ""));
  return Object.fromEntries(
    alive.map((endpoint) => [`${endpoint.ServiceName?.split(`${REGION}.`)[1]} ${endpoint.VpcEndpointType}`, endpoint]),
  );
}

/** What a group allows egress to, or ingress from, on tcp/443: group ids, prefix list ids and CIDRs. */
export async function httpsPeers(ec2: EC2Client, groupId: string): Promise<{ out: string[]; in: string[] }> {
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
  const peers = (permissions: NonNullable<(typeof SecurityGroups)[number]["IpPermissions"]> = []) =>
    permissions
      .filter(({ IpProtocol, FromPort, ToPort }) => IpProtocol === "tcp" && FromPort === 443 && ToPort === 443)
      .flatMap(({ UserIdGroupPairs = [], PrefixListIds = [], IpRanges = [] }) => [
        ...UserIdGroupPairs.map(({ GroupId }) => GroupId ?? ""),
        ...PrefixListIds.map(({ PrefixListId }) => PrefixListId ?? ""),
        ...IpRanges.map(({ CidrIp }) => CidrIp ?? ""),
      ]);
  return { out: peers(SecurityGroups[0]?.IpPermissionsEgress), in: peers(SecurityGroups[0]?.IpPermissions) };
}

/** The TCP ports of a group's rules in one direction for one peer group, in ascending order. */
export async function tcpPorts(
  ec2: EC2Client,
  direction: "ingress" | "egress",
  groupId: string,
  peer: string,
): Promise<(number | undefined)[]> {
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
  const [group] = SecurityGroups;
  const permissions = direction === "ingress" ? group?.IpPermissions : group?.IpPermissionsEgress;
  return (permissions ?? [])
    .filter(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.some(({ GroupId }) => GroupId === peer))
    .map(({ FromPort }) => FromPort)
    .sort((a = 0, b = 0) => a - b);
}

/** A subnet in us-east-1a with a route table of its own, where nothing runs yet. */
export async function subnetWithRouteTable(
  ec2: EC2Client,
  vpcId: string,
  cidr: string,
): Promise<{ subnetId: string; routeTableId: string }> {
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: vpcId, AvailabilityZone: `${REGION}a`, CidrBlock: cidr }),
  );
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }));
  const subnetId = required(Subnet?.SubnetId, "subnet");
  const routeTableId = required(RouteTable?.RouteTableId, "route table");
  await ec2.send(new AssociateRouteTableCommand({ SubnetId: subnetId, RouteTableId: routeTableId }));
  return { subnetId, routeTableId };
}

/** A group with open egress and an interface in the subnet, which leaves through a NAT gateway of the VPC's main route table. */
export async function workloadBehindNat(ec2: EC2Client, { vpcId, subnetIds }: Network, title: string): Promise<string> {
  const groupId = await securityGroup(ec2, vpcId, title);
  const [SubnetId] = subnetIds;
  await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId, Groups: [groupId], Description: `AWS Lambda VPC ENI-${title}-1` }),
  );
  const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId, ConnectivityType: "private" }));
  const { RouteTables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({
      Filters: [
        { Name: "vpc-id", Values: [vpcId] },
        { Name: "association.main", Values: ["true"] },
      ],
    }),
  );
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: required(RouteTables[0]?.RouteTableId, "main route table"),
      DestinationCidrBlock: "0.0.0.0/0",
      NatGatewayId: required(NatGateway?.NatGatewayId, "NAT gateway"),
    }),
  );
  return groupId;
}

/** The id of the VPC's group with this name. */
export async function groupNamed(ec2: EC2Client, vpcId: string, groupName: string): Promise<string> {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: "vpc-id", Values: [vpcId] },
        { Name: "group-name", Values: [groupName] },
      ],
    }),
  );
  return required(SecurityGroups[0]?.GroupId, `group ${groupName}`);
}

/** Both DNS attributes of the VPC. */
export async function dnsAttributes(ec2: EC2Client, VpcId: string): Promise<{ support: boolean; hostnames: boolean }> {
  const support = await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsSupport" }));
  const hostnames = await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" }));
  return {
    support: support.EnableDnsSupport?.Value ?? false,
    hostnames: hostnames.EnableDnsHostnames?.Value ?? false,
  };
}
