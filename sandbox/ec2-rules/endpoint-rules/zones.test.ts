import { DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createEndpoint, modifyEndpoint } from "../testing/requests";
import { oneSubnetPerZone, zonesOfTheService } from "./zones";

rule(oneSubnetPerZone, () => {
  it("refuses two subnets of one zone", async () => {
    const { client } = await harness();
    await expect(createEndpoint(client, { SubnetIds: ["subnet-a1", "subnet-a2"] })).rejects.toMatchObject({
      name: "DuplicateSubnetsInSameZone",
      message: expect.stringContaining("in the availability zone of subnet-a2."),
    });
  });

  it("refuses to add a subnet in a zone that the endpoint has", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await expect(modifyEndpoint(client, { VpcEndpointId, AddSubnetIds: ["subnet-a2"] })).rejects.toMatchObject({
      name: "DuplicateSubnetsInSameZone",
    });
  });

  it("allows replacing a subnet by another of the zone in one call", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await modifyEndpoint(client, { VpcEndpointId, AddSubnetIds: ["subnet-a2"], RemoveSubnetIds: ["subnet-a1"] });
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({}));
    expect(VpcEndpoints).toMatchObject([{ VpcEndpointId, SubnetIds: ["subnet-b1", "subnet-a2"] }]);
  });
});

rule(zonesOfTheService, () => {
  it("refuses a subnet in a zone that the service lacks", async () => {
    const { client } = await harness();
    const ServiceName = "com.amazonaws.us-east-1.xray";
    await expect(createEndpoint(client, { ServiceName, SubnetIds: ["subnet-c1"] })).rejects.toMatchObject({
      name: "InvalidParameter",
      message: `The VPC endpoint service ${ServiceName} does not support the availability zone of the subnet: subnet-c1.`,
    });
  });
});
