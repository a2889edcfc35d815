import {
  AssociateDhcpOptionsCommand,
  CreateDhcpOptionsCommand,
  DeleteDhcpOptionsCommand,
  DescribeDhcpOptionsCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { HOME } from "../testing/fake-localstack";
import { type Harness, harness, rule } from "../testing/harness";
import {
  associateDhcpOptions,
  createDhcpOptions,
  deleteDhcpOptions,
  describeDhcpOptions,
  dhcpOptionsOfVpcs,
} from "./dhcp-options";

const servers = { Key: "domain-name-servers", Values: ["10.0.0.10", "10.0.0.11"] };

async function created({ client }: Harness): Promise<string> {
  const { DhcpOptions } = await client.send(
    new CreateDhcpOptionsCommand({
      DhcpConfigurations: [servers],
      TagSpecifications: [{ ResourceType: "dhcp-options", Tags: [{ Key: "Name", Value: "own" }] }],
    }),
  );
  return DhcpOptions?.DhcpOptionsId ?? "";
}

async function ofHome({ client }: Harness): Promise<string | undefined> {
  const { Vpcs } = await client.send(new DescribeVpcsCommand({ VpcIds: [HOME] }));
  return Vpcs?.[0]?.DhcpOptionsId;
}

rule(describeDhcpOptions, () => {
  it("has the default set with the VPC resolver", async () => {
    const { client } = await harness();
    const { DhcpOptions } = await client.send(new DescribeDhcpOptionsCommand({}));
    expect(DhcpOptions).toHaveLength(1);
    expect(DhcpOptions?.[0]?.DhcpConfigurations).toContainEqual({
      Key: "domain-name-servers",
      Values: [{ Value: "AmazonProvidedDNS" }],
    });
  });

  it("refuses a set that does not exist", async () => {
    const { client } = await harness();
    await expect(client.send(new DescribeDhcpOptionsCommand({ DhcpOptionsIds: ["dopt-none"] }))).rejects.toMatchObject({
      name: "InvalidDhcpOptionID.NotFound",
    });
  });
});

rule(createDhcpOptions, () => {
  it("is found by its tag afterwards", async () => {
    const it = await harness();
    const id = await created(it);
    const { DhcpOptions } = await it.client.send(
      new DescribeDhcpOptionsCommand({ Filters: [{ Name: "tag:Name", Values: ["own"] }] }),
    );
    expect(DhcpOptions?.map((set) => set.DhcpOptionsId)).toEqual([id]);
    expect(DhcpOptions?.[0]?.DhcpConfigurations).toEqual([
      { Key: servers.Key, Values: servers.Values.map((Value) => ({ Value })) },
    ]);
  });
});

rule(associateDhcpOptions, () => {
  it("changes the VPC's set, and back to none of its own", async () => {
    const it = await harness();
    const id = await created(it);
    await it.client.send(new AssociateDhcpOptionsCommand({ VpcId: HOME, DhcpOptionsId: id }));
    expect(await ofHome(it)).toBe(id);
    await it.client.send(new AssociateDhcpOptionsCommand({ VpcId: HOME, DhcpOptionsId: "default" }));
    expect(await ofHome(it)).toBe("default");
  });
});

rule(dhcpOptionsOfVpcs, () => {
  it("names a set that DescribeDhcpOptions knows", async () => {
    const it = await harness();
    const id = (await ofHome(it)) ?? "";
    const { DhcpOptions } = await it.client.send(new DescribeDhcpOptionsCommand({ DhcpOptionsIds: [id] }));
    expect(DhcpOptions).toHaveLength(1);
  });
});

rule(deleteDhcpOptions, () => {
  it("refuses a set in use and deletes one that is not", async () => {
    const it = await harness();
    const id = await created(it);
    await it.client.send(new AssociateDhcpOptionsCommand({ VpcId: HOME, DhcpOptionsId: id }));
    const remove = new DeleteDhcpOptionsCommand({ DhcpOptionsId: id });
    await expect(it.client.send(remove)).rejects.toMatchObject({ name: "DependencyViolation" });
    await it.client.send(new AssociateDhcpOptionsCommand({ VpcId: HOME, DhcpOptionsId: "default" }));
    await it.client.send(remove);
    await expect(it.client.send(remove)).rejects.toMatchObject({ name: "InvalidDhcpOptionID.NotFound" });
  });
});
