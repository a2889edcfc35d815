/** The shape of a snapshot in a file: `Snapshot`, with nothing added and nothing left out. */
import { z } from "zod";
import { regionCode } from "#lib/core/intent/intent";
import type { Read, Snapshot } from "#lib/core/network/snapshot";

const id = <P extends string>(prefix: P) => z.templateLiteral([`${prefix}-`, z.string()]);
const vpcId = id("vpc");
const subnetId = id("subnet");
const groupId = id("sg");
const tableId = id("rtb");
const text = z.string();
const texts = z.array(text);
const tags = z.record(text, text);
const count = z.number().nonnegative();

const cidr = z.union([z.cidrv4(), z.cidrv6()], "must be a CIDR block");
const address = z.union([z.ipv4(), z.ipv6()], "must be an address");
const ports = z.strictObject({ from: z.int().min(0).max(65535), to: z.int().min(0).max(65535) }).nullable();

const vpc = z.strictObject({
  id: vpcId,
  ownerId: text,
  cidrs: z.array(z.cidrv4()),
  ipv6Cidrs: z.array(z.cidrv6()),
  enableDnsSupport: z.boolean(),
  enableDnsHostnames: z.boolean(),
  domainNameServers: texts,
  isDefault: z.boolean(),
  tags,
});

const subnet = z.strictObject({
  id: subnetId,
  ownerId: text,
  availabilityZone: text,
  availabilityZoneId: text,
  cidr: z.cidrv4().nullable(),
  ipv6Cidrs: z.array(z.cidrv6()),
  availableIpAddressCount: count,
  mapPublicIpOnLaunch: z.boolean(),
  enableDns64: z.boolean().exactOptional(),
  tags,
});

const route = z.strictObject({
  destination: z.union([cidr, id("pl")], "must be a CIDR block or a prefix list id"),
  target: z.enum([
    "local",
    "nat-gateway",
    "internet-gateway",
    "egress-only-internet-gateway",
    "transit-gateway",
    "vpn-gateway",
    "instance",
    "network-interface",
    "vpc-endpoint",
    "vpc-peering",
    "carrier-gateway",
    "local-gateway",
    "core-network",
    "none",
  ]),
  targetId: text.nullable(),
  active: z.boolean(),
  propagated: z.boolean().exactOptional(),
});

const routeTable = z.strictObject({
  id: tableId,
  main: z.boolean(),
  subnetIds: z.array(subnetId),
  routes: z.array(route),
  tags,
});

const networkAcl = z.strictObject({
  id: id("acl"),
  isDefault: z.boolean(),
  subnetIds: z.array(subnetId),
  entries: z.array(
    z.strictObject({
      ruleNumber: z.int(),
      egress: z.boolean(),
      allow: z.boolean(),
      protocol: text,
      cidr,
      ports,
    }),
  ),
  tags,
});

const rule = z.strictObject({
  protocol: text,
  ports,
  peer: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("ipv4"), cidr: z.cidrv4() }),
    z.strictObject({ kind: z.literal("ipv6"), cidr: z.cidrv6() }),
    z.strictObject({ kind: z.literal("prefix-list"), prefixListId: id("pl") }),
    z.strictObject({ kind: z.literal("group"), groupId }),
  ]),
  description: text.exactOptional(),
});

const securityGroup = z.strictObject({
  id: groupId,
  name: text,
  description: text,
  ownerId: text,
  ingress: z.array(rule),
  egress: z.array(rule),
  tags,
  vpcId: vpcId.exactOptional(),
});

const networkInterface = z.strictObject({
  id: id("eni"),
  subnetId,
  securityGroupIds: z.array(groupId),
  addresses: z.array(z.strictObject({ address, publicAddress: address.nullable() })),
  prefixes: z.array(cidr),
  ipv6Addresses: texts,
  interfaceType: text,
  description: text,
  requesterId: text.nullable(),
  ownerId: text.exactOptional(),
  status: text,
  instanceId: text.nullable(),
  tags,
});

const endpointType = z.enum(["Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork"]);

