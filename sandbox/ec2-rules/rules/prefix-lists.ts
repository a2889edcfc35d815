import type { Call, Rule } from "../call";
import { awsPrefixLists, type PrefixList } from "../prefix-lists";
import { filtered } from "../protocol/filters";
import { list } from "../protocol/params";
import { type Content, child, element, items, text } from "../protocol/xml";

const fields = ({ id, name }: PrefixList) => ({
  "prefix-list-id": [id],
  "prefix-list-name": [name],
  "owner-id": ["AWS"],
});

const named = (call: Call): PrefixList[] => {
  const ids = list(call.params, "PrefixListId");
  const all = awsPrefixLists(call.scope.region);
  return filtered(call.params, ids.length === 0 ? all : all.filter((entry) => ids.includes(entry.id)), fields);
};

export const describePrefixLists: Rule = {
  name: "DescribePrefixLists gives the addresses of the services that have gateway endpoints",
  source: "EC2 API reference, DescribePrefixLists",
  actions: ["DescribePrefixLists"],
  handle: (call) =>
    element("DescribePrefixListsResponse", {
      prefixListSet: named(call).map(({ id, name, cidrs }) => ({
        prefixListId: id,
        prefixListName: name,
        cidrSet: cidrs,
      })),
    }),
};

export const describeManagedPrefixLists: Rule = {
  name: "DescribeManagedPrefixLists lists AWS's prefix lists and customer-managed ones",
  source: "EC2 API reference, DescribeManagedPrefixLists",
  actions: ["DescribeManagedPrefixLists"],
  async handle(call) {
    const region = call.scope.region;
    const described = await call.ask("DescribeManagedPrefixLists");
    const ids = list(call.params, "PrefixListId");
    const theirs = items(described, "prefixListSet").filter((item) => text(item, "ownerId") !== "AWS");
    const remaining = filtered(
      call.params,
      ids.length === 0 ? theirs : theirs.filter((item) => ids.includes(text(item, "prefixListId"))),
      (item) => ({
        "prefix-list-id": [text(item, "prefixListId")],
        "prefix-list-name": [text(item, "prefixListName")],
        "owner-id": [text(item, "ownerId")],
      }),
    );
    const aws = named(call).map(
      ({ id, name }): Content => ({
        prefixListId: id,
        addressFamily: "IPv4",
        state: "create-complete",
        prefixListArn: `arn:aws:ec2:${region}:aws:prefix-list/${id}`,
        prefixListName: name,
        tagSet: [],
        ownerId: "AWS",
      }),
    );
    const response = element("DescribeManagedPrefixListsResponse", { prefixListSet: aws });
    child(response, "prefixListSet")?.children.push(...remaining);
    return response;
  },
};

export const prefixListEntries: Rule = {
  name: "GetManagedPrefixListEntries gives the entries of AWS's prefix lists too",
  source: "EC2 API reference, GetManagedPrefixListEntries",
  actions: ["GetManagedPrefixListEntries"],
  handle(call) {
    const id = call.params.get("PrefixListId");
    const aws = awsPrefixLists(call.scope.region).find((entry) => entry.id === id);
    if (!aws) return call.ask("GetManagedPrefixListEntries", call.params);
    return element("GetManagedPrefixListEntriesResponse", { entrySet: aws.cidrs.map((cidr) => ({ cidr })) });
  },
};
