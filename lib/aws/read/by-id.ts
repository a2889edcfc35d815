/** What a VPC names and holds not itself, read by id. */
import type { SecurityGroup as Ec2SecurityGroup, Filter } from "@aws-sdk/client-ec2";
import { isAwsError } from "#lib/aws/gateway";
import type { Profile, Read, SecurityGroup, Snapshot, VpcEndpoint, VpcId } from "#lib/core/network/snapshot";
import type { Describe } from "./describe";
import { securityGroupFrom } from "./rules-from-ec2";

/** EC2 API reference, Filter: up to 200 values in one call. */
const FILTER_VALUES = 200;

/** Splits values over filters that EC2 accepts. */
export function inFilters(name: string, values: readonly string[]): Filter[] {
  const all: Filter[] = [];
  for (let from = 0; from < values.length; from += FILTER_VALUES) {
    all.push({ Name: name, Values: values.slice(from, from + FILTER_VALUES) });
  }
  return all;
}

/** Ids that are named, are not of this VPC and yet exist: id → their VPC. */
export async function findElsewhere(
  describe: Describe,
  vpc: Pick<Snapshot, "subnets" | "securityGroups" | "routeTables">,
  named: readonly string[],
): Promise<Snapshot["elsewhere"]> {
  const here = new Set<string>([...vpc.subnets, ...vpc.securityGroups, ...vpc.routeTables].map(({ id }) => id));
  const missing = [...new Set(named)].filter((id) => !here.has(id));
  const ask = <T>(prefix: string, filter: string, call: (f: Filter[]) => Promise<T[]>): Promise<T[]> => {
    const ids = missing.filter((id) => id.startsWith(prefix));
    return Promise.all(inFilters(filter, ids).map((one) => call([one]))).then((responses) => responses.flat());
  };
  const [subnets, groups, tables] = await Promise.all([
    ask("subnet-", "subnet-id", describe.subnets),
    ask("sg-", "group-id", describe.securityGroups),
    ask("rtb-", "route-table-id", describe.routeTables),
  ]);
  return Object.fromEntries([
    ...subnets.map((subnet) => [subnet.SubnetId, subnet.VpcId]),
    ...groups.map((group) => [group.GroupId, group.VpcId]),
    ...tables.map((table) => [table.RouteTableId, table.VpcId]),
  ]);
}

type Carrying = Pick<Snapshot, "securityGroups" | "networkInterfaces" | "endpoints">;

/**
 * The groups that the VPC's interfaces and endpoints carry, and those that rules of its endpoints' groups name, as far as they are
 * another VPC's and can be read: the account's own, or shared with it.
 */
export async function readAssociatedGroups(describe: Describe, vpc: Carrying, vpcId: VpcId): Promise<SecurityGroup[]> {
  const here = new Map(vpc.securityGroups.map((group) => [group.id, group]));
  const ofEndpoints = vpc.endpoints.flatMap(({ securityGroupIds }) => securityGroupIds);
  const peers = ofEndpoints.flatMap((id) => {
    const rules = [...(here.get(id)?.ingress ?? []), ...(here.get(id)?.egress ?? [])];
    return rules.flatMap(({ peer }) => (peer.kind === "group" ? [peer.groupId] : []));
  });
  const carried = vpc.networkInterfaces.flatMap(({ securityGroupIds }) => securityGroupIds);
  const wanted = new Set([...carried, ...ofEndpoints, ...peers].filter((id) => !here.has(id)));
  const found = await Promise.all(inFilters("group-id", [...wanted]).map((one) => groupsOf(describe, one)));
  return found
    .flat()
    .map((group) => securityGroupFrom(group, vpcId))
    .filter(({ id }) => wanted.has(id));
}

/** The Profiles, with the services of those endpoints that are not this VPC's. */
export async function withEndpointServices(
  describe: Describe,
  profiles: Read<Profile[]>,
  here: readonly VpcEndpoint[],
): Promise<Read<Profile[]>> {
  if (profiles.state === "skipped") return profiles;
  const known = new Set<string>(here.map(({ id }) => id));
  const wanted = [...new Set(profiles.value.flatMap(({ endpointIds }) => endpointIds))].filter((id) => !known.has(id));
  const found = (
    await Promise.all(inFilters("vpc-endpoint-id", wanted).map((one) => describe.vpcEndpoints([one])))
  ).flat();
  const services = new Map(found.map(({ VpcEndpointId, ServiceName }) => [VpcEndpointId, ServiceName]));
  const value = profiles.value.map((profile) => {
    const ofOthers = profile.endpointIds.flatMap((id) => {
      const service = known.has(id) ? undefined : services.get(id);
      return service ? [[id, service] as const] : [];
    });
    return ofOthers.length === 0 ? profile : { ...profile, endpointServices: Object.fromEntries(ofOthers) };
  });
  return { state: "read", value };
}

/** EC2 leaves out what a filter does not find. What refuses the whole call for one id is asked for each alone. */
async function groupsOf(describe: Describe, { Name, Values = [] }: Filter): Promise<Ec2SecurityGroup[]> {
  try {
    return await describe.securityGroups([{ Name, Values }]);
  } catch (error) {
    if (!(isAwsError(error) && error.kind === "not-found")) throw error;
    const [only, ...more] = Values;
    if (only === undefined || more.length === 0) return [];
    return (await Promise.all(Values.map((id) => groupsOf(describe, { Name, Values: [id] })))).flat();
  }
}
