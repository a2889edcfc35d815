import { CreateTagsCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { NOT_IN_XML } from "../protocol/xml";
import { HOME } from "../testing/fake-localstack";
import { harness, rule } from "../testing/harness";
import { createEndpoint, endpoint } from "../testing/requests";
import { characters } from "./characters";

const NO_XML = ["\u0000", "\u0001", "\b", "\u000b", "\f", "\u001b[31m", "\u001f", "\ufffe", "\uffff"];
const XML = ["\t", "\u007f", "\u0085", "\u009b", "\u202e", "\ufffd", "\u{1f600}", "<&>\"'", "]]>"];

rule(characters, () => {
  it.each(NO_XML)("refuses %j in a tag, in a policy and in a name, and keeps responding", async (text) => {
    const { client, fake } = await harness();
    const Tags = [{ Key: "note", Value: `a${text}b` }];
    const TagSpecifications = [{ ResourceType: "vpc-endpoint" as const, Tags }];
    const { VpcEndpointId } = await createEndpoint(client);
    for (const refused of [
      client.send(new CreateTagsCommand({ Resources: [HOME, VpcEndpointId], Tags })),
      client.send(new CreateTagsCommand({ Resources: [HOME], Tags: [{ Key: `a${text}`, Value: "" }] })),
      client.send(new DescribeVpcsCommand({ Filters: [{ Name: text, Values: ["x"] }] })),
      createEndpoint(client, { TagSpecifications, ServiceName: "com.amazonaws.us-east-1.logs" }),
      createEndpoint(client, { PolicyDocument: `{"Id":"${text}"}`, ServiceName: "com.amazonaws.us-east-1.logs" }),
    ]) {
      await expect(refused).rejects.toMatchObject({
        name: "InvalidParameterValue",
        message: expect.stringMatching(/U\+[0-9A-F]{4}, which XML/),
      });
    }
    expect(fake.done).toEqual([]);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ Tags: [] });
  });

  it.each(XML)("accepts %j, and returns it", async (text) => {
    const { client } = await harness();
    const { VpcEndpointId } = await createEndpoint(client);
    await client.send(new CreateTagsCommand({ Resources: [VpcEndpointId], Tags: [{ Key: "note", Value: text }] }));
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ Tags: [{ Key: "note", Value: text }] });
  });

  it("responds in XML even where a refusal repeats what was sent", async () => {
    const { ec2 } = await harness();
    const params = { Action: "DescribeVpcs", MaxResults: "\u001b" };
    const { status, body } = await ec2.handle(sandboxScope, new Map(Object.entries(params)));
    expect(status).toBe(400);
    expect(body).toContain("Value ( \ufffd ) for parameter maxResults");
    expect(body).not.toMatch(NOT_IN_XML);
  });
});
