/** Random networks so small that every packet in them can be walked. */
import fc from "fast-check";
import type {
  NetworkAclId,
  NetworkInterface,
  NetworkInterfaceId,
  Route,
  SecurityGroupId,
  Snapshot,
  SubnetId,
  VpcEndpoint,
  VpcEndpointId,
} from "#lib/core/network/snapshot";
import { account, offer } from "./account";
import { names, namesOf } from "./tiny-names";
import { routeLists, routes, TABLES } from "./tiny-routes";
import { aclEntries, GROUPS, GROUPS_OF_OTHER_VPC, groupRules, groupsOf, SUBNETS } from "./tiny-rules";
import { addressOf, each } from "./walk/address";

/** A service that Amazon does not own. */
export const THIRD_PARTY = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0";

const subnetId = fc.constantFrom(...SUBNETS.map(({ id }) => id));

/** The n-th address of a subnet. */
function addressIn(subnet: SubnetId, n: number): string {
  const block = SUBNETS.find(({ id }) => id === subnet)?.cidr ?? "";
  const [network = "", length] = block.split("/");
  const last = Number(network.split(".")[3]) + (n % 2 ** (32 - Number(length)));
  return `10.0.0.${last}`;
}

/** The n-th of its eight IPv6 addresses. */
function ipv6In(subnet: SubnetId, n: number): string {
  const at = SUBNETS.findIndex(({ id }) => id === subnet);
  return `2600:1f00::${(at * 8 + (n % 8)).toString(16)}`;
}

const workload = fc.record({
  subnetId,
  groups: fc.subarray(GROUPS, { minLength: 1, maxLength: 3 }),
  ofOtherVpc: fc.constantFrom<SecurityGroupId[][]>([], [], [], [], ...GROUPS_OF_OTHER_VPC.map((id) => [id])),
  ipv6: fc.array(fc.nat(7), { maxLength: 1 }),
  addresses: fc.array(fc.tuple(fc.nat(15), fc.boolean()), { minLength: 1, maxLength: 2 }),
  prefixes: fc.array(fc.nat(3), { maxLength: 1 }),
  status: fc.constantFrom("in-use", "available", "attaching"),
  interfaceType: fc.constantFrom("interface", "interface", "interface", "lambda", "vpc_endpoint", "efs"),
  description: fc.constantFrom("", "", "", "ElastiCache cache-1", "Route 53 Resolver: rslvr-in-1:rni-1"),
});

const AVAILABLE = Array.from({ length: 9 }, () => "available");

const endpoint = fc.record({
  gateway: fc.constantFrom(false, false, true),
  service: fc.constantFrom("ecs", "ecs", "ecs", "s3", "email-smtp", THIRD_PARTY),
  state: fc.constantFrom(...AVAILABLE, "pending", "deleted", "partial"),
  subnets: fc.subarray(SUBNETS.map(({ id }) => id)),
  interfaces: fc.array(fc.tuple(subnetId, fc.nat(15), fc.boolean()), { maxLength: 3 }),
  groups: fc.subarray([...GROUPS].reverse().slice(0, 3), { minLength: 1, maxLength: 2 }),
  ofOtherVpc: fc.constantFrom<SecurityGroupId[][]>(
    [],
    [],
    [],
    [],
    [],
    [],
    [],
    ...GROUPS_OF_OTHER_VPC.map((id) => [id]),
  ),
  ipAddressType: fc.constantFrom("ipv4", "ipv4", "dualstack", "ipv6"),
  dnsRecordIpType: fc.constantFrom(undefined, "ipv4", "dualstack", "service-defined"),
  ipv6: fc.boolean(),
  tables: fc.subarray(TABLES),
  privateDns: fc.constantFrom(true, true, true, false),
  inboundOnly: fc.constantFrom(...Array.from({ length: 7 }, () => false), true),
});

type EndpointShape = typeof endpoint extends fc.Arbitrary<infer T> ? T : never;

