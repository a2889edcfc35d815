/** What runs have created in an account and Region, found by tags. */
import type { Filter, SecurityGroup, SecurityGroupRule, VpcEndpoint } from "@aws-sdk/client-ec2";
import type { CreatedResource } from "#lib/core/run/run";
import { RUN_ID } from "#lib/core/run/run-id";
import type { Target } from "#lib/core/run/target";
import { describe } from "./describe";
import { tagsFrom } from "./from-ec2";

/** A run's id and a change's, as Postern writes them; others may write what they like. */
const CHANGE = /^[\w-]{1,255}$/;

/** EC2 takes up to 200 values in a filter (EC2 user guide, Filtering). */
const VALUES = 200;

const TAGGED: Filter[] = [{ Name: "tag-key", Values: ["postern:run"] }];

/** Everything that carries a run's tags; by run, then by change. Throws `AwsError`. */
export async function createdByRuns(target: Target): Promise<CreatedResource[]> {
  const ec2 = describe(target);
  const [endpoints, groups, rules] = await Promise.all([
    ec2.vpcEndpoints(TAGGED),
    ec2.securityGroups(TAGGED),
    ec2.securityGroupRules(TAGGED),
  ]);
  const ids = [...new Set(rules.flatMap(({ GroupId }) => GroupId ?? []))];
  const holders: SecurityGroup[] = [];
  for (let from = 0; from < ids.length; from += VALUES) {
    const some = ids.slice(from, from + VALUES);
    holders.push(...(await ec2.securityGroups([{ Name: "group-id", Values: some }])));
  }
  const vpcOf = new Map(holders.map(({ GroupId, VpcId }) => [GroupId, VpcId]));
  const created = [
    ...endpoints.flatMap(createdEndpoint),
    ...groups.flatMap(createdGroup),
    ...rules.flatMap((rule) => createdRule(rule, vpcOf.get(rule.GroupId))),
  ];
  const order = ({ runId, change, id }: CreatedResource) => `${runId} ${change} ${id}`;
  return created.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

type Tagged = { Tags?: VpcEndpoint["Tags"] };

function one(
  { Tags }: Tagged,
  id: string | undefined,
  vpcId: string | undefined,
  call: Pick<CreatedResource, "operation" | "input">,
): CreatedResource[] {
  const { "postern:run": runId = "", "postern:change": change = "" } = tagsFrom(Tags);
  if (!id || !vpcId || !RUN_ID.test(runId) || !CHANGE.test(change)) return [];
  return [{ runId, change, id, vpcId, ...call }];
}

const GONE = new Set(["deleting", "deleted"]);

function createdEndpoint(endpoint: VpcEndpoint): CreatedResource[] {
  const { VpcEndpointId, VpcId = "", ServiceName = "", State = "", Groups = [] } = endpoint;
  if (GONE.has(State.toLowerCase())) return [];
  const gateway = endpoint.VpcEndpointType === "Gateway";
  const input = {
    VpcId,
    ServiceName,
    VpcEndpointType: endpoint.VpcEndpointType ?? "Interface",
    ...(gateway
      ? { RouteTableIds: endpoint.RouteTableIds ?? [] }
      : {
          SubnetIds: endpoint.SubnetIds ?? [],
          SecurityGroupIds: Groups.flatMap(({ GroupId }) => GroupId ?? []),
          PrivateDnsEnabled: endpoint.PrivateDnsEnabled ?? false,
        }),
  };
  return one(endpoint, VpcEndpointId, VpcId, { operation: "CreateVpcEndpoint", input });
}

function createdGroup(group: SecurityGroup): CreatedResource[] {
  const { GroupId, VpcId = "", GroupName = "", Description = "" } = group;
  return one(group, GroupId, VpcId, {
    operation: "CreateSecurityGroup",
    input: { VpcId, GroupName, Description },
  });
}

function createdRule(rule: SecurityGroupRule, vpcId: string | undefined): CreatedResource[] {
  const { SecurityGroupRuleId, GroupId = "", IsEgress, IpProtocol = "-1", FromPort, ToPort } = rule;
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo } = rule;
  const permission = {
    IpProtocol,
    ...(IpProtocol === "-1" || FromPort === undefined || ToPort === undefined ? {} : { FromPort, ToPort }),
    ...(CidrIpv4 ? { IpRanges: [{ CidrIp: CidrIpv4 }] } : {}),
    ...(CidrIpv6 ? { Ipv6Ranges: [{ CidrIpv6 }] } : {}),
    ...(PrefixListId ? { PrefixListIds: [{ PrefixListId }] } : {}),
    ...(ReferencedGroupInfo?.GroupId ? { UserIdGroupPairs: [{ GroupId: ReferencedGroupInfo.GroupId }] } : {}),
  };
  return one(rule, SecurityGroupRuleId, vpcId, {
    operation: IsEgress ? "AuthorizeSecurityGroupEgress" : "AuthorizeSecurityGroupIngress",
    input: { GroupId, IpPermissions: [permission] },
  });
}
