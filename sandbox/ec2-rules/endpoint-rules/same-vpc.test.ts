import { DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createEndpoint, createGateway, modifyEndpoint } from "../testing/requests";
import { ownSubnets, resourcesOfTheVpc } from "./same-vpc";

rule(ownSubnets, () => {
  it("refuses a new endpoint, and one more subnet of an endpoint, in a subnet that is shared", async () => {
    const { client, url, pass } = await harness();
    const share = (id: string) =>
      fetch(`${url}/_postern/subnets`, { method: "POST", body: JSON.stringify({ id, ownerId: "111111111111" }) });
    await share("subnet-b1");
    const refused = { name: "OperationNotPermitted" };
    await expect(createEndpoint(client)).rejects.toMatchObject(refused);
    const { VpcEndpointId } = await createEndpoint(client, { SubnetIds: ["subnet-a1"] });
    pass(3000);
    await expect(modifyEndpoint(client, { VpcEndpointId, AddSubnetIds: ["subnet-b1"] })).rejects.toMatchObject(refused);
    const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ SubnetIds: ["subnet-b1"] }));
    expect(Subnets.map(({ OwnerId }) => OwnerId)).toEqual(["111111111111"]);
    await share("subnet-a1");
    await modifyEndpoint(client, { VpcEndpointId, AddSecurityGroupIds: ["sg-clients"] });
  });
});

rule(resourcesOfTheVpc, () => {
  it("refuses a subnet, a group and a route table of another VPC", async () => {
    const { client } = await harness();
    const refused = { name: "InvalidParameter" };
    await expect(createEndpoint(client, { SubnetIds: ["subnet-x1"] })).rejects.toMatchObject(refused);
    await expect(createEndpoint(client, { SecurityGroupIds: ["sg-elsewhere"] })).rejects.toMatchObject(refused);
    await expect(createGateway(client, { RouteTableIds: ["rtb-x"] })).rejects.toMatchObject(refused);
  });
});
