/** Random networks so small that every packet in them can be walked. */
import fc from "fast-check";
import type {
  NetworkAclId,
  NetworkInterface,
  NetworkInterfaceId,
  Route,
  RouteTableId,
  RouteTargetKind,
  Snapshot,
  SubnetId,
  VpcEndpoint,
  VpcEndpointId,
} from "#lib/core/network/snapshot";
import { account } from "./account";
import { walk } from "./packet-walk";
import { aclEntries, GROUPS, groupRules, groupsOf, SUBNETS } from "./tiny-rules";

const TABLES: RouteTableId[] = ["rtb-main", "rtb-own"];

const subnetId = fc.constantFrom(...SUBNETS.map(({ id }) => id));

const route: fc.Arbitrary<Route> = fc.record({
  destination: fc.constantFrom("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0", "52.0.0.0/8", "::/0"),
  target: fc.constantFrom<RouteTargetKind>(
    "nat-gateway",
    "nat-gateway",
    "internet-gateway",
    "internet-gateway",
    "internet-gateway",
    "transit-gateway",
    "vpn-gateway",
    "instance",
    "network-interface",
    "vpc-endpoint",
    "vpc-peering",
    "local-gateway",
    "carrier-gateway",
    "core-network",
    "egress-only-internet-gateway",
  ),
  targetId: fc.constant(null),
  active: fc.constantFrom(true, true, true, false),
});

const routes = fc.array(route, { minLength: 1, maxLength: 2 });

/** The n-th address of a subnet. */
function addressIn(subnet: SubnetId, n: number): string {
  const block = SUBNETS.find(({ id }) => id === subnet)?.cidr ?? "";
  const [network = "", length] = block.split("/");
  const last = Number(network.split(".")[3]) + (n % 2 ** (32 - Number(length)));
  return `10.0.0.${last}`;
}

const workload = fc.record({
  subnetId,
  groups: fc.subarray(GROUPS, { minLength: 1, maxLength: 3 }),
  addresses: fc.array(fc.tuple(fc.nat(15), fc.boolean()), { minLength: 1, maxLength: 2 }),
  prefixes: fc.array(fc.nat(3), { maxLength: 1 }),
  status: fc.constantFrom("in-use", "available", "attaching"),
  interfaceType: fc.constantFrom("interface", "interface", "interface", "lambda", "vpc_endpoint"),
});

const AVAILABLE = Array.from({ length: 9 }, () => "available");

const endpoint = fc.record({
  gateway: fc.constantFrom(false, false, true),
  service: fc.constantFrom("ecs", "ecs", "ecs", "s3"),
  state: fc.constantFrom(...AVAILABLE, "pending", "deleted", "partial"),
  subnets: fc.subarray(SUBNETS.map(({ id }) => id)),
  interfaces: fc.array(fc.tuple(subnetId, fc.nat(15), fc.boolean()), { maxLength: 3 }),
  groups: fc.subarray([...GROUPS].reverse().slice(0, 3), { minLength: 1, maxLength: 2 }),
  tables: fc.subarray(TABLES),
  privateDns: fc.constantFrom(true, true, true, false),
  inboundOnly: fc.constantFrom(...Array.from({ length: 7 }, () => false), true),
});

type EndpointShape = typeof endpoint extends fc.Arbitrary<infer T> ? T : never;

function endpointOf(
  shape: EndpointShape,
  id: VpcEndpointId,
): { endpoint: VpcEndpoint; interfaces: NetworkInterface[] } {
  const interfaces = shape.gateway
    ? []
    : shape.interfaces.map(([where, n, typed], i) => ({
        ...interfaceBase,
        id: `eni-${id}-${i}` as NetworkInterfaceId,
        subnetId: where,
        securityGroupIds: shape.groups,
        addresses: [{ address: addressIn(where, n), publicAddress: null }],
        interfaceType: typed ? "vpc_endpoint" : "interface",
      }));
  const service = shape.gateway ? "s3" : shape.service;
  return {
    interfaces,
    endpoint: {
      id,
      type: shape.gateway ? "Gateway" : "Interface",
      serviceName: `com.amazonaws.us-east-1.${service}`,
      state: shape.state,
      subnetIds: shape.gateway ? [] : shape.subnets,
      securityGroupIds: shape.gateway ? [] : shape.groups,
      routeTableIds: shape.gateway ? shape.tables : [],
      networkInterfaceIds: [...interfaces.map((one) => one.id), "eni-not-read"],
      privateDnsEnabled: !shape.gateway && shape.privateDns,
      privateDnsOnlyForInboundResolverEndpoint: !shape.gateway && shape.inboundOnly,
      ipAddressType: "ipv4",
      dnsNames: [],
      policy: null,
      requesterManaged: false,
      ownerId: "111122223333",
      tags: {},
    },
  };
}

const interfaceBase = {
  prefixes: [],
  ipv6Addresses: [],
  description: "",
  requesterId: null,
  status: "in-use",
  instanceId: null,
  tags: {},
};

