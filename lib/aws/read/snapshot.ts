import type { Filter } from "@aws-sdk/client-ec2";
import { isAwsError } from "#lib/aws/gateway";
import { readBeyondEc2 } from "#lib/aws/optional/beyond-ec2";
import { isInUse } from "#lib/core/network/endpoint";
import type { PrefixList, PrefixListId, Snapshot, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import type { Describe } from "./describe";
import {
  endpointFrom,
  idFrom,
  networkAclFrom,
  networkInterfaceFrom,
  prefixListFrom,
  routeTableFrom,
  subnetFrom,
  vpcFrom,
} from "./from-ec2";
import { securityGroupFrom } from "./rules-from-ec2";
import { offeredServices } from "./services";

/** Reads one VPC and what the Region offers; independent reads go out together. */
export async function readSnapshot(
  describe: Describe,
  target: Target,
  vpcId: VpcId,
  named: readonly string[],
): Promise<Snapshot> {
  const inVpc: Filter[] = [{ Name: "vpc-id", Values: [vpcId] }];
  const beyondEc2 = readBeyondEc2(target, vpcId);
  const [identity, vpc, subnets, tables, acls, groups, interfaces, endpoints, services, gateways] = await Promise.all([
    describe.callerIdentity(),
    readVpc(describe, vpcId),
    describe.subnets(inVpc),
    describe.routeTables(inVpc),
    describe.networkAcls(inVpc),
    describe.securityGroups(inVpc),
    describe.networkInterfaces(inVpc),
    describe.vpcEndpoints(inVpc),
    offeredServices(describe, target),
    describe.vpcEndpoints([{ Name: "vpc-endpoint-type", Values: ["Gateway"] }]),
  ]);
  const snapshot = {
    accountId: identity.accountId,
    region: target.region,
    vpc,
    subnets: subnets.map(subnetFrom),
    routeTables: tables.map(routeTableFrom),
    networkAcls: acls.map(networkAclFrom),
    securityGroups: groups.map(securityGroupFrom),
    networkInterfaces: interfaces.map(networkInterfaceFrom),
    endpoints: endpoints.map(endpointFrom),
    services,
    gatewayEndpointsElsewhere: gateways
      .filter(({ VpcId }) => VpcId !== vpcId)
      .map(endpointFrom)
      .filter((one) => one.type === "Gateway" && isInUse(one)).length,
    readOn: new Date().toISOString().slice(0, 10),
  };
  const [prefixLists, elsewhere, others] = await Promise.all([
    readPrefixLists(describe, snapshot),
    findElsewhere(describe, snapshot, named),
    beyondEc2,
  ]);
  return { ...snapshot, prefixLists, elsewhere, ...others };
}

async function readVpc(describe: Describe, vpcId: VpcId): Promise<Snapshot["vpc"]> {
  const [vpc] = await describe.vpcs([{ Name: "vpc-id", Values: [vpcId] }]);
  if (!vpc) return null;
  const [enableDnsSupport, enableDnsHostnames, options] = await Promise.all([
    describe.vpcAttribute(vpcId, "enableDnsSupport"),
    describe.vpcAttribute(vpcId, "enableDnsHostnames"),
    describe.dhcpOptions([{ Name: "dhcp-options-id", Values: [vpc.DhcpOptionsId ?? "default"] }]),
  ]);
  return vpcFrom(vpc, { enableDnsSupport, enableDnsHostnames, dhcpOptions: options[0] });
}

/** Those that a rule or route names, and those of the gateway services. */
async function readPrefixLists(
  describe: Describe,
  vpc: Pick<Snapshot, "securityGroups" | "routeTables" | "services">,
): Promise<PrefixList[]> {
  const rules = vpc.securityGroups.flatMap((group) => [...group.ingress, ...group.egress]);
  const named = new Set<string>([
    ...rules.flatMap(({ peer }) => (peer.kind === "prefix-list" ? [peer.prefixListId] : [])),
    ...vpc.routeTables.flatMap((table) => table.routes.map((route) => route.destination)),
  ]);
  const gateways = new Set(vpc.services.filter(({ type }) => type === "Gateway").map(({ name }) => name));
  const [managed, ofAws] = await Promise.all([describe.managedPrefixLists(), describe.prefixLists()]);
  const wanted = managed.filter(
    (list) => named.has(list.PrefixListId ?? "") || gateways.has(list.PrefixListName ?? ""),
  );
  return Promise.all(
    wanted.map(async (list) => {
      const known = ofAws.find(({ PrefixListId }) => PrefixListId === list.PrefixListId)?.Cidrs ?? [];
      const entries = known.length > 0 ? known : await readEntries(describe, idFrom(list.PrefixListId));
      return prefixListFrom(list, entries);
    }),
  );
}

/** null when the list is another account's and not to be read, or is being deleted. */
async function readEntries(describe: Describe, id: PrefixListId): Promise<string[] | null> {
  try {
    return (await describe.prefixListEntries(id)).flatMap(({ Cidr }) => Cidr ?? []);
  } catch (error) {
    if (isAwsError(error) && ["denied", "not-found", "refused", "busy"].includes(error.kind)) return null;
    throw error;
  }
}

/** EC2 API reference, Filter: up to 200 values in one call. */
const FILTER_VALUES = 200;

/** Splits values over filters that EC2 accepts. */
function filters(name: string, values: readonly string[]): Filter[] {
  const all: Filter[] = [];
  for (let from = 0; from < values.length; from += FILTER_VALUES) {
    all.push({ Name: name, Values: values.slice(from, from + FILTER_VALUES) });
  }
  return all;
}

/** Ids that are named, are not of this VPC and yet exist: id → their VPC. */
async function findElsewhere(
  describe: Describe,
  vpc: Pick<Snapshot, "subnets" | "securityGroups" | "routeTables">,
  named: readonly string[],
): Promise<Snapshot["elsewhere"]> {
  const here = new Set<string>([...vpc.subnets, ...vpc.securityGroups, ...vpc.routeTables].map(({ id }) => id));
  const missing = [...new Set(named)].filter((id) => !here.has(id));
  const ask = <T>(prefix: string, filter: string, call: (f: Filter[]) => Promise<T[]>): Promise<T[]> => {
    const ids = missing.filter((id) => id.startsWith(prefix));
    return Promise.all(filters(filter, ids).map((one) => call([one]))).then((answers) => answers.flat());
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
