import { DeleteVpcEndpointsCommand, DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { refusals } from "#lib/core/network/ec2-rules";
import { harness } from "../../testing/harness";
import { createEndpoint } from "../../testing/requests";

const tags = (...names: string[]) => [
  { ResourceType: "vpc-endpoint" as const, Tags: names.map((Key) => ({ Key, Value: "x" })) },
];

describe(`A client token makes a repeat return the first result [${refusals.idempotentParameterMismatch.source}]`, () => {
  const ClientToken = "run-1/create-endpoint-ecs/1";

  it("returns the same endpoint again, for any order of subnets, groups and tags", async () => {
    const { client } = await harness();
    const first = await createEndpoint(client, { ClientToken, TagSpecifications: tags("a", "b") });
    const again = await createEndpoint(client, {
      ClientToken,
      SubnetIds: ["subnet-b1", "subnet-a1"],
      TagSpecifications: tags("b", "a"),
    });
    expect(again.VpcEndpointId).toBe(first.VpcEndpointId);
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({}));
    expect(VpcEndpoints).toHaveLength(1);
  });

  it.each([
    { SubnetIds: ["subnet-a1"] },
    { SecurityGroupIds: ["sg-clients"] },
    { PrivateDnsEnabled: true },
    { ServiceName: "com.amazonaws.us-east-1.logs" },
    { PolicyDocument: '{"Statement":[]}' },
    { TagSpecifications: tags("c") },
  ])("refuses the token with other parameters: %o", async (over) => {
    const { client } = await harness();
    await createEndpoint(client, { ClientToken });
    await expect(createEndpoint(client, { ClientToken, ...over })).rejects.toMatchObject({
      name: "IdempotentParameterMismatch",
    });
  });

  it("is case-sensitive and may have 64 characters", async () => {
    const { client } = await harness();
    const first = await createEndpoint(client, { ClientToken: "token" });
    const other = await createEndpoint(client, { ClientToken: "TOKEN" });
    expect(other.VpcEndpointId).not.toBe(first.VpcEndpointId);
    await expect(createEndpoint(client, { ClientToken: "x".repeat(65) })).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  it("still gives the first result after the endpoint was deleted: nothing new is created", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client, { ClientToken });
    await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
    pass(3000);
    expect(await createEndpoint(client, { ClientToken })).toMatchObject({ VpcEndpointId, State: "deleted" });
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({}));
    expect(VpcEndpoints).toEqual([]);
  });
});
