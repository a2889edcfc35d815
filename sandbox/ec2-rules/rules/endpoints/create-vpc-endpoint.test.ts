import {
  CreateVpcEndpointCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { HOME } from "../../testing/fake-localstack";
import { harness, rule } from "../../testing/harness";
import { createEndpoint, createGateway, endpoint } from "../../testing/requests";
import { createVpcEndpoint } from "./create-vpc-endpoint";

rule(createVpcEndpoint, () => {
  it("puts an interface with the chosen groups and an address of its own into each subnet", async () => {
    const { client } = await harness();
    const created = await createEndpoint(client);
    const { NetworkInterfaces = [] } = await client.send(
      new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: created.NetworkInterfaceIds }),
    );
    expect(NetworkInterfaces.map((one) => one.SubnetId)).toEqual(["subnet-a1", "subnet-b1"]);
    for (const one of NetworkInterfaces) {
      expect(one).toMatchObject({
        InterfaceType: "vpc_endpoint",
        Description: `VPC Endpoint Interface ${created.VpcEndpointId}`,
        RequesterManaged: true,
        Status: "in-use",
        VpcId: HOME,
        Groups: [{ GroupId: "sg-endpoints", GroupName: "endpoints" }],
      });
    }
    expect(NetworkInterfaces[0]?.PrivateIpAddress).toMatch(/^10\.0\.1\./);
    expect(NetworkInterfaces[1]?.PrivateIpAddress).toMatch(/^10\.0\.3\./);
  });

  it("never uses the first four addresses, the last one, or one in use", async () => {
    const { client } = await harness();
    const SubnetIds = ["subnet-tiny"];
    const addresses: (string | undefined)[] = [];
    for (let count = 0; count < 3; count += 1) await createEndpoint(client, { SubnetIds });
    const { NetworkInterfaces = [] } = await client.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "subnet-id", Values: SubnetIds }] }),
    );
    for (const one of NetworkInterfaces) addresses.push(one.PrivateIpAddress);
    expect(addresses.sort()).toEqual(["10.0.5.4", "10.0.5.5", "10.0.5.6"]);
    await expect(createEndpoint(client, { SubnetIds })).rejects.toMatchObject({
      name: "InsufficientFreeAddressesInSubnet",
    });
    const { Subnets } = await client.send(new DescribeSubnetsCommand({ SubnetIds }));
    expect(Subnets?.[0]?.AvailableIpAddressCount).toBe(251 - 3);
  });

  it("is pending first and available after the delay; a gateway endpoint is available at once", async () => {
    const { client, pass } = await harness({ availableDelayMs: 5000 });
    const { VpcEndpointId, State } = await createEndpoint(client);
    expect(State).toBe("pending");
    pass(4999);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ State: "pending" });
    pass(1);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ State: "available" });
    expect(await createGateway(client)).toMatchObject({ State: "available", RouteTableIds: ["rtb-1"] });
  });

  it("defaults: type Gateway, private DNS on, the VPC's default group, full access", async () => {
    const { client } = await harness();
    const { VpcEndpoint } = await client.send(
      new CreateVpcEndpointCommand({ VpcId: HOME, ServiceName: "com.amazonaws.us-east-1.s3" }),
    );
    expect(VpcEndpoint).toMatchObject({ VpcEndpointType: "Gateway", PrivateDnsEnabled: false, Groups: [] });
    const plain = await createEndpoint(client, { PrivateDnsEnabled: undefined, SecurityGroupIds: undefined });
    expect(plain).toMatchObject({ PrivateDnsEnabled: true, Groups: [{ GroupId: "sg-default", GroupName: "default" }] });
    expect(JSON.parse(plain.PolicyDocument ?? "")).toMatchObject({ Statement: [{ Effect: "Allow", Action: "*" }] });
  });

  it("names the endpoint, regional name first, then its zones and the private names", async () => {
    const { client } = await harness();
    const { DnsEntries, VpcEndpointId } = await createEndpoint(client, { PrivateDnsEnabled: true });
    const names = DnsEntries?.map((entry) => entry.DnsName) ?? [];
    expect(names).toHaveLength(4);
    expect(names[0]).toMatch(new RegExp(`^${VpcEndpointId}-\\w+\\.ecs\\.us-east-1\\.vpce\\.amazonaws\\.com$`));
    expect(names[1]).toContain("-us-east-1a.ecs.");
    expect(names[3]).toBe("ecs.us-east-1.amazonaws.com");
  });

  it("carries the tags it is given", async () => {
    const { client } = await harness();
    const Tags = [{ Key: "postern:run", Value: "r1" }];
    const { VpcEndpointId } = await createEndpoint(client, {
      TagSpecifications: [{ ResourceType: "vpc-endpoint", Tags }],
    });
    const { VpcEndpoints } = await client.send(
      new DescribeVpcEndpointsCommand({ Filters: [{ Name: "tag:postern:run", Values: ["r1"] }] }),
    );
    expect(VpcEndpoints).toEqual([expect.objectContaining({ VpcEndpointId, Tags })]);
  });

  describe("refuses what does not exist, and then creates nothing", () => {
    it.each([
      ["a service", { ServiceName: "com.amazonaws.us-east-1.nothing" }, "InvalidServiceName"],
      ["a VPC", { VpcId: "vpc-99999999999999999" }, "InvalidVpcID.NotFound"],
      ["a subnet", { SubnetIds: ["subnet-none"] }, "InvalidSubnetID.NotFound"],
      ["a group", { SecurityGroupIds: ["sg-none"] }, "InvalidGroup.NotFound"],
      ["a type that the service does not have", { VpcEndpointType: "Gateway" }, "InvalidParameter"],
      ["an unknown type", { VpcEndpointType: "Tunnel" }, "InvalidParameterValue"],
    ] as const)("%s", async (_, over, name) => {
      const { client } = await harness();
      await expect(createEndpoint(client, over as never)).rejects.toMatchObject({ name });
      const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({}));
      expect(VpcEndpoints).toEqual([]);
    });

    it("a route table", async () => {
      const { client } = await harness();
      await expect(createGateway(client, { RouteTableIds: ["rtb-none"] })).rejects.toMatchObject({
        name: "InvalidRouteTableID.NotFound",
      });
    });
  });
});
