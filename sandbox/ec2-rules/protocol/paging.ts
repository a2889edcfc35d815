/** MaxResults and NextToken of describe calls, which LocalStack ignores. */
import { createHash } from "node:crypto";
import { refusals } from "#lib/core/network/ec2-rules";
import type { Call } from "../call";
import { list, type Params, without, writeParams } from "./params";
import { refuse } from "./refuse";
import { child, type Element, element, setChild } from "./xml";

/** Of an action that pages: the set that holds the results, the ids parameter that excludes MaxResults, and its limits. */
type Paged = { set: string; ids?: string; least: number; most: number };

/** EC2 API reference, each action: MaxResults. */
const pagedActions: Readonly<Record<string, Paged>> = {
  DescribeVpcs: { set: "vpcSet", ids: "VpcId", least: 5, most: 1000 },
  DescribeSubnets: { set: "subnetSet", ids: "SubnetId", least: 5, most: 1000 },
  DescribeRouteTables: { set: "routeTableSet", ids: "RouteTableId", least: 5, most: 100 },
  DescribeNetworkAcls: { set: "networkAclSet", ids: "NetworkAclId", least: 5, most: 1000 },
  DescribeSecurityGroups: { set: "securityGroupInfo", ids: "GroupId", least: 5, most: 1000 },
  DescribeSecurityGroupRules: { set: "securityGroupRuleSet", ids: "SecurityGroupRuleId", least: 5, most: 1000 },
  DescribeNetworkInterfaces: { set: "networkInterfaceSet", ids: "NetworkInterfaceId", least: 5, most: 1000 },
  DescribeInstances: { set: "reservationSet", ids: "InstanceId", least: 5, most: 1000 },
  DescribeNatGateways: { set: "natGatewaySet", least: 5, most: 1000 },
  DescribeInternetGateways: { set: "internetGatewaySet", least: 5, most: 1000 },
  DescribeDhcpOptions: { set: "dhcpOptionsSet", least: 5, most: 1000 },
  DescribeTags: { set: "tagSet", least: 5, most: 1000 },
  DescribeVpcEndpoints: { set: "vpcEndpointSet", least: 1, most: 1000 },
  DescribeVpcEndpointServices: { set: "serviceDetailSet", least: 1, most: 1000 },
  DescribePrefixLists: { set: "prefixListSet", least: 1, most: 1000 },
  DescribeManagedPrefixLists: { set: "prefixListSet", least: 1, most: 100 },
  GetManagedPrefixListEntries: { set: "entrySet", least: 1, most: 100 },
};

export type Page = { from: number; size: number; set: string; digest: string };

/** The page that a call asks for, and its parameters without the paging; null for an action that does not page. */
export function pageOf(call: Call): { page: Page; params: Params } | null {
  const paged = pagedActions[call.action];
  if (!paged) return null;
  const params = without(call.params, "MaxResults", "NextToken");
  const value = call.params.get("MaxResults");
  if (value !== undefined) {
    const given = Number(value);
    if (!(given >= paged.least && given <= paged.most)) refuse(refusals.maxResults, { value, ...paged });
    if (paged.ids && list(params, paged.ids).length > 0) refuse(refusals.maxResultsWithIds, { ids: `${paged.ids}s` });
  }
  const digest = createHash("sha256").update(writeParams(params)).digest("hex").slice(0, 16);
  const size = Math.min(value === undefined ? call.settings.pageSize : Number(value), paged.most);
  return { page: { from: fromToken(call, digest), size, set: paged.set, digest }, params };
}

/** Cuts a response down to the page; where more is left it gets a NextToken. */
export function cut(response: Element, { from, size, set, digest }: Page): void {
  const all = child(response, set);
  if (!all) return;
  const left = all.children.length > from + size;
  all.children = all.children.slice(from, from + size);
  if (left) setChild(response, element("nextToken", token(from + size, digest)));
  const names = child(response, "serviceNameSet");
  if (names) {
    const remaining = all.children.map((item) => child(item, "serviceName")?.text);
    names.children = [...new Set(remaining)].map((name) => element("item", name ?? ""));
  }
}

const token = (from: number, digest: string): string => Buffer.from(`${from}/${digest}`).toString("base64url");

function fromToken(call: Call, digest: string): number {
  const given = call.params.get("NextToken");
  if (given === undefined || given === "") return 0;
  const [from, sameRequest] = Buffer.from(given, "base64url").toString().split("/");
  return sameRequest === digest ? Number(from) : refuse(refusals.nextToken);
}
