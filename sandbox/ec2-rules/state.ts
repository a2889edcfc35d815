/** What the proxy remembers because LocalStack does not: one `State` for each account and Region. Plain data, journalled. */
import type { Tag } from "./params";

export type Endpoint = {
  id: string;
  type: "Interface" | "Gateway";
  vpcId: string;
  serviceName: string;
  policy: string;
  routeTableIds: string[];
  /** Of a gateway endpoint: where its routes lead. */
  prefixListId: string | null;
  subnetIds: string[];
  groups: { id: string; name: string }[];
  privateDns: boolean;
  privateDnsOnlyForInboundResolverEndpoint: boolean;
  ipAddressType: string;
  /** Of the endpoint's own, the regional one first; then the private DNS names it answers. */
  dnsNames: string[];
  privateDnsNames: string[];
  createdAt: number;
  /** Until then it is `pending`. */
  settledAt: number;
  /** The state it settles in: available, or what a test wants. */
  settlesAs: string;
  /** Set by a delete: until then it is `deleting`, after it is gone. */
  goneAt: number | null;
  tags: Tag[];
};

/** An interface of an endpoint; its groups are the endpoint's. */
export type EndpointInterface = {
  id: string;
  endpointId: string;
  vpcId: string;
  subnetId: string;
  availabilityZone: string;
  address: string;
  /** Of an endpoint that has both kinds of addresses. */
  ipv6Address?: string;
  macAddress: string;
  createdAt: number;
  goneAt: number | null;
  tags: Tag[];
};

export type DhcpOptions = { id: string; configurations: { key: string; values: string[] }[]; tags: Tag[] };

/** What LocalStack gets wrong about an interface of its own. */
export type InterfaceFacts = {
  id: string;
  interfaceType?: string;
  description?: string;
  requesterId?: string;
  address?: string;
};

/** A change to what DescribeVpcEndpointServices offers. */
export type ServiceFacts = {
  id: string;
  availabilityZones?: string[];
  ipAddressTypes?: string[];
  acceptanceRequired?: boolean;
};

/** Whose a subnet is, when it is another account's that shares it. */
export type SubnetFacts = { id: string; ownerId: string };

export type Tables = {
  endpoints: Endpoint;
  interfaces: EndpointInterface;
  /** By client token. */
  clientTokens: { id: string; request: string; endpoint: Endpoint };
  dhcpOptions: DhcpOptions;
  /** By VPC. */
  vpcDhcpOptions: { id: string; dhcpOptionsId: string };
  /** By network interface. */
  interfaceFacts: InterfaceFacts;
  /** By subnet. */
  subnetFacts: SubnetFacts;
  /** By security group rule. */
  ruleDescriptions: { id: string; description: string };
  /** By service name. */
  services: ServiceFacts;
};

export type State = { [Table in keyof Tables]: Map<string, Tables[Table]> };

/** One row written (or, with null, removed). */
export type Change = {
  [Table in keyof Tables]: { table: Table; id: string; row: Tables[Table] | null };
}[keyof Tables];

export const emptyState = (): State => ({
  endpoints: new Map(),
  interfaces: new Map(),
  clientTokens: new Map(),
  dhcpOptions: new Map(),
  vpcDhcpOptions: new Map(),
  interfaceFacts: new Map(),
  subnetFacts: new Map(),
  ruleDescriptions: new Map(),
  services: new Map(),
});

/** Writes changes into a state. */
export function applyChanges(state: State, changes: readonly Change[]): void {
  for (const { table, id, row } of changes) {
    const rows = state[table] as Map<string, unknown>;
    if (row === null) rows.delete(id);
    else rows.set(id, row);
  }
}
