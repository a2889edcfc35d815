/** What EC2 checks before it creates or modifies an endpoint, in the order in which it refuses. */
import type { EndpointRule } from "../endpoints/proposal";
import { inboundOnlyForTwins, recordsOfAddressType } from "./dns-options";
import { addressTypeOffered, addressTypeOfSubnets, routeTablesForGateways, subnetsForInterfaces } from "./kind";
import { policyIsJson, policyLength } from "./policy";
import {
  gatewayFirst,
  oneEndpointPerName,
  privateDnsAfterAcceptance,
  privateDnsAttributes,
  privateDnsForInterfaces,
  privateDnsOffered,
} from "./private-dns";
import { endpointsPerVpc, groupsPerInterface } from "./quotas";
import { oneRoutePerPrefixList } from "./routes";
import { ownSubnets, resourcesOfTheVpc } from "./same-vpc";
import { oneSubnetPerZone, zonesOfTheService } from "./zones";

export const endpointRules: readonly EndpointRule[] = [
  subnetsForInterfaces,
  routeTablesForGateways,
  addressTypeOffered,
  addressTypeOfSubnets,
  recordsOfAddressType,
  inboundOnlyForTwins,
  policyLength,
  policyIsJson,
  resourcesOfTheVpc,
  ownSubnets,
  zonesOfTheService,
  oneSubnetPerZone,
  groupsPerInterface,
  endpointsPerVpc,
  oneRoutePerPrefixList,
  privateDnsForInterfaces,
  privateDnsOffered,
  privateDnsAfterAcceptance,
  privateDnsAttributes,
  oneEndpointPerName,
  gatewayFirst,
];
