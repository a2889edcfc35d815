import {
  AllocateAddressCommand,
  CreateNatGatewayCommand,
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type Filter,
} from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { HOME } from "../testing/fake-localstack";
import { harness, rule } from "../testing/harness";
import { createEndpoint } from "../testing/requests";
import { publicAddresses } from "./addresses";
import {
  addressesLeft,
  addressesOfInterfaces,
  addressesOfNatGateways,
  describeNetworkInterfaces,
  interfacesOfNatGateways,
  managedInterfaces,
} from "./network-interfaces";

async function found(client: EC2Client, ...filters: Filter[]): Promise<(string | undefined)[]> {
  const { NetworkInterfaces = [] } = await client.send(new DescribeNetworkInterfacesCommand({ Filters: filters }));
  return NetworkInterfaces.map((one) => one.NetworkInterfaceId);
}

rule(describeNetworkInterfaces, () => {
  it.each([
    ["vpc-id", HOME, 3],
    ["subnet-id", "subnet-a1", 2],
    ["subnet-id", "subnet-b1", 1],
    ["group-id", "sg-endpoints", 2],
    ["group-id", "sg-clients", 1],
    ["interface-type", "vpc_endpoint", 2],
    ["requester-managed", "true", 2],
    ["status", "in-use", 2],
    ["description", "VPC Endpoint Interface vpce-*", 2],
    ["availability-zone", "us-east-1b", 1],
    ["private-ip-address", "10.0.1.4", 1],
    ["group-name", "nobody", 0],
  ])("filters by %s %s", async (Name, value, count) => {
    const { client } = await harness();
    await createEndpoint(client);
    expect(await found(client, { Name, Values: [value] })).toHaveLength(count);
  });

  it("shows what a test sets for an interface: its groups, prefixes, addresses, owner and state", async () => {
    const { client, ec2 } = await harness();
    ec2.note(sandboxScope, "interfaceFacts", {
      id: "eni-client",
      securityGroupIds: ["sg-clients", "sg-of-another-vpc"],
      prefixes: ["10.0.1.16/28"],
      publicAddress: "198.51.100.7",
      ownerId: "444455556666",
      status: "available",
    });
    const { NetworkInterfaces } = await client.send(
      new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ["eni-client"] }),
    );
    expect(NetworkInterfaces?.[0]).toMatchObject({
      Groups: [{ GroupId: "sg-clients" }, { GroupId: "sg-of-another-vpc" }],
      Ipv4Prefixes: [{ Ipv4Prefix: "10.0.1.16/28" }],
      PrivateIpAddresses: [{ PrivateIpAddress: "10.0.1.4", Association: { PublicIp: "198.51.100.7" } }],
      OwnerId: "444455556666",
      Status: "available",
    });
  });

  it("lacks an endpoint's interface on demand, though the endpoint lists it and its subnet", async () => {
    const { client } = await harness({ lostInterfaces: ["subnet-b1"] });
    const { SubnetIds, NetworkInterfaceIds } = await createEndpoint(client);
    expect(SubnetIds).toEqual(["subnet-a1", "subnet-b1"]);
    expect(NetworkInterfaceIds).toHaveLength(2);
    const there = await found(client, { Name: "interface-type", Values: ["vpc_endpoint"] });
    expect(there).toEqual([NetworkInterfaceIds?.[0]]);
  });

  it("filters together leave what matches all; values of one filter what matches any", async () => {
    const { client } = await harness();
    const { NetworkInterfaceIds = [] } = await createEndpoint(client);
    const ours = { Name: "group-id", Values: ["sg-endpoints"] };
    expect(await found(client, ours, { Name: "subnet-id", Values: ["subnet-a1"] })).toEqual([NetworkInterfaceIds[0]]);
    expect(await found(client, { Name: "network-interface-id", Values: NetworkInterfaceIds })).toEqual(
      NetworkInterfaceIds,
    );
  });

  it("refuses a filter that does not exist and an interface that does not", async () => {
    const { client } = await harness();
    await createEndpoint(client);
    await expect(found(client, { Name: "colour", Values: ["red"] })).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "The filter 'colour' is invalid",
    });
    const describe = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ["eni-none"] });
    await expect(client.send(describe)).rejects.toMatchObject({ name: "InvalidNetworkInterfaceID.NotFound" });
  });
});

rule(addressesOfInterfaces, () => {
  const create = (over: object) => new CreateNetworkInterfaceCommand({ SubnetId: "subnet-a1", ...over });

  it("chooses an address of the subnet, and refuses a group that does not exist", async () => {
    const { client } = await harness();
    const { NetworkInterface } = await client.send(create({ Groups: ["sg-clients"] }));
    expect(NetworkInterface?.PrivateIpAddress).toMatch(/^10\.0\.1\./);
    await expect(client.send(create({ Groups: ["sg-none"] }))).rejects.toMatchObject({ name: "InvalidGroup.NotFound" });
  });

  it("does not change a chosen address", async () => {
    const { client } = await harness();
    const { NetworkInterface } = await client.send(create({ PrivateIpAddress: "10.0.1.99" }));
    expect(NetworkInterface?.PrivateIpAddress).toBe("10.0.1.99");
  });
});

const natGateway = new CreateNatGatewayCommand({ SubnetId: "subnet-a1", AllocationId: "eipalloc-1" });

rule(interfacesOfNatGateways, () => {
  it("is noted under the interface's id", async () => {
    const { client, ec2 } = await harness();
    await client.send(natGateway);
    expect(ec2.stateOf(sandboxScope).interfaceFacts.get("eni-nat")).toMatchObject({
      interfaceType: "nat_gateway",
      description: "Interface for NAT Gateway nat-1",
      address: expect.stringMatching(/^10\.0\.1\./),
    });
  });
});

rule(addressesOfNatGateways, () => {
  it("returns the address of the subnet at once", async () => {
    const { client } = await harness();
    const { NatGateway } = await client.send(natGateway);
    expect(NatGateway?.NatGatewayAddresses?.[0]?.PrivateIp).toMatch(/^10\.0\.1\./);
  });
});

rule(managedInterfaces, () => {
  it("refuses to delete an endpoint's interface", async () => {
    const { client } = await harness();
    const { NetworkInterfaceIds = [] } = await createEndpoint(client);
    const [NetworkInterfaceId] = NetworkInterfaceIds;
    await expect(client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }))).rejects.toMatchObject({
      name: "OperationNotPermitted",
    });
  });
});

rule(addressesLeft, () => {
  it("are fewer where an endpoint has an interface", async () => {
    const { client } = await harness();
    await createEndpoint(client);
    const { Subnets } = await client.send(new DescribeSubnetsCommand({ SubnetIds: ["subnet-a1", "subnet-c1"] }));
    expect(Subnets?.map((subnet) => subnet.AvailableIpAddressCount)).toEqual([250, 251]);
  });
});

rule(publicAddresses, () => {
  it("are of the range for documentation", async () => {
    const { client } = await harness();
    const { PublicIp } = await client.send(new AllocateAddressCommand({ Domain: "vpc" }));
    expect(PublicIp).toMatch(/^198\.51\.100\.\d+$/);
  });
});
