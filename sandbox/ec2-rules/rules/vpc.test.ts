import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { HOME } from "../testing/fake-localstack";
import { harness, rule } from "../testing/harness";
import { createEndpoint, modifyEndpoint } from "../testing/requests";
import { dryRun, oneAttributeAtATime, subnetInUse, supportFirst, vpcInUse } from "./vpc";

rule(dryRun, () => {
  const refused = { name: "DryRunOperation", $metadata: expect.objectContaining({ httpStatusCode: 412 }) };

  it("says that the call would have succeeded, even one that EC2 would refuse, and does nothing", async () => {
    const { client, fake, pass } = await harness();
    const dry = { DryRun: true } as const;
    await expect(createEndpoint(client, { ...dry, SubnetIds: ["subnet-none"] })).rejects.toMatchObject(refused);
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await expect(modifyEndpoint(client, { ...dry, VpcEndpointId })).rejects.toMatchObject(refused);
    for (const command of [
      new DeleteVpcEndpointsCommand({ ...dry, VpcEndpointIds: [VpcEndpointId] }),
      new CreateSecurityGroupCommand({ ...dry, GroupName: "g", Description: "g" }),
      new AuthorizeSecurityGroupIngressCommand({ ...dry, GroupId: "sg-clients" }),
      new DescribeVpcsCommand(dry),
    ]) {
      await expect(client.send(command as DescribeVpcsCommand)).rejects.toMatchObject(refused);
    }
    expect(fake.done).toEqual([]);
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({}));
    expect(VpcEndpoints).toHaveLength(1);
  });

  it("DryRun=false equals no DryRun", async () => {
    const { client } = await harness();
    const { VpcEndpointId } = await createEndpoint(client, { DryRun: false });
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({}));
    expect(VpcEndpoints).toMatchObject([{ VpcEndpointId }]);
  });

  it("ModifyVpcAttribute has no such parameter", async () => {
    const { ec2 } = await harness();
    const params = { Action: "ModifyVpcAttribute", VpcId: HOME, "EnableDnsSupport.Value": "true", DryRun: "true" };
    const { status, body } = await ec2.handle(sandboxScope, new Map(Object.entries(params)));
    expect(status).toBe(400);
    expect(body).toContain("<Code>UnknownParameter</Code>");
  });
});

rule(oneAttributeAtATime, () => {
  it("refuses two attributes in one call", async () => {
    const { client, fake } = await harness();
    const on = { Value: true };
    const both = new ModifyVpcAttributeCommand({ VpcId: HOME, EnableDnsSupport: on, EnableDnsHostnames: on });
    await expect(client.send(both)).rejects.toMatchObject({ name: "InvalidParameterCombination" });
    fake.attributes.enableDnsHostnames = false;
    await client.send(new ModifyVpcAttributeCommand({ VpcId: HOME, EnableDnsHostnames: on }));
    expect(fake.attributes.enableDnsHostnames).toBe(true);
  });
});

rule(supportFirst, () => {
  it("refuses hostnames without support", async () => {
    const { client, fake } = await harness();
    fake.attributes.enableDnsSupport = false;
    fake.attributes.enableDnsHostnames = false;
    const hostnames = new ModifyVpcAttributeCommand({ VpcId: HOME, EnableDnsHostnames: { Value: true } });
    await expect(client.send(hostnames)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await client.send(new ModifyVpcAttributeCommand({ VpcId: HOME, EnableDnsSupport: { Value: true } }));
    await client.send(hostnames);
    expect(fake.attributes).toEqual({ enableDnsSupport: true, enableDnsHostnames: true });
  });
});

rule(subnetInUse, () => {
  it("refuses to delete a subnet with an endpoint's interface", async () => {
    const { client } = await harness();
    await createEndpoint(client);
    await expect(client.send(new DeleteSubnetCommand({ SubnetId: "subnet-a1" }))).rejects.toMatchObject({
      name: "DependencyViolation",
    });
    await client.send(new DeleteSubnetCommand({ SubnetId: "subnet-c1" }));
  });
});

rule(vpcInUse, () => {
  it("refuses to delete a VPC with an endpoint", async () => {
    const { client } = await harness();
    await createEndpoint(client);
    await expect(client.send(new DeleteVpcCommand({ VpcId: HOME }))).rejects.toMatchObject({
      name: "DependencyViolation",
    });
  });
});
