import { afterEach, expect, it } from "vitest";
import { type Ec2Server, ec2Server, list } from "#lib/aws/testing/ec2-server";
import { createdByRuns } from "./created-by-runs";

let server: Ec2Server | undefined;
afterEach(() => server?.stop());

const RUN = "run-0123456789abcdef0";
const tags = (run: string, change: string) =>
  `<tagSet><item><key>postern:run</key><value>${run}</value></item>
   <item><key>postern:change</key><value>${change}</value></item></tagSet>`;

const endpoint = (id: string, state: string, run = RUN) =>
  `<item><vpcEndpointId>${id}</vpcEndpointId><vpcId>vpc-1</vpcId><vpcEndpointType>Interface</vpcEndpointType>
   <serviceName>com.amazonaws.us-east-1.ecs</serviceName><state>${state}</state>
   <privateDnsEnabled>true</privateDnsEnabled><subnetIdSet><item>subnet-1</item></subnetIdSet>
   <groupSet><item><groupId>sg-1</groupId></item></groupSet>${tags(run, "create-endpoint-ecs")}</item>`;

it("what carries a run's tags is read as the calls that would create it, each in its VPC; other tags are ignored", async () => {
  server = await ec2Server({
    DescribeVpcEndpoints: () =>
      list(
        "DescribeVpcEndpoints",
        `<vpcEndpointSet>${endpoint("vpce-1", "available")}${endpoint("vpce-2", "deleted")}
         ${endpoint("vpce-3", "available", "0123456789abcdef0123456789abcdef")}</vpcEndpointSet>`,
      ),
    DescribeSecurityGroups: (call) =>
      list(
        "DescribeSecurityGroups",
        call["Filter.1.Name"] === "group-id"
          ? `<securityGroupInfo><item><groupId>sg-9</groupId><vpcId>vpc-2</vpcId></item></securityGroupInfo>`
          : `<securityGroupInfo><item><groupId>sg-1</groupId><groupName>endpoints</groupName>
             <groupDescription>of Postern</groupDescription><vpcId>vpc-1</vpcId>${tags(RUN, "create-security-group")}
             </item></securityGroupInfo>`,
      ),
    DescribeSecurityGroupRules: () =>
      list(
        "DescribeSecurityGroupRules",
        `<securityGroupRuleSet><item><securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-9</groupId>
         <isEgress>true</isEgress><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>443</toPort>
         <referencedGroupInfo><groupId>sg-1</groupId></referencedGroupInfo>${tags(RUN, "authorize-egress")}</item>
         <item><securityGroupRuleId>sgr-2</securityGroupRuleId><groupId>sg-9</groupId>
         ${tags(RUN, "no change; of ours")}</item></securityGroupRuleSet>`,
      ),
  });
  const created = await createdByRuns(server.target);
  expect(created.map(({ id, vpcId, operation }) => [id, vpcId, operation])).toEqual([
    ["sgr-1", "vpc-2", "AuthorizeSecurityGroupEgress"],
    ["vpce-1", "vpc-1", "CreateVpcEndpoint"],
    ["sg-1", "vpc-1", "CreateSecurityGroup"],
  ]);
  expect(created[0]?.input).toEqual({
    GroupId: "sg-9",
    IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: "sg-1" }] }],
  });
  expect(created[1]?.input).toMatchObject({
    SubnetIds: ["subnet-1"],
    SecurityGroupIds: ["sg-1"],
    PrivateDnsEnabled: true,
  });
  const asked = server.calls.map((call) => [call.Action, call["Filter.1.Name"], call["Filter.1.Value.1"]]);
  expect(asked).toContainEqual(["DescribeVpcEndpoints", "tag-key", "postern:run"]);
  expect(asked).toContainEqual(["DescribeSecurityGroups", "group-id", "sg-9"]);
});
