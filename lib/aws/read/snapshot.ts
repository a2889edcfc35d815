import type { Filter } from "@aws-sdk/client-ec2";
import { readBeyondEc2 } from "#lib/aws/optional/beyond-ec2";
import { isInUse } from "#lib/core/network/services/endpoint";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { findElsewhere, readAssociatedGroups, withEndpointServices } from "./by-id";
import type { Describe } from "./describe";
import { endpointFrom, networkAclFrom, networkInterfaceFrom, routeTableFrom, subnetFrom, vpcFrom } from "./from-ec2";
import { readPrefixLists } from "./prefix-lists";
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
  const caller = describe.callerIdentity();
  const offered = offeredServices(describe, target);
  const beyondEc2 = readBeyondEc2(target, { vpcId, caller, offered });
  const [identity, vpc, subnets, tables, acls, groups, interfaces, endpoints, services, gateways] = await Promise.all([
    caller,
    readVpc(describe, vpcId),
    describe.subnets(inVpc),
    describe.routeTables(inVpc),
    describe.networkAcls(inVpc),
    describe.securityGroups(inVpc),
    describe.networkInterfaces(inVpc),
    describe.vpcEndpoints(inVpc),
    offered,
    describe.vpcEndpoints([{ Name: "vpc-endpoint-type", Values: ["Gateway"] }]),
  ]);
  const snapshot = {
    accountId: identity.accountId,
    region: target.region,
    vpc,
    subnets: subnets.map(subnetFrom),
    routeTables: tables.map(routeTableFrom),
    networkAcls: acls.map(networkAclFrom),
    securityGroups: groups.map((group) => securityGroupFrom(group, vpcId)),
    networkInterfaces: interfaces.map(networkInterfaceFrom),
    endpoints: endpoints.map((one) => endpointFrom(one, target.region)),
    services,
    gatewayEndpointsElsewhere: gateways
      .filter(({ VpcId }) => VpcId !== vpcId)
      .map((one) => endpointFrom(one, target.region))
      .filter((one) => one.type === "Gateway" && isInUse(one)).length,
    readOn: new Date().toISOString().slice(0, 10),
  };
  const associatedGroups = readAssociatedGroups(describe, snapshot, vpcId);
  const [groupsOfOthers, prefixLists, elsewhere, others] = await Promise.all([
    associatedGroups,
    associatedGroups.then((associated) => readPrefixLists(describe, { ...snapshot, associatedGroups: associated })),
    findElsewhere(describe, snapshot, named),
    beyondEc2,
  ]);
  const profiles = await withEndpointServices(describe, others.profiles, snapshot.endpoints);
  return { ...snapshot, associatedGroups: groupsOfOthers, prefixLists, elsewhere, ...others, profiles };
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
