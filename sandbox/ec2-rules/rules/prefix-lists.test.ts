import {
  DescribeManagedPrefixListsCommand,
  DescribePrefixListsCommand,
  GetManagedPrefixListEntriesCommand,
} from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { awsPrefixLists } from "../prefix-lists";
import { harness, rule } from "../testing/harness";
import { describeManagedPrefixLists, describePrefixLists, prefixListEntries } from "./prefix-lists";

const s3 = "com.amazonaws.us-east-1.s3";

rule(describePrefixLists, () => {
  it("gives S3's list with its addresses", async () => {
    const { client } = await harness();
    const { PrefixLists } = await client.send(
      new DescribePrefixListsCommand({ Filters: [{ Name: "prefix-list-name", Values: [s3] }] }),
    );
    expect(PrefixLists).toEqual([
      { PrefixListId: "pl-63a5400a", PrefixListName: s3, Cidrs: expect.arrayContaining(["52.216.0.0/15"]) },
    ]);
  });
});

it.each(["us-east-1", "eu-west-1", "ap-south-1"])(
  "every list of AWS's in %s has an id of its own and entries",
  (region) => {
    const lists = awsPrefixLists(region);
    expect(lists.map(({ name }) => name.split(".").at(-1)).sort()).toEqual(["dynamodb", "s3", "s3express"]);
    expect(new Set(lists.map(({ id }) => id)).size).toBe(3);
    for (const { cidrs } of lists) expect(cidrs.length).toBeGreaterThan(0);
  },
);

rule(describeManagedPrefixLists, () => {
  it("has AWS's lists under the same ids as DescribePrefixLists, and the account's own", async () => {
    const { client } = await harness();
    const { PrefixLists = [] } = await client.send(new DescribeManagedPrefixListsCommand({}));
    expect(PrefixLists.find((list) => list.PrefixListName === s3)).toMatchObject({
      PrefixListId: "pl-63a5400a",
      OwnerId: "AWS",
    });
    expect(PrefixLists.map((list) => list.PrefixListId)).toContain("pl-own");
    expect(PrefixLists.map((list) => list.PrefixListId)).not.toContain("pl-random");
  });
});

rule(prefixListEntries, () => {
  it("gives the entries of AWS's lists, page by page", async () => {
    const { client } = await harness();
    const entries: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetManagedPrefixListEntriesCommand({ PrefixListId: "pl-63a5400a", MaxResults: 2, NextToken }),
      );
      for (const entry of page.Entries ?? []) entries.push(entry.Cidr);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(entries).toHaveLength(5);
    expect(new Set(entries).size).toBe(5);
  });
});