const dns = fc.record({
  enableDnsSupport: fc.constantFrom(true, true, true, true, true, true, true, false),
  enableDnsHostnames: fc.constantFrom(true, true, true, false),
});

/** An address belongs to one interface only: those that follow do without what another has. */
function withAddressesOfTheirOwn(interfaces: NetworkInterface[]): NetworkInterface[] {
  const taken = new Set<number>();
  const take = (addresses: number[]) => {
    if (addresses.some((address) => taken.has(address))) return false;
    for (const address of addresses) taken.add(address);
    return true;
  };
  return interfaces
    .map((one) => ({
      ...one,
      addresses: one.addresses.filter(({ address }) => take(walk(address))),
      prefixes: one.prefixes.filter((prefix) => take(walk(prefix))),
    }))
    .filter(({ addresses }) => addresses.length > 0);
}

const base = account().snapshot();

/** Two networks that differ in what a plan changes: DNS attributes, rules and endpoints. */
export const tinyNetworks: fc.Arbitrary<{ before: Snapshot; after: Snapshot }> = fc
  .record({
    dns: fc.tuple(dns, dns),
    domainNameServers: fc.constantFrom<string[][]>(
      ["AmazonProvidedDNS"],
      ["10.0.0.30"],
      ["10.0.0.30", "AmazonProvidedDNS"],
      [],
    ),
    mapPublicIp: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    acls: fc.tuple(aclEntries, aclEntries),
    aclOf: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1)),
    tables: fc.tuple(routes, routes),
    ownTable: fc.subarray(SUBNETS.map(({ id }) => id)),
    groups: fc.tuple(groupRules, groupRules),
    workloads: fc.array(workload, { maxLength: 5 }),
    endpoints: fc.tuple(fc.array(endpoint, { minLength: 1, maxLength: 4 }), fc.array(endpoint, { maxLength: 2 })),
    s3Entries: fc.constantFrom<(string[] | null)[]>(
      ["52.0.0.0/29", "52.0.0.12/30"],
      ["52.0.0.0/30", "52.0.0.0/29"],
      null,
      [],
    ),
    ownEntries: fc.constantFrom<(string[] | null)[]>(["10.0.0.0/28"], ["10.0.0.8/30", "52.0.0.0/28"], null),
  })
  .map((shape) => {
    const existing = shape.endpoints[0].map((each, i) => endpointOf(each, `vpce-${i}`));
    const planned = shape.endpoints[1].map(
      (each, i) => endpointOf({ ...each, interfaces: [], state: "available" }, `vpce-planned-${i}`).endpoint,
    );
    const network = (at: 0 | 1): Snapshot => ({
      ...base,
      vpc: base.vpc && { ...base.vpc, ...shape.dns[at], domainNameServers: shape.domainNameServers },
      subnets: SUBNETS.map(({ id, cidr: block }, i) => ({
        id,
        cidr: block,
        ownerId: "111122223333",
        availabilityZone: "us-east-1a",
        availabilityZoneId: "use1-az1",
        ipv6Cidrs: [],
        availableIpAddressCount: 3,
        mapPublicIpOnLaunch: shape.mapPublicIp[i] ?? false,
        tags: {},
      })),
      routeTables: TABLES.map((id, i) => ({
        id,
        main: i === 0,
        subnetIds: i === 0 ? [] : shape.ownTable,
        routes: shape.tables[i] ?? [],
        tags: {},
      })),
      networkAcls: shape.acls.map((entries, i) => ({
        id: `acl-${i}` as NetworkAclId,
        isDefault: i === 0,
        subnetIds: SUBNETS.filter((_, n) => shape.aclOf[n] === i).map(({ id }) => id),
        entries,
        tags: {},
      })),
      securityGroups: groupsOf(shape.groups[at]),
      networkInterfaces: withAddressesOfTheirOwn([
        ...shape.workloads.map((one, i) => ({
          ...interfaceBase,
          id: `eni-${i}` as NetworkInterfaceId,
          subnetId: one.subnetId,
          securityGroupIds: one.groups,
          addresses: one.addresses.map(([n, isPublic]) => ({
            address: addressIn(one.subnetId, n),
            publicAddress: isPublic ? "3.0.0.1" : null,
          })),
          prefixes: one.prefixes.map((n) => `${addressIn(one.subnetId, n * 4)}/30`),
          status: one.status,
          interfaceType: one.interfaceType,
        })),
        ...existing.flatMap(({ interfaces }) => interfaces),
      ]),
      endpoints: [...existing.map((each) => each.endpoint), ...(at === 1 ? planned : [])],
      prefixLists: [
        { id: "pl-s3", name: "com.amazonaws.us-east-1.s3", ownerId: "AWS", entries: shape.s3Entries, maxEntries: null },
        { id: "pl-own", name: "own", ownerId: "111122223333", entries: shape.ownEntries, maxEntries: 5 },
        { id: "pl-unknown", name: "unknown", ownerId: "AWS", entries: null, maxEntries: null },
      ],
    });
    return { before: network(0), after: network(1) };
  });
