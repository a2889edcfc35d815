/** The VPC as the intent wants it, beside what is there: what `diff` turns into changes. */

import type { RequestedService } from "#lib/core/network/service";
import type { PrefixList, RouteTableId, SecurityGroup, SecurityGroupId, VpcEndpoint } from "#lib/core/network/snapshot";
import type { Placement } from "./placement";

/** An interface endpoint as it should be, beside what is there. */
export type DesiredInterface = {
  service: RequestedService;
  existing: VpcEndpoint | null;
  /** Others of the service that this plan leaves alone. */
  left: VpcEndpoint[];
  placement: Placement;
  /** Clients that the groups on it do not admit; of a new endpoint all. */
  notAdmitted: SecurityGroupId[];
  /** CIDRs of the VPC that the groups on it do not admit, though the intent asks for it. */
  cidrsNotAdmitted: string[];
  /** The intent's group for endpoints is to be put on it, so that those clients can be admitted. */
  needsGroup: boolean;
  /** The IP address type to give the existing endpoint; null: leave as it is. */
  ipAddressType: "dualstack" | null;
  /** Switched on by this plan; false when it is on already, not wanted, or not possible. */
  turnOnPrivateDns: boolean;
  /** JSON text to set; null: leave as it is. */
  policy: string | null;
};

export type DesiredGateway = {
  service: RequestedService;
  existing: VpcEndpoint | null;
  /** Route tables that lack the endpoint's route. */
  missingRouteTables: RouteTableId[];
  policy: string | null;
};

/** The group that endpoints get: an existing one, or one to be made under this name. */
export type EndpointGroup = { existing: SecurityGroup } | { create: string };

export type Desired = {
  interfaces: DesiredInterface[];
  gateways: DesiredGateway[];
  endpointGroup: EndpointGroup;
  /** Clients that the endpoint's group does not admit yet. */
  ingressFrom: SecurityGroupId[];
  /** CIDRs of the VPC that the intent wants admitted and the endpoint's group does not admit yet. */
  ingressFromCidrs: string[];
  /** What each client's group lacks, by client. */
  egressTo: Map<SecurityGroupId, EgressPeer[]>;
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
};

/** Where a client must be let out to: an endpoint's group (null: the one to be made) or a prefix list. */
export type EgressPeer =
  | { group: SecurityGroupId | null; services: string[] }
  | { prefixList: PrefixList; services: string[] };
