import { CreateTagsCommand, DeleteTagsCommand, DescribeTagsCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createEndpoint, endpoint } from "../testing/requests";
import { changeTags, describeTags } from "./tags";

const team = { Key: "team", Value: "ops" };
const stage = { Key: "stage", Value: "test" };

rule(changeTags, () => {
  it("adds, replaces and removes tags of an endpoint; LocalStack gets only its own resources", async () => {
    const { client, fake } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    await client.send(new CreateTagsCommand({ Resources: [VpcEndpointId], Tags: [team, stage] }));
    expect(fake.done).toEqual([]);
    await client.send(
      new CreateTagsCommand({ Resources: [VpcEndpointId, "sg-clients"], Tags: [{ ...team, Value: "dev" }] }),
    );
    expect(fake.done).toEqual(["CreateTags"]);
    expect((await endpoint(client, VpcEndpointId)).Tags).toEqual([stage, { ...team, Value: "dev" }]);
    await client.send(new DeleteTagsCommand({ Resources: [VpcEndpointId], Tags: [{ Key: "stage" }, team] }));
    expect((await endpoint(client, VpcEndpointId)).Tags).toEqual([{ ...team, Value: "dev" }]);
    await client.send(new DeleteTagsCommand({ Resources: [VpcEndpointId] }));
    expect((await endpoint(client, VpcEndpointId)).Tags).toEqual([]);
  });
});

rule(describeTags, () => {
  it("finds endpoints by tag beside what LocalStack finds", async () => {
    const { client } = await harness();
    const { VpcEndpointId } = await createEndpoint(client, {
      TagSpecifications: [{ ResourceType: "vpc-endpoint", Tags: [team] }],
    });
    const { Tags } = await client.send(new DescribeTagsCommand({ Filters: [{ Name: "key", Values: ["team"] }] }));
    expect(Tags).toContainEqual({ ResourceId: VpcEndpointId, ResourceType: "vpc-endpoint", ...team });
  });
});
