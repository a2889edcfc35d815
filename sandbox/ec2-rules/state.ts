/**
 * What the proxy keeps because LocalStack does not: one `State` for each account and Region. Plain data, journalled; what the
 * journal gives back is checked against these schemas.
 */
import { z } from "zod";

const tags = z.array(z.object({ Key: z.string(), Value: z.string() }));
const id = z.string();
const at = z.number();

const endpoint = z.object({
  id,
  type: z.enum(["Interface", "Gateway"]),
  vpcId: z.string(),
  serviceName: z.string(),
  policy: z.string(),
  routeTableIds: z.array(z.string()),
  /** Of a gateway endpoint: where its routes lead. */
  prefixListId: z.string().nullable(),
  subnetIds: z.array(z.string()),
  groups: z.array(z.object({ id, name: z.string() })),
  privateDns: z.boolean(),
  privateDnsOnlyForInboundResolverEndpoint: z.boolean(),
  ipAddressType: z.string(),
  /** Missing: as the IP address type. */
  dnsRecordIpType: z.string().exactOptional(),
  /** The Region of its service, where that is another one. */
  serviceRegion: z.string().exactOptional(),
  /** Of the endpoint's own, the regional one first; then its private DNS names. */
  dnsNames: z.array(z.string()),
  privateDnsNames: z.array(z.string()),
  createdAt: at,
  /** Until then it is `pending`. */
  settledAt: at,
  /** The state it settles in: available, or what a test wants. */
  settlesAs: z.string(),
  /** Set by a delete: until then it is `deleting`, then it no longer exists. */
  goneAt: at.nullable(),
  tags,
});

/** An interface of an endpoint; its groups are the endpoint's. */
const endpointInterface = z.object({
  id,
  endpointId: z.string(),
  vpcId: z.string(),
  subnetId: z.string(),
  availabilityZone: z.string(),
  address: z.string(),
  /** Of an endpoint that has both kinds of addresses. */
  ipv6Address: z.string().exactOptional(),
  macAddress: z.string(),
  createdAt: at,
  goneAt: at.nullable(),
  tags,
});

const dhcpOptions = z.object({
  id,
  configurations: z.array(z.object({ key: z.string(), values: z.array(z.string()) })),
  tags,
});

/** What LocalStack gets wrong about an interface of its own. */
const interfaceFacts = z.object({
  id,
  interfaceType: z.string().exactOptional(),
  description: z.string().exactOptional(),
  requesterId: z.string().exactOptional(),
  address: z.string().exactOptional(),
  securityGroupIds: z.array(z.string()).exactOptional(),
  /** Delegated IPv4 prefixes. */
  prefixes: z.array(z.string()).exactOptional(),
  publicAddress: z.string().exactOptional(),
  ownerId: z.string().exactOptional(),
  status: z.string().exactOptional(),
});

/** A change to what DescribeVpcEndpointServices offers, or with a name that LocalStack does not know, one more service. */
const serviceFacts = z.object({
  id,
  availabilityZones: z.array(z.string()).exactOptional(),
  ipAddressTypes: z.array(z.string()).exactOptional(),
  acceptanceRequired: z.boolean().exactOptional(),
  privateDnsNames: z.array(z.string()).exactOptional(),
  owner: z.string().exactOptional(),
});

/** Whose a subnet is, when it is another account's that shares it. */
const subnetFacts = z.object({ id, ownerId: z.string() });

/** What LocalStack does not keep of a subnet. */
const subnetAttributes = z.object({ id, enableDns64: z.boolean() });

/** Whose a VPC is, when another account shares its subnets. */
const vpcFacts = z.object({ id, ownerId: z.string() });

/** Routes of a table as EC2 describes them, which no call of LocalStack makes: propagated ones, blackholes. */
const routeTableFacts = z.object({ id, routes: z.array(z.record(z.string(), z.string())) });

/** A private hosted zone of another account, which has associated it with VPCs of this one. */
const hostedZone = z.object({ id, name: z.string(), owningAccount: z.string(), vpcIds: z.array(z.string()) });

/** Route 53 Profiles, what they bring, and the VPCs that have them. `deleted`: removed. */
const profile = z.object({ id, name: z.string(), deleted: z.boolean() });
const profileAssociation = z.object({
  id,
  profileId: z.string(),
  name: z.string(),
  vpcId: z.string(),
  priority: z.number(),
  deleted: z.boolean(),
});
const profileResource = z.object({
  id,
  profileId: z.string(),
  name: z.string(),
  arn: z.string(),
  properties: z.string().exactOptional(),
  deleted: z.boolean(),
});

/** What ECS keeps, by ARN: each as its describe call gives it. `deleted`: ECS does not know it any more. */
const ecsResource = z.object({
  id,
  kind: z.enum(["cluster", "service", "taskDefinition", "task", "containerInstance", "capacityProvider"]),
  fields: z.record(z.string(), z.json()),
  deleted: z.boolean().default(false),
});

/** By table. */
export const rowSchemas = {
  endpoints: endpoint,
  interfaces: endpointInterface,
  /** By client token. */
  clientTokens: z.object({ id, request: z.string(), endpoint }),
  dhcpOptions,
  /** By VPC. */
  vpcDhcpOptions: z.object({ id, dhcpOptionsId: z.string() }),
  /** By network interface. */
  interfaceFacts,
  /** By subnet. */
  subnetFacts,
  subnetAttributes,
  /** By VPC. */
  vpcFacts,
  /** By route table. */
  routeTableFacts,
  hostedZones: hostedZone,
  profiles: profile,
  profileAssociations: profileAssociation,
  profileResources: profileResource,
  ecsResources: ecsResource,
  /** By security group rule. */
  ruleDescriptions: z.object({ id, description: z.string() }),
  /** By service name. */
  services: serviceFacts,
};

export type Endpoint = z.infer<typeof endpoint>;
export type EndpointInterface = z.infer<typeof endpointInterface>;
export type DhcpOptions = z.infer<typeof dhcpOptions>;
export type ServiceFacts = z.infer<typeof serviceFacts>;

export type Tables = { [Table in keyof typeof rowSchemas]: z.infer<(typeof rowSchemas)[Table]> };

export type State = { [Table in keyof Tables]: Map<string, Tables[Table]> };

/** One row written (or, with null, removed). */
export type Change = {
  [Table in keyof Tables]: { table: Table; id: string; row: Tables[Table] | null };
}[keyof Tables];

const tables = Object.keys(rowSchemas) as (keyof Tables)[];

/** A change as the journal holds it. */
export const changeSchema = z.union(
  tables.map((table) => z.object({ table: z.literal(table), id, row: rowSchemas[table].nullable() })),
) as z.ZodType<Change>;

export const emptyState = (): State =>
  Object.fromEntries(tables.map((table) => [table, new Map()])) as unknown as State;

/** Writes changes into a state. */
export function applyChanges(state: State, changes: readonly Change[]): void {
  for (const { table, id, row } of changes) {
    const rows = state[table] as Map<string, unknown>;
    if (row === null) rows.delete(id);
    else rows.set(id, row);
  }
}
