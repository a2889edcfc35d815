import { DeleteVpcEndpointsCommand, DescribeNetworkAclsCommand, DescribeRouteTablesCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { harness, rule } from "../testing/harness";
import { createGateway } from "../testing/requests";
import { lastNetworkAclEntries } from "./network-acls";
import { routesOfGatewayEndpoints, routesOfOtherOrigins } from "./route-tables";

rule(routesOfGatewayEndpoints, () => {
  it("is in the route tables of the endpoint, and in none after it is deleted", async () => {
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

  it("may be missing on demand, though the endpoint lists the table", async () => {
    const { client } = await harness({ lostRoutes: ["rtb-1"] });
    const { RouteTableIds } = await createGateway(client, { RouteTableIds: ["rtb-1", "rtb-2"] });
    expect(RouteTableIds).toEqual(["rtb-1", "rtb-2"]);
    const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand({}));
    const withList = RouteTables.filter(({ Routes }) => Routes?.some((route) => route.DestinationPrefixListId));
    expect(withList.map(({ RouteTableId }) => RouteTableId)).toEqual(["rtb-2"]);
  });
});

rule(routesOfOtherOrigins, () => {
  it("are put into a table as EC2 describes them", async () => {
    const { client, ec2 } = await harness();
    const routes = [
      { destinationCidrBlock: "10.8.0.0/16", gatewayId: "vgw-1", origin: "EnableVgwRoutePropagation" },
      { destinationCidrBlock: "0.0.0.0/1", natGatewayId: "nat-1", state: "blackhole" },
      { destinationPrefixListId: "pl-own", transitGatewayId: "tgw-1" },
    ];
    ec2.note(sandboxScope, "routeTableFacts", { id: "rtb-2", routes });
    const { RouteTables } = await client.send(new DescribeRouteTablesCommand({ RouteTableIds: ["rtb-2"] }));
    expect(RouteTables?.[0]?.Routes?.slice(1)).toMatchObject([
      { DestinationCidrBlock: "10.8.0.0/16", GatewayId: "vgw-1", Origin: "EnableVgwRoutePropagation", State: "active" },
      { DestinationCidrBlock: "0.0.0.0/1", NatGatewayId: "nat-1", Origin: "CreateRoute", State: "blackhole" },
      { DestinationPrefixListId: "pl-own", TransitGatewayId: "tgw-1" },
    ]);
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