function endpointOf(
  shape: EndpointShape,
  id: VpcEndpointId,
): { endpoint: VpcEndpoint; interfaces: NetworkInterface[] } {
  const groups = [...shape.groups, ...shape.ofOtherVpc];
  const interfaces = shape.gateway
    ? []
    : shape.interfaces.map(([where, n, rawText], i) => ({
        ...interfaceBase,
        id: `eni-${id}-${i}` as NetworkInterfaceId,
        subnetId: where,
        securityGroupIds: groups,
        addresses: [{ address: addressIn(where, n), publicAddress: null }],
        ipv6Addresses: shape.ipv6 ? [ipv6In(where, n)] : [],
        interfaceType: rawText ? "vpc_endpoint" : "interface",
      }));
  const service = shape.gateway ? "s3" : shape.service;
  const short = service === THIRD_PARTY ? "vpce-svc-1" : service;
  return {
    interfaces,
    endpoint: {
      id,
      type: shape.gateway ? "Gateway" : "Interface",
      serviceName: service === THIRD_PARTY ? service : `com.amazonaws.us-east-1.${service}`,
      state: shape.state,
      subnetIds: shape.gateway ? [] : shape.subnets,
      securityGroupIds: shape.gateway ? [] : groups,
      routeTableIds: shape.gateway ? shape.tables : [],
      networkInterfaceIds: [...interfaces.map((one) => one.id), "eni-not-read"],
      privateDnsEnabled: !shape.gateway && shape.privateDns,
      privateDnsOnlyForInboundResolverEndpoint: !shape.gateway && shape.inboundOnly,
      ipAddressType: shape.ipAddressType,
      ...(shape.dnsRecordIpType ? { dnsRecordIpType: shape.dnsRecordIpType } : {}),
      dnsNames: shape.gateway ? [] : [`${id}.${short}.us-east-1.vpce.amazonaws.com`],
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

/** An address belongs to one interface only: later ones do not get what another has. */
function withAddressesOfTheirOwn(interfaces: NetworkInterface[]): NetworkInterface[] {
  const taken = new Set<bigint>();
  const take = (addresses: bigint[]) => {
    if (addresses.some((address) => taken.has(address))) return false;
    for (const address of addresses) taken.add(address);
    return true;
  };
  return interfaces
    .map((one) => ({
      ...one,
      addresses: one.addresses.filter(({ address }) => take([addressOf(address)])),
      prefixes: one.prefixes.filter((prefix) => take(each(prefix))),
      ipv6Addresses: one.ipv6Addresses.filter((address) => take([addressOf(address)])),
    }))
    .filter(({ addresses, ipv6Addresses }) => addresses.length + ipv6Addresses.length > 0);
}

const base = account().snapshot();

const OFFERS = [
  offer("ecs", { ipAddressTypes: ["ipv4", "ipv6"] }),
  offer("email-smtp"),
  offer("s3"),
  offer("s3", { type: "Gateway", privateDnsNames: [], ipAddressTypes: ["ipv4", "ipv6"] }),
  offer("third-party", { name: THIRD_PARTY, owner: "444455556666", privateDnsNames: ["api.vendor.example"] }),
];

/** IPv4 alone, both, or IPv6 alone. */
const ipv6Of = fc.constantFrom("none", "none", "both", "alone");

/** Two networks that differ in what a plan changes: DNS attributes, rules and endpoints. */
export const tinyNetworks: fc.Arbitrary<{ before: Snapshot; after: Snapshot }> = fc
  .record({
    dns: fc.tuple(dns, dns),
    domainNameServers: fc.constantFrom<string[][]>(
      ["AmazonProvidedDNS"],
      ["10.0.0.30"],
      ["10.0.0.30", "AmazonProvidedDNS"],
      ["10.0.0.2", "169.254.169.253", "fd00:ec2::253"],
      [],
    ),
    owner: fc.constantFrom(...Array.from({ length: 30 }, () => "111122223333"), "999900001111"),
    ipv6: fc.tuple(ipv6Of, ipv6Of, ipv6Of),
    dns64: fc.boolean(),
    names,
    lists: routeLists,
    mapPublicIp: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    acls: fc.tuple(aclEntries, aclEntries),
    aclOf: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1)),
    tables: fc.tuple(routes, routes),
    ownTable: fc.subarray(SUBNETS.map(({ id }) => id)),
    groups: fc.tuple(groupRules, groupRules),
    workloads: fc.array(workload, { maxLength: 5 }),
    endpoints: fc.tuple(fc.array(endpoint, { minLength: 1, maxLength: 4 }), fc.array(endpoint, { maxLength: 2 })),
    /** The gateway's routes in the tables, as EC2 adds them. */
    gatewayRoutes: fc.boolean(),
    s3Entries: fc.constantFrom<(string[] | null)[]>(
      ["52.0.0.0/29", "52.0.0.12/30"],
      ["52.0.0.0/30", "52.0.0.0/29"],
      ["52.0.0.0/29", "2600:9000::/126"],
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
      vpc: base.vpc && {
        ...base.vpc,
        ...shape.dns[at],
        ownerId: shape.owner,
        ipv6Cidrs: ["2600:1f00::/56"],
        domainNameServers: shape.domainNameServers,
      },
      services: OFFERS,
      subnets: SUBNETS.map(({ id, cidr: block, ipv6 }, i) => ({
        id,
        cidr: shape.ipv6[i] === "alone" ? null : block,
        ownerId: "111122223333",
        availabilityZone: "us-east-1a",
        availabilityZoneId: "use1-az1",
        ipv6Cidrs: shape.ipv6[i] === "none" ? [] : [ipv6],
        ...(shape.dns64 ? { enableDns64: true } : {}),
        availableIpAddressCount: 3,
        mapPublicIpOnLaunch: shape.mapPublicIp[i] ?? false,
        tags: {},
      })),
      routeTables: TABLES.map((id, i) => ({
        id,
        main: i === 0,
        subnetIds: i === 0 ? [] : shape.ownTable,
        routes: [
          ...(shape.tables[i] ?? []),
          ...(shape.gatewayRoutes ? existing : [])
            .filter((one) => one.endpoint.type === "Gateway" && one.endpoint.routeTableIds.includes(id))
            .slice(0, 1)
            .filter(() => !shape.tables[i]?.some(({ destination }) => destination === "pl-s3"))
            .map(
              (one): Route => ({
                destination: "pl-s3",
                target: "vpc-endpoint",
                targetId: one.endpoint.id,
                active: true,
              }),
            ),
        ],
        tags: {},
      })),
      networkAcls: shape.acls.map((entries, i) => ({
        id: `acl-${i}` as NetworkAclId,
        isDefault: i === 0,
        subnetIds: SUBNETS.filter((_, n) => shape.aclOf[n] === i).map(({ id }) => id),
        entries,
        tags: {},
      })),
      securityGroups: groupsOf(shape.groups[at].slice(0, GROUPS.length)),
      associatedGroups: groupsOf(shape.groups[0].slice(GROUPS.length)),
      ...namesOf(
        shape.names,
        existing.flatMap(({ endpoint: one }) => (one.type === "Interface" ? [one] : [])),
        existing.flatMap(({ interfaces }) => interfaces),
      ),
      networkInterfaces: withAddressesOfTheirOwn([
        ...shape.workloads.map((one, i) => ({
          ...interfaceBase,
          id: `eni-${i}` as NetworkInterfaceId,
          subnetId: one.subnetId,
          securityGroupIds: [...one.groups, ...one.ofOtherVpc],
          ipv6Addresses: one.ipv6.map((n) => ipv6In(one.subnetId, n)),
          addresses: one.addresses.map(([n, isPublic]) => ({
            address: addressIn(one.subnetId, n),
            publicAddress: isPublic ? "3.0.0.1" : null,
          })),
          prefixes: one.prefixes.map((n) => `${addressIn(one.subnetId, n * 4)}/30`),
          status: one.status,
          interfaceType: one.interfaceType,
          description: one.description,
        })),
        ...existing.flatMap(({ interfaces }) => interfaces),
      ]),
      endpoints: [...existing.map((each) => each.endpoint), ...(at === 1 ? planned : [])],
      prefixLists: [
        { id: "pl-s3", name: "com.amazonaws.us-east-1.s3", ownerId: "AWS", entries: shape.s3Entries, maxEntries: null },
        { id: "pl-own", name: "own", ownerId: "111122223333", entries: shape.ownEntries, maxEntries: 5 },
        ...shape.lists,
        { id: "pl-unknown", name: "unknown", ownerId: "AWS", entries: null, maxEntries: null },
      ],
    });
    return { before: network(0), after: network(1) };
  });