const endpoint = z.strictObject({
  id: id("vpce"),
  type: endpointType,
  serviceName: text,
  state: text,
  subnetIds: z.array(subnetId),
  securityGroupIds: z.array(groupId),
  routeTableIds: z.array(tableId),
  networkInterfaceIds: z.array(id("eni")),
  privateDnsEnabled: z.boolean(),
  privateDnsOnlyForInboundResolverEndpoint: z.boolean(),
  ipAddressType: text,
  dnsRecordIpType: text.exactOptional(),
  serviceRegion: text.exactOptional(),
  dnsNames: texts,
  policy: z.json(),
  requesterManaged: z.boolean(),
  ownerId: text,
  tags,
});

const endpointService = z.strictObject({
  name: text,
  type: endpointType,
  availabilityZones: texts,
  privateDnsNames: texts,
  policySupported: z.boolean(),
  acceptanceRequired: z.boolean(),
  ipAddressTypes: texts,
  owner: text,
});

const prefixList = z.strictObject({
  id: id("pl"),
  name: text,
  ownerId: text,
  entries: z.array(cidr).nullable(),
  maxEntries: count.nullable(),
});

const profileRef = z.strictObject({ id: text, name: text, priority: z.number() });

const hostedZone = z.strictObject({
  id: text,
  name: text,
  owningService: text.nullable(),
  owningAccount: text.nullable(),
  records: z
    .array(z.strictObject({ name: text, type: text, values: texts, alias: text.nullable() }))
    .nullable()
    .exactOptional(),
  profile: profileRef.exactOptional(),
});

const resolverRule = z.strictObject({
  id: text,
  name: text,
  type: text,
  domain: text,
  targets: texts,
  profile: profileRef.exactOptional(),
});

const profile = profileRef.extend({
  endpointIds: texts,
  endpointServices: z.record(text, text).exactOptional(),
  incomplete: text.nullable(),
});

const dnsFirewallRule = z.strictObject({
  ruleGroupId: text,
  ruleGroupName: text,
  name: text,
  action: z.enum(["ALLOW", "ALERT", "BLOCK"]),
  domains: texts.nullable(),
  profile: profileRef.exactOptional(),
});

const quotas = z.strictObject({
  interfaceEndpointsPerVpc: count.exactOptional(),
  gatewayEndpointsPerRegion: count.exactOptional(),
  groupsPerInterface: count.exactOptional(),
  rulesPerGroupAndDirection: count.exactOptional(),
});

const prices = z.strictObject({
  region: text,
  source: z.enum(["price-list-api", "built-in"]),
  asOf: text,
  endpointZoneHour: z.number(),
  endpointGb: z.array(z.strictObject({ upToGb: z.number().nullable(), usd: z.number() })),
  natGatewayHour: z.number(),
  natGatewayGb: z.number(),
});

const read = <T>(value: z.ZodType<T>): z.ZodType<Read<T>> =>
  z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("read"), value }),
    z.strictObject({ state: z.literal("skipped"), why: text }),
  ]);

export const snapshotSchema: z.ZodType<Snapshot> = z.strictObject({
  accountId: text,
  region: regionCode,
  vpc: vpc.nullable(),
  subnets: z.array(subnet),
  routeTables: z.array(routeTable),
  networkAcls: z.array(networkAcl),
  securityGroups: z.array(securityGroup),
  associatedGroups: z.array(securityGroup).exactOptional(),
  networkInterfaces: z.array(networkInterface),
  endpoints: z.array(endpoint),
  services: z.array(endpointService),
  prefixLists: z.array(prefixList),
  elsewhere: z.record(text, vpcId),
  gatewayEndpointsElsewhere: count.exactOptional(),
  readOn: z.iso.date().exactOptional(),
  hostedZones: read(z.array(hostedZone)).exactOptional(),
  resolverRules: read(z.array(resolverRule)).exactOptional(),
  profiles: read(z.array(profile)).exactOptional(),
  dnsFirewall: read(z.array(dnsFirewallRule)).exactOptional(),
  quotas: read(quotas).exactOptional(),
  prices: read(prices).exactOptional(),
});
