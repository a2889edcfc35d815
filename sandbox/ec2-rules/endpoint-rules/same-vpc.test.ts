import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createEndpoint, createGateway } from "../testing/requests";
import { thingsOfTheVpc } from "./same-vpc";

rule(thingsOfTheVpc, () => {
  it("refuses a subnet, a group and a route table of another VPC", async () => {
    const { client } = await harness();
    const refused = { name: "InvalidParameter" };
    await expect(createEndpoint(client, { SubnetIds: ["subnet-x1"] })).rejects.toMatchObject(refused);
    await expect(createEndpoint(client, { SecurityGroupIds: ["sg-elsewhere"] })).rejects.toMatchObject(refused);
    await expect(createGateway(client, { RouteTableIds: ["rtb-x"] })).rejects.toMatchObject(refused);
  });
});
