import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createGateway, endpoint, modifyEndpoint } from "../testing/requests";
import { oneRoutePerPrefixList } from "./routes";

rule(oneRoutePerPrefixList, () => {
  const refused = {
    name: "RouteAlreadyExists",
    message: "route table rtb-1 already has a route with destination-prefix-list-id pl-63a5400a",
  };

  it("refuses a second S3 gateway endpoint on a route table", async () => {
    const { client } = await harness();
    await createGateway(client);
    await expect(createGateway(client)).rejects.toMatchObject(refused);
    await createGateway(client, { ServiceName: "com.amazonaws.us-east-1.dynamodb" });
  });

  it("refuses to add a route table that has the route", async () => {
    const { client } = await harness();
    await createGateway(client);
    const { VpcEndpointId } = await createGateway(client, { RouteTableIds: ["rtb-2"] });
    await expect(modifyEndpoint(client, { VpcEndpointId, AddRouteTableIds: ["rtb-1"] })).rejects.toMatchObject(refused);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ RouteTableIds: ["rtb-2"] });
  });
});
