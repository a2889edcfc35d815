import { ModifyVpcEndpointCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { harness, rule } from "../testing/harness";
import { createEndpoint, createGateway } from "../testing/requests";
import { addressTypeOffered, addressTypeOfSubnets, routeTablesForGateways, subnetsForInterfaces } from "./kind";

rule(subnetsForInterfaces, () => {
  it("refuses a gateway endpoint with subnets", async () => {
    const { client } = await harness();
    await expect(createGateway(client, { SubnetIds: ["subnet-a1"] })).rejects.toMatchObject({
      name: "InvalidParameter",
    });
  });
});

rule(routeTablesForGateways, () => {
  it("refuses an interface endpoint with route tables", async () => {
    const { client } = await harness();
    await expect(createEndpoint(client, { RouteTableIds: ["rtb-1"] })).rejects.toMatchObject({
      name: "InvalidParameter",
    });
  });
});

rule(addressTypeOffered, () => {
  it("refuses dualstack where the service has IPv4 only, and accepts it where it has both", async () => {
    const { client, ec2 } = await harness();
    const dual = { IpAddressType: "dualstack" as const, SubnetIds: ["subnet-dual"] };
    await expect(createEndpoint(client, dual)).rejects.toMatchObject({ name: "InvalidParameter" });
    ec2.note(sandboxScope, "services", { id: "com.amazonaws.us-east-1.ecs", ipAddressTypes: ["ipv4", "ipv6"] });
    expect(await createEndpoint(client, dual)).toMatchObject({ IpAddressType: "dualstack" });
  });
});

rule(addressTypeOfSubnets, () => {
  it("refuses dualstack in a subnet without IPv6, also when the endpoint exists, and IPv6 alone where there is IPv4", async () => {
    const { client, ec2, pass } = await harness();
    ec2.note(sandboxScope, "services", { id: "com.amazonaws.us-east-1.ecs", ipAddressTypes: ["ipv4", "ipv6"] });
    const refused = { name: "InvalidParameter", message: expect.stringContaining("IP address type") };
    await expect(createEndpoint(client, { IpAddressType: "dualstack" })).rejects.toMatchObject(refused);
    const only6 = { IpAddressType: "ipv6" as const, SubnetIds: ["subnet-dual"] };
    await expect(createEndpoint(client, only6)).rejects.toMatchObject(refused);
    const { VpcEndpointId } = await createEndpoint(client, {});
    pass(3000);
    const widen = new ModifyVpcEndpointCommand({ VpcEndpointId, IpAddressType: "dualstack" });
    await expect(client.send(widen)).rejects.toMatchObject(refused);
  });
});
