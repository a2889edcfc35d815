import { DescribeNetworkInterfacesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../../call";
import { harness, rule } from "../../testing/harness";
import { createEndpoint, createGateway, endpoint, modifyEndpoint } from "../../testing/requests";
import { modifyVpcEndpoint } from "./modify-vpc-endpoint";

async function interfacesOf(client: EC2Client, VpcEndpointId: string) {
  const { NetworkInterfaces = [] } = await client.send(
    new DescribeNetworkInterfacesCommand({
      Filters: [{ Name: "description", Values: [`VPC Endpoint Interface ${VpcEndpointId}`] }],
    }),
  );
  return NetworkInterfaces;
}

rule(modifyVpcEndpoint, () => {
  it("changes groups on the endpoint and on its interfaces", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await modifyEndpoint(client, {
      VpcEndpointId,
      AddSecurityGroupIds: ["sg-clients"],
      RemoveSecurityGroupIds: ["sg-endpoints"],
    });
    const Groups = [{ GroupId: "sg-clients", GroupName: "clients" }];
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ Groups });
    for (const one of await interfacesOf(client, VpcEndpointId)) expect(one).toMatchObject({ Groups });
  });

  it("is pending after a modification, and accepts no other meanwhile", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    const modification = { VpcEndpointId, AddSubnetIds: ["subnet-c1"] };
    await expect(modifyEndpoint(client, modification)).rejects.toMatchObject({ name: "OperationInProgress" });
    pass(3000);
    await modifyEndpoint(client, modification);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ State: "pending" });
    await expect(modifyEndpoint(client, modification)).rejects.toMatchObject({ name: "OperationInProgress" });
    pass(3000);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ State: "available" });
  });

  it("creates an interface for a new subnet and deletes that of a removed one", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await modifyEndpoint(client, { VpcEndpointId, AddSubnetIds: ["subnet-c1"], RemoveSubnetIds: ["subnet-a1"] });
    pass(3000);
    const now = await endpoint(client, VpcEndpointId);
    expect(now.SubnetIds).toEqual(["subnet-b1", "subnet-c1"]);
    const interfaces = await interfacesOf(client, VpcEndpointId);
    expect(interfaces.map((one) => one.SubnetId).sort()).toEqual(["subnet-b1", "subnet-c1"]);
    expect(interfaces.map((one) => one.NetworkInterfaceId).sort()).toEqual([...(now.NetworkInterfaceIds ?? [])].sort());
  });

  it("gives interfaces an IPv6 address when the endpoint becomes dualstack, and they keep their IPv4 address", async () => {
    const { client, ec2, pass } = await harness();
    ec2.note(sandboxScope, "services", { id: "com.amazonaws.us-east-1.ecs", ipAddressTypes: ["ipv4", "ipv6"] });
    const { VpcEndpointId } = await createEndpoint(client, { SubnetIds: ["subnet-dual"] });
    pass(3000);
    const [before] = await interfacesOf(client, VpcEndpointId);
    expect(before?.Ipv6Addresses ?? []).toEqual([]);
    await modifyEndpoint(client, { VpcEndpointId, IpAddressType: "dualstack" });
    const [after] = await interfacesOf(client, VpcEndpointId);
    expect(after?.PrivateIpAddress).toBe(before?.PrivateIpAddress);
    expect(after?.Ipv6Addresses?.map(({ Ipv6Address }) => Ipv6Address)).toEqual([expect.stringMatching(/^2001:db8:/)]);
  });

  it("changes route tables of a gateway endpoint at once", async () => {
    const { client } = await harness();
    const { VpcEndpointId } = await createGateway(client);
    await modifyEndpoint(client, { VpcEndpointId, AddRouteTableIds: ["rtb-2"], RemoveRouteTableIds: ["rtb-1"] });
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ State: "available", RouteTableIds: ["rtb-2"] });
  });

  it("refuses an endpoint that is not there", async () => {
    const { client } = await harness();
    await expect(modifyEndpoint(client, { VpcEndpointId: "vpce-none" })).rejects.toMatchObject({
      name: "InvalidVpcEndpointId.NotFound",
    });
  });

  it("changes nothing when one part of it is refused", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await expect(
      modifyEndpoint(client, { VpcEndpointId, AddSecurityGroupIds: ["sg-clients"], AddSubnetIds: ["subnet-a2"] }),
    ).rejects.toMatchObject({ name: "DuplicateSubnetsInSameZone" });
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({
      State: "available",
      Groups: [{ GroupId: "sg-endpoints" }],
    });
  });
});
