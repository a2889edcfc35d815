/** The VPC as the intent wants it, beside what exists: what `diff` turns into changes. */

import type { PortRange } from "#lib/core/network/ports";
import type { RequestedService } from "#lib/core/network/services/service";
import type { PrefixList, RouteTableId, SecurityGroup, SecurityGroupId, VpcEndpoint } from "#lib/core/network/snapshot";
import type { Placement } from "./placement";

/** An interface endpoint as it should be, beside what exists. */
export type DesiredInterface = {
  service: RequestedService;
  /** On which clients connect; null: unknown, so no rules are asked for. */
  ports: readonly PortRange[] | null;
  existing: VpcEndpoint | null;
  /** Others of the service that this plan leaves alone. */
  left: VpcEndpoint[];
  placement: Placement;
  /** Clients that the groups on it do not allow in, with the ports; of a new endpoint all. */
  notAllowed: ReadonlyMap<SecurityGroupId, readonly PortRange[]>;
  /** CIDRs of the VPC that the groups on it do not allow in, though the intent asks for it, with the ports. */
  cidrsNotAllowed: ReadonlyMap<string, readonly PortRange[]>;
  /** The intent's group for endpoints is to be put on it, so that those clients can be allowed in. */
  needsGroup: boolean;
  /** The IP address type to give the existing endpoint; null: leave as it is. */
  ipAddressType: "dualstack" | null;
  /** The kind of records to give the existing endpoint's names, which lack IPv6 ones; null: leave as it is. */
  dnsRecordIpType: "ipv6" | "dualstack" | null;
  /** Switched on by this plan; false when it is on already, not wanted, or not possible. */
  turnOnPrivateDns: boolean;
  /** JSON text to set; null: leave as it is. */
  policy: string | null;
};

export type DesiredGateway = {
  service: RequestedService;
  ports: readonly PortRange[] | null;
  existing: VpcEndpoint | null;
  /** The IP address type that its clients need and it does not have: of a new one other than ipv4; null: leave as it is. */
  ipAddressType: "ipv6" | "dualstack" | null;
  /** Route tables that lack the endpoint's route. */
  missingRouteTables: RouteTableId[];
  policy: string | null;
};

/** The group that endpoints get: an existing one, or one to be created under this name. */
export type EndpointGroup = { existing: SecurityGroup } | { create: string };

export type Desired = {
  interfaces: DesiredInterface[];
  gateways: DesiredGateway[];
  endpointGroup: EndpointGroup;
  /** Clients that the endpoint's group does not allow in yet, with the ports. */
  ingressFrom: ReadonlyMap<SecurityGroupId, readonly PortRange[]>;
  /** CIDRs of the VPC that the intent wants allowed in and the endpoint's group does not allow yet, with the ports. */
  ingressFromCidrs: ReadonlyMap<string, readonly PortRange[]>;
  /** What each client's group lacks, by client. */
  egressTo: Map<SecurityGroupId, EgressPeer[]>;
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
};

/** What a client must be allowed to connect to: an endpoint's group (null: the one to be created) or a prefix list. */
export type EgressPeer = { services: string[]; ports: PortRange[] } & (
  | { group: SecurityGroupId | null }
  | { prefixList: PrefixList }
);
