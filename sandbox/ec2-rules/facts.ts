/** Facts about the account that LocalStack knows, read as rules need them. Ids that do not exist are refused in EC2's words. */
import { refusals } from "#lib/core/network/ec2-rules";
import type { Call } from "./call";
import { refuse } from "./protocol/refuse";
import { type Element, items, text } from "./protocol/xml";

export type Vpc = { id: string; enableDnsSupport: boolean; enableDnsHostnames: boolean };
/** `cidr` is empty in an IPv6-only subnet. */
export type Subnet = {
  id: string;
  vpcId: string;
  availabilityZone: string;
  cidr: string;
  ipv6: boolean;
  /** Another account's, which shares it. */
  shared: boolean;
};
export type Group = { id: string; vpcId: string; name: string };
export type RouteTable = { id: string; vpcId: string };

/** A filter as form parameters. */
export const where = (name: string, values: readonly string[]): Map<string, string> =>
  new Map([
    ["Filter.1.Name", name],
    ...values.map((value, at): [string, string] => [`Filter.1.Value.${at + 1}`, value]),
  ]);

export async function vpc(call: Call, vpcId: string): Promise<Vpc> {
  const found = items(await call.ask("DescribeVpcs", where("vpc-id", [vpcId])), "vpcSet");
  if (found.length === 0) refuse(refusals.vpcNotFound, { id: vpcId });
  const [support, hostnames] = await Promise.all(
    ["enableDnsSupport", "enableDnsHostnames"].map(async (attribute) => {
      const response = await call.ask(
        "DescribeVpcAttribute",
        new Map([
          ["VpcId", vpcId],
          ["Attribute", attribute],
        ]),
      );
      return text(response, attribute, "value").toLowerCase() === "true";
    }),
  );
  return { id: vpcId, enableDnsSupport: support === true, enableDnsHostnames: hostnames === true };
}

/** Subnets in the order of their ids. */
export async function subnets(call: Call, ids: readonly string[]): Promise<Subnet[]> {
  const read = (item: Element): Subnet => ({
    id: text(item, "subnetId"),
    vpcId: text(item, "vpcId"),
    availabilityZone: text(item, "availabilityZone"),
    cidr: text(item, "cidrBlock"),
    ipv6: items(item, "ipv6CidrBlockAssociationSet").length > 0,
    shared: call.state.subnetFacts.has(text(item, "subnetId")),
  });
  return named(call, "DescribeSubnets", "subnetSet", "subnet-id", ids, read, (subnetId) =>
    refuse(refusals.subnetNotFound, { id: subnetId }),
  );
}

/** Security groups in the order of their ids. */
export async function groups(call: Call, ids: readonly string[]): Promise<Group[]> {
  return named(call, "DescribeSecurityGroups", "securityGroupInfo", "group-id", ids, readGroup, (groupId) =>
    refuse(refusals.groupNotFound, { id: groupId }),
  );
}

/** The VPC's group named `default`. */
export async function defaultGroup(call: Call, vpcId: string): Promise<Group[]> {
  const response = await call.ask("DescribeSecurityGroups", where("vpc-id", [vpcId]));
  return items(response, "securityGroupInfo")
    .map(readGroup)
    .filter((group) => group.name === "default");
}

/** Route tables in the order of their ids. */
export async function routeTables(call: Call, ids: readonly string[]): Promise<RouteTable[]> {
  const read = (item: Element): RouteTable => ({ id: text(item, "routeTableId"), vpcId: text(item, "vpcId") });
  return named(call, "DescribeRouteTables", "routeTableSet", "route-table-id", ids, read, (routeTableId) =>
    refuse(refusals.routeTableNotFound, { id: routeTableId }),
  );
}

const readGroup = (item: Element): Group => ({
  id: text(item, "groupId"),
  vpcId: text(item, "vpcId"),
  name: text(item, "groupName"),
});

async function named<Resource extends { id: string }>(
  call: Call,
  action: string,
  set: string,
  filter: string,
  ids: readonly string[],
  read: (item: Element) => Resource,
  missing: (id: string) => never,
): Promise<Resource[]> {
  if (ids.length === 0) return [];
  const found = items(await call.ask(action, where(filter, ids)), set).map(read);
  return ids.map((id) => found.find((resource) => resource.id === id) ?? missing(id));
}
