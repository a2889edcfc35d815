import {
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
} from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { harness, rule } from "../../testing/harness";
import { createEndpoint, createGateway, endpoint } from "../../testing/requests";
import { deleteVpcEndpoints } from "./delete-vpc-endpoints";

rule(deleteVpcEndpoints, () => {
  it("lists unknown ids as unsuccessful and deletes the others", async () => {
    const { client } = await harness();
    const { VpcEndpointId } = await createGateway(client);
    const { Unsuccessful } = await client.send(
      new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId, "vpce-none"] }),
    );
    expect(Unsuccessful).toEqual([
      { ResourceId: "vpce-none", Error: expect.objectContaining({ Code: "InvalidVpcEndpointId.NotFound" }) },
    ]);
    await expect(endpoint(client, VpcEndpointId)).rejects.toMatchObject({ name: "InvalidVpcEndpointId.NotFound" });
  });

  it("an interface endpoint is deleting for a while; then it and its interfaces are deleted and free their group", async () => {
    const { client, pass } = await harness({ deletedDelayMs: 10_000 });
    const { VpcEndpointId } = await createEndpoint(client);
    await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ State: "deleting" });
    const group = new DeleteSecurityGroupCommand({ GroupId: "sg-endpoints" });
    await expect(client.send(group)).rejects.toMatchObject({ name: "DependencyViolation" });
    pass(10_000);
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({}));
    expect(VpcEndpoints).toEqual([]);
    const { NetworkInterfaces } = await client.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "interface-type", Values: ["vpc_endpoint"] }] }),
    );
    expect(NetworkInterfaces).toEqual([]);
    await client.send(group);
  });
});
