import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createEndpoint, createGateway, modifyEndpoint } from "../testing/requests";
import { endpointsPerVpc, groupsPerInterface } from "./quotas";

rule(endpointsPerVpc, () => {
  it("refuses the 51st interface endpoint of a VPC", async () => {
    const { client } = await harness();
    for (let count = 0; count < 50; count += 1) await createEndpoint(client, { SubnetIds: [] });
    await expect(createEndpoint(client)).rejects.toMatchObject({ name: "VpcEndpointLimitExceeded" });
    await createGateway(client);
  });

  it("refuses the 21st gateway endpoint of a Region", async () => {
    const { client } = await harness();
    for (let count = 0; count < 20; count += 1) await createGateway(client, { RouteTableIds: [] });
    await expect(createGateway(client)).rejects.toMatchObject({ name: "VpcEndpointLimitExceeded" });
  });
});

rule(groupsPerInterface, () => {
  it("refuses a sixth group, and removing the last one", async () => {
    const { client, pass } = await harness();
    const five = ["sg-more1", "sg-more2", "sg-more3", "sg-more4", "sg-more5"];
    await expect(createEndpoint(client, { SecurityGroupIds: [...five, "sg-clients"] })).rejects.toMatchObject({
      name: "SecurityGroupsPerInterfaceLimitExceeded",
    });
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await expect(
      modifyEndpoint(client, { VpcEndpointId, RemoveSecurityGroupIds: ["sg-endpoints"] }),
    ).rejects.toMatchObject({ name: "InvalidParameter" });
  });
});
