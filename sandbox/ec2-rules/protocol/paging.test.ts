import {
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  DescribeVpcEndpointServicesCommand,
  type DescribeVpcEndpointServicesCommandOutput,
  paginateDescribeSecurityGroups,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { refusals } from "#lib/core/network/ec2-rules";
import { harness } from "../testing/harness";

describe(`Describe calls page [${refusals.maxResults.source}]`, () => {
  it("gives every group once, however small the pages", async () => {
    const { client } = await harness();
    const ids: (string | undefined)[] = [];
    for await (const page of paginateDescribeSecurityGroups({ client, pageSize: 5 }, {})) {
      expect(page.SecurityGroups?.length).toBeLessThanOrEqual(5);
      for (const group of page.SecurityGroups ?? []) ids.push(group.GroupId);
    }
    expect(ids).toHaveLength(9);
    expect(new Set(ids).size).toBe(9);
  });

  it("pages services too, for which the SDK has no paginator; names and details belong together", async () => {
    const { client } = await harness();
    let count = 0;
    let NextToken: string | undefined;
    do {
      const page: DescribeVpcEndpointServicesCommandOutput = await client.send(
        new DescribeVpcEndpointServicesCommand({ MaxResults: 2, NextToken }),
      );
      const names = new Set(page.ServiceDetails?.map((service) => service.ServiceName));
      expect(page.ServiceNames).toEqual([...names]);
      count += page.ServiceDetails?.length ?? 0;
      NextToken = page.NextToken;
    } while (NextToken);
    expect(count).toBe(10);
  });

  it("stops after a page without MaxResults, so that clients that do not page fail", async () => {
    const { client } = await harness({ pageSize: 3 });
    const { SecurityGroups, NextToken } = await client.send(new DescribeSecurityGroupsCommand({}));
    expect(SecurityGroups).toHaveLength(3);
    expect(NextToken).toBeDefined();
  });

  it("refuses MaxResults out of range, together with ids, and a token of another request", async () => {
    const { client } = await harness();
    const send = (input: DescribeSecurityGroupsCommandInput) => client.send(new DescribeSecurityGroupsCommand(input));
    await expect(send({ MaxResults: 4 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(send({ MaxResults: 1001 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(send({ MaxResults: 5, GroupIds: ["sg-clients"] })).rejects.toMatchObject({
      name: "InvalidParameterCombination",
    });
    const { NextToken } = await send({ MaxResults: 5 });
    const Filters = [{ Name: "vpc-id", Values: ["vpc-00000000000000001"] }];
    await expect(send({ MaxResults: 5, NextToken, Filters })).rejects.toMatchObject({ name: "InvalidPaginationToken" });
  });
});
