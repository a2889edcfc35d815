/** The contents of a VPC, with names instead of ids: equal VPCs give equal values. */
import {
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type SecurityGroupRule,
  type Tag,
} from "@aws-sdk/client-ec2";
import { dnsAttributes, endpointsOf } from "./network";

const ofVpc = (vpcId: string) => ({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] });

const tagsOf = (tags: readonly Tag[] = []) =>
  Object.fromEntries(
    tags
      .filter(({ Key }) => Key !== "postern:run")
      .map(({ Key = "", Value }) => [Key, Value?.replace(/(?:sg|subnet|vpce|rtb)-[0-9a-f]+/g, "id")])
      .sort(([a], [b]) => ((a ?? "") < (b ?? "") ? -1 : 1)),
  );

/** The VPC's endpoints, groups, rules, DNS attributes and routes, free of ids and of the order in which EC2 lists them. */
export async function accountOf(ec2: EC2Client, vpcId: string) {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(ofVpc(vpcId)));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand(ofVpc(vpcId)));
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand(ofVpc(vpcId)));
  const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand(ofVpc(vpcId)));
  const endpoints = await endpointsOf(ec2, vpcId);
  const names = new Map<string, string>([
    ...Subnets.map(({ SubnetId = "", CidrBlock = "" }) => [SubnetId, CidrBlock] as const),
    ...SecurityGroups.map(({ GroupId = "", GroupName = "" }) => [GroupId, GroupName] as const),
    ...Object.entries(endpoints).map(([service, { VpcEndpointId = "" }]) => [VpcEndpointId, service] as const),
  ]);
  const named = (id: string | undefined) => names.get(id ?? "") ?? id ?? "";
  const rules: SecurityGroupRule[] = [];
  for (const { GroupId = "" } of SecurityGroups) {
    const response = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [GroupId] }] }),
    );
    rules.push(...(response.SecurityGroupRules ?? []));
  }
  const ruleText = (rule: SecurityGroupRule) =>
    [
      named(rule.GroupId),
      rule.IsEgress ? "out" : "in",
      rule.IpProtocol,
      `${rule.FromPort}-${rule.ToPort}`,
      named(rule.ReferencedGroupInfo?.GroupId) || rule.CidrIpv4 || rule.CidrIpv6 || rule.PrefixListId,
      rule.Description ?? "",
      JSON.stringify(tagsOf(rule.Tags)),
    ].join(" ");
  return {
    dns: await dnsAttributes(ec2, vpcId),
    groups: SecurityGroups.map(({ GroupName, Description, Tags }) => ({
      GroupName,
      Description,
      tags: tagsOf(Tags),
    })).sort((a, b) => ((a.GroupName ?? "") < (b.GroupName ?? "") ? -1 : 1)),
    rules: rules.map(ruleText).sort(),
    endpoints: Object.entries(endpoints)
      .map(([service, endpoint]) => ({
        service,
        state: endpoint.State?.toLowerCase(),
        subnets: (endpoint.SubnetIds ?? []).map(named).sort(),
        groups: (endpoint.Groups ?? []).map(({ GroupId }) => named(GroupId)).sort(),
        routeTables: endpoint.RouteTableIds?.length ?? 0,
        privateDns: endpoint.PrivateDnsEnabled ?? false,
        policy: JSON.parse(endpoint.PolicyDocument ?? "null"),
        tags: tagsOf(endpoint.Tags),
        interfaces: NetworkInterfaces.filter(({ NetworkInterfaceId = "" }) =>
          endpoint.NetworkInterfaceIds?.includes(NetworkInterfaceId),
        )
          .map(({ SubnetId, Groups = [] }) =>
            [named(SubnetId), ...Groups.map(({ GroupId }) => named(GroupId))].join(" "),
          )
          .sort(),
      }))
      .sort((a, b) => (a.service < b.service ? -1 : 1)),
    routes: RouteTables.map(({ Associations = [], Routes = [] }) => ({
      subnets: Associations.map(({ SubnetId }) => named(SubnetId)).sort(),
      routes: Routes.map(({ DestinationCidrBlock, DestinationPrefixListId, GatewayId }) =>
        [DestinationCidrBlock ?? DestinationPrefixListId, named(GatewayId)].join(" → "),
      ).sort(),
    })),
  };
}
