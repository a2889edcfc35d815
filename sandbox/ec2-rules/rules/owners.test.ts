import { DescribeSubnetsCommand, DescribeVpcsCommand, ModifySubnetAttributeCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { HOME } from "../testing/fake-localstack";
import { type Harness, harness, rule } from "../testing/harness";
import { dns64, subnetOwners, vpcOwners } from "./owners";

const subnet = async ({ client }: Harness, id: string) =>
  (await client.send(new DescribeSubnetsCommand({ SubnetIds: [id] }))).Subnets?.[0];

rule(subnetOwners, () => {
  it("names the other account, of that subnet only", async () => {
    const it = await harness();
    it.ec2.note(sandboxScope, "subnetFacts", { id: "subnet-a1", ownerId: "444455556666" });
    expect((await subnet(it, "subnet-a1"))?.OwnerId).toBe("444455556666");
    expect((await subnet(it, "subnet-a2"))?.OwnerId).toBeUndefined();
  });
});

rule(vpcOwners, () => {
  it("names the other account", async () => {
    const { client, ec2 } = await harness();
    ec2.note(sandboxScope, "vpcFacts", { id: HOME, ownerId: "444455556666" });
    const { Vpcs } = await client.send(new DescribeVpcsCommand({ VpcIds: [HOME] }));
    expect(Vpcs?.[0]?.OwnerId).toBe("444455556666");
  });
});

rule(dns64, () => {
  it("is off, until it is switched on, and off again; other attributes go through", async () => {
    const it = await harness();
    const set = (Value: boolean) =>
      it.client.send(new ModifySubnetAttributeCommand({ SubnetId: "subnet-a1", EnableDns64: { Value } }));
    expect((await subnet(it, "subnet-a1"))?.EnableDns64).toBe(false);
    await set(true);
    expect((await subnet(it, "subnet-a1"))?.EnableDns64).toBe(true);
    expect((await subnet(it, "subnet-a2"))?.EnableDns64).toBe(false);
    await set(false);
    expect((await subnet(it, "subnet-a1"))?.EnableDns64).toBe(false);
    expect(it.fake.done).toEqual([]);
    await it.client.send(
      new ModifySubnetAttributeCommand({ SubnetId: "subnet-a1", MapPublicIpOnLaunch: { Value: true } }),
    );
    expect(it.fake.done).toEqual(["ModifySubnetAttribute"]);
  });
});
