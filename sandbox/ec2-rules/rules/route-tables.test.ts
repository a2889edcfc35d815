import { DeleteVpcEndpointsCommand, DescribeNetworkAclsCommand, DescribeRouteTablesCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createGateway } from "../testing/requests";
import { lastNetworkAclEntries } from "./network-acls";
import { routesOfGatewayEndpoints } from "./route-tables";

rule(routesOfGatewayEndpoints, () => {
  it("stands in the route tables of the endpoint, and nowhere after it is deleted", async () => {
    const { client } = await harness();
    const { VpcEndpointId } = await createGateway(client);
    const routes = async (RouteTableId: string) =>
      (await client.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }))).RouteTables?.[0]?.Routes;
    expect(await routes("rtb-1")).toContainEqual(
      expect.objectContaining({
        DestinationPrefixListId: "pl-63a5400a",
        GatewayId: VpcEndpointId,
        State: "active",
      }),
    );
    expect(await routes("rtb-2")).toHaveLength(1);
    await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
    expect(await routes("rtb-1")).toHaveLength(1);
  });
});

rule(lastNetworkAclEntries, () => {
  it("are listed with number 32767", async () => {
    const { client } = await harness();
    const { NetworkAcls } = await client.send(new DescribeNetworkAclsCommand({}));
    const last = NetworkAcls?.[0]?.Entries?.filter((entry) => entry.RuleNumber === 32767) ?? [];
    expect(last.map(({ Egress, RuleAction }) => [Egress, RuleAction])).toEqual([
      [true, "deny"],
      [false, "deny"],
    ]);
  });
});
