/** All rules between a client and LocalStack. */
import type { Rule } from "../call";
import { authorized } from "../iam/authorized";
import { publicAddresses } from "./addresses";
import { characters } from "./characters";
import {
  associateDhcpOptions,
  createDhcpOptions,
  deleteDhcpOptions,
  describeDhcpOptions,
  dhcpOptionsOfVpcs,
} from "./dhcp-options";
import { createVpcEndpoint } from "./endpoints/create-vpc-endpoint";
import { deleteVpcEndpoints } from "./endpoints/delete-vpc-endpoints";
import { describeVpcEndpoints } from "./endpoints/describe-vpc-endpoints";
import { describeVpcEndpointServices } from "./endpoints/endpoint-services";
import { modifyVpcEndpoint } from "./endpoints/modify-vpc-endpoint";
import { newResources, unseenEndpoints, unseenGroups, unseenRules } from "./eventual-consistency";
import { lastNetworkAclEntries } from "./network-acls";
import {
  addressesLeft,
  addressesOfInterfaces,
  addressesOfNatGateways,
  describeNetworkInterfaces,
  interfacesOfNatGateways,
  managedInterfaces,
} from "./network-interfaces";
import { dns64, subnetOwners, vpcOwners } from "./owners";
import { describeManagedPrefixLists, describePrefixLists, prefixListEntries } from "./prefix-lists";
import { revokedRules } from "./revoke";
import { routesOfGatewayEndpoints, routesOfOtherOrigins } from "./route-tables";
import { rulesPerGroup } from "./rule-quota";
import {
  describedRules,
  groupInUse,
  groupOfAVpc,
  groupsPerRegion,
  knownPrefixLists,
  repeatedPermission,
} from "./security-groups";
import { changeTags, describeTags } from "./tags";
import { dryRun, oneAttributeAtATime, subnetInUse, supportFirst, vpcInUse } from "./vpc";

export const rules: readonly Rule[] = [
  characters,
  authorized,
  dryRun,
  unseenEndpoints,
  unseenGroups,
  unseenRules,
  newResources,
  createVpcEndpoint,
  modifyVpcEndpoint,
  deleteVpcEndpoints,
  describeVpcEndpoints,
  describeVpcEndpointServices,
  describePrefixLists,
  describeManagedPrefixLists,
  prefixListEntries,
  describeDhcpOptions,
  createDhcpOptions,
  associateDhcpOptions,
  deleteDhcpOptions,
  dhcpOptionsOfVpcs,
  describeNetworkInterfaces,
  addressesOfInterfaces,
  interfacesOfNatGateways,
  addressesOfNatGateways,
  managedInterfaces,
  addressesLeft,
  subnetOwners,
  vpcOwners,
  dns64,
  publicAddresses,
  routesOfGatewayEndpoints,
  routesOfOtherOrigins,
  lastNetworkAclEntries,
  repeatedPermission,
  knownPrefixLists,
  groupOfAVpc,
  groupsPerRegion,
  revokedRules,
  rulesPerGroup,
  describedRules,
  groupInUse,
  oneAttributeAtATime,
  supportFirst,
  subnetInUse,
  vpcInUse,
  changeTags,
  describeTags,
];
