import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { harness, rule } from "../testing/harness";
import { createEndpoint, createGateway } from "../testing/requests";
import { addressTypeOffered, routeTablesForGateways, subnetsForInterfaces } from "./kind";

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
  it("refuses dualstack where the service has IPv4 only, and takes it where it has both", async () => {
    const { client, ec2 } = await harness();
    const dual = { IpAddressType: "dualstack" } as const;
    await expect(createEndpoint(client, dual)).rejects.toMatchObject({ name: "InvalidParameter" });
    ec2.note(sandboxScope, "services", { id: "com.amazonaws.us-east-1.ecs", ipAddressTypes: ["ipv4", "ipv6"] });
    expect(await createEndpoint(client, dual)).toMatchObject({ IpAddressType: "dualstack" });
  });
});
