import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
} from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createEndpoint, endpoint } from "../testing/requests";
import { newResources, unseenEndpoints, unseenGroups, unseenRules } from "./eventual-consistency";

rule(newResources, () => {
  it("by default everything is visible at once", async () => {
    const { client } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ VpcEndpointId });
  });

  it("a repeat with the same client token does not make an endpoint unknown again", async () => {
    const { client, pass } = await harness({ consistencyDelayMs: 1000 });
    const { VpcEndpointId } = await createEndpoint(client, { ClientToken: "t" });
    pass(1000);
    await createEndpoint(client, { ClientToken: "t" });
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ VpcEndpointId });
  });
});

rule(unseenEndpoints, () => {
  it("says NotFound and leaves the endpoint out, until the delay is over", async () => {
    const { client, pass } = await harness({ consistencyDelayMs: 1000 });
    const { VpcEndpointId } = await createEndpoint(client);
    await expect(endpoint(client, VpcEndpointId)).rejects.toMatchObject({ name: "InvalidVpcEndpointId.NotFound" });
    expect((await client.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints).toEqual([]);
    pass(1000);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ VpcEndpointId });
  });
});

rule(unseenRules, () => {
  it("leaves a new rule out, until the delay is over; to add it again is refused at once", async () => {
    const { client, pass } = await harness({ consistencyDelayMs: 1000 });
    const add = new AuthorizeSecurityGroupIngressCommand({
      GroupId: "sg-endpoints",
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/16" }] }],
    });
    const { SecurityGroupRules = [] } = await client.send(add);
    const listed = async () =>
      (await client.send(new DescribeSecurityGroupRulesCommand({}))).SecurityGroupRules?.map(
        ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
      );
    expect(await listed()).toEqual([]);
    await expect(client.send(add)).rejects.toMatchObject({ name: "InvalidPermission.Duplicate" });
    pass(1000);
    expect(await listed()).toEqual(SecurityGroupRules.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId));
  });
});

rule(unseenGroups, () => {
  it("says NotFound about a new group, to describe calls and to the rules that are to be added", async () => {
    const { client, pass } = await harness({ consistencyDelayMs: 1000 });
    const { GroupId = "" } = await client.send(
      new CreateSecurityGroupCommand({ GroupName: "new", Description: "new" }),
    );
    const refused = { name: "InvalidGroup.NotFound" };
    const describeIt = new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] });
    await expect(client.send(describeIt)).rejects.toMatchObject(refused);
    const authorize = new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/16" }] }],
    });
    await expect(client.send(authorize)).rejects.toMatchObject(refused);
    await expect(createEndpoint(client, { SecurityGroupIds: [GroupId] })).rejects.toMatchObject(refused);
    pass(1000);
    await client.send(authorize);
  });
});
