/** A snapshot without what identifies an account. Every object is written anew: a field that is not named here does not get through. */
import type {
  HostedZone,
  NetworkInterface,
  PrefixList,
  ProfileRef,
  Read,
  Route,
  SecurityGroup,
  SecurityGroupRule,
  Snapshot,
  VpcEndpoint,
} from "#lib/core/network/snapshot";
import { type Mapped, mapAddresses } from "./addresses";
import { redactedDescription } from "./descriptions";
import { redactedDomain } from "./domains";
import { redactedPolicy } from "./policies";
import { type Tokens, tokensOf } from "./tokens";

type With = Tokens & { address: Mapped };

/**
 * The snapshot with ids and account ids replaced, each by the same everywhere; without names, tags and descriptions; addresses mapped so
 * that blocks, sizes and places in a subnet stay. What it would be planned to is the same, but for those. `key`: a text that nobody
 * else knows, from which the addresses are mapped.
 */
export function redacted(snapshot: Snapshot, key: string): Snapshot {
  return redactedWith(snapshot, redactor(snapshot, key));
}

/** What replaces what, for a snapshot and for documents about it. */
export function redactor(snapshot: Snapshot, key: string, documents: unknown = null): With {
  const published = snapshot.prefixLists.filter(isAws).flatMap(({ entries }) => entries ?? []);
  return { ...tokensOf([snapshot, documents]), address: mapAddresses(key, published) };
}

const isAws = ({ ownerId }: PrefixList): boolean => ownerId.toLowerCase() === "aws" || ownerId === "amazon";

/** Ids keep their kind (`Tokens.ids`). */
const idIn =
  ({ ids }: With) =>
  <Id extends string>(id: Id): Id =>
    ids(id) as Id;

function redactedWith(snapshot: Snapshot, w: With): Snapshot {
  const id = idIn(w);
  const { vpc, associatedGroups, hostedZones, resolverRules, profiles, dnsFirewall } = snapshot;
  return {
    accountId: w.account(snapshot.accountId),
    region: snapshot.region,
    vpc: vpc && {
      id: id(vpc.id),
      ownerId: w.account(vpc.ownerId),
      cidrs: vpc.cidrs.map(w.address),
      ipv6Cidrs: vpc.ipv6Cidrs.map(w.address),
      enableDnsSupport: vpc.enableDnsSupport,
      enableDnsHostnames: vpc.enableDnsHostnames,
      domainNameServers: vpc.domainNameServers.map(w.address),
      isDefault: vpc.isDefault,
      tags: {},
    },
    subnets: snapshot.subnets.map((one) => ({
      id: id(one.id),
      ownerId: w.account(one.ownerId),
      availabilityZone: one.availabilityZone,
      availabilityZoneId: one.availabilityZoneId,
      cidr: one.cidr === null ? null : w.address(one.cidr),
      ipv6Cidrs: one.ipv6Cidrs.map(w.address),
      availableIpAddressCount: one.availableIpAddressCount,
      mapPublicIpOnLaunch: one.mapPublicIpOnLaunch,
      ...(one.enableDns64 === undefined ? {} : { enableDns64: one.enableDns64 }),
      tags: {},
    })),
    routeTables: snapshot.routeTables.map((one) => ({
      id: id(one.id),
      main: one.main,
      subnetIds: one.subnetIds.map(id),
      routes: one.routes.map((route) => redactedRoute(route, w)),
      tags: {},
    })),
    networkAcls: snapshot.networkAcls.map((one) => ({
      id: id(one.id),
      isDefault: one.isDefault,
      subnetIds: one.subnetIds.map(id),
      entries: one.entries.map((entry) => ({ ...entry, cidr: w.address(entry.cidr) })),
      tags: {},
    })),
    securityGroups: snapshot.securityGroups.map((one) => redactedGroup(one, w)),
    ...(associatedGroups ? { associatedGroups: associatedGroups.map((one) => redactedGroup(one, w)) } : {}),
    networkInterfaces: snapshot.networkInterfaces.map((one) => redactedInterface(one, w)),
    endpoints: snapshot.endpoints.map((one) => redactedEndpoint(one, w)),
    services: snapshot.services.map((one) => ({
      name: w.ids(one.name),
      type: one.type,
      availabilityZones: one.availabilityZones,
      privateDnsNames: one.privateDnsNames.map((name) => redactedDomain(name, w)),
      policySupported: one.policySupported,
      acceptanceRequired: one.acceptanceRequired,
      ipAddressTypes: one.ipAddressTypes,
      owner: w.account(one.owner),
    })),
    prefixLists: snapshot.prefixLists.map((one) => ({
      id: id(one.id),
      name: isAws(one) ? one.name : w.name(one.name),
      ownerId: w.account(one.ownerId),
      entries: isAws(one) ? one.entries : (one.entries?.map(w.address) ?? null),
      maxEntries: one.maxEntries,
    })),
    elsewhere: Object.fromEntries(Object.entries(snapshot.elsewhere).map(([one, vpcId]) => [w.ids(one), id(vpcId)])),
    ...(snapshot.gatewayEndpointsElsewhere === undefined
      ? {}
      : { gatewayEndpointsElsewhere: snapshot.gatewayEndpointsElsewhere }),
    ...(snapshot.readOn === undefined ? {} : { readOn: snapshot.readOn }),
    ...(hostedZones ? { hostedZones: eachOf(hostedZones, (zone) => redactedZone(zone, w)) } : {}),
    ...(resolverRules
      ? {
          resolverRules: eachOf(resolverRules, ({ profile, ...one }) => ({
            id: w.name(one.id),
            name: w.name(one.name),
            type: one.type,
            domain: redactedDomain(one.domain, w),
            targets: one.targets.map(w.address),
            ...(profile ? { profile: redactedProfile(profile, w) } : {}),
          })),
        }
      : {}),
    ...(profiles
      ? {
          profiles: eachOf(profiles, (one) => ({
            ...redactedProfile(one, w),
            endpointIds: one.endpointIds.map(w.ids),
            ...(one.endpointServices
              ? {
                  endpointServices: Object.fromEntries(
                    Object.entries(one.endpointServices).map(([known, service]) => [w.ids(known), w.ids(service)]),
                  ),
                }
              : {}),
            incomplete: one.incomplete === null ? null : UNREAD,
          })),
        }
      : {}),
    ...(dnsFirewall
      ? {
          dnsFirewall: eachOf(dnsFirewall, ({ profile, ...one }) => ({
            ruleGroupId: w.name(one.ruleGroupId),
            ruleGroupName: w.name(one.ruleGroupName),
            name: w.name(one.name),
            action: one.action,
            domains: one.domains?.map((domain) => redactedDomain(domain, w)) ?? null,
            ...(profile ? { profile: redactedProfile(profile, w) } : {}),
          })),
        }
      : {}),
    ...(snapshot.quotas ? { quotas: withoutReason(snapshot.quotas) } : {}),
    ...(snapshot.prices ? { prices: withoutReason(snapshot.prices) } : {}),
  };
}

/** Reasons may name profiles, roles and addresses. */
const UNREAD = "it could not be read";

const withoutReason = <T>(read: Read<T>): Read<T> =>
  read.state === "skipped" ? { state: "skipped", why: UNREAD } : read;

const eachOf = <T>(read: Read<T[]>, map: (one: T) => T): Read<T[]> =>
  read.state === "skipped" ? withoutReason(read) : { state: "read", value: read.value.map(map) };

const prefixListOr = (text: string, w: With): string => (text.startsWith("pl-") ? w.ids(text) : w.address(text));

function redactedRoute({ destination, target, targetId, active, propagated }: Route, w: With): Route {
  return {
    destination: prefixListOr(destination, w),
    target,
    targetId: targetId === null ? null : w.ids(targetId),
    active,
    ...(propagated === undefined ? {} : { propagated }),
  };
}

function redactedRule({ protocol, ports, peer }: SecurityGroupRule, w: With): SecurityGroupRule {
  const rule = { protocol, ports };
  switch (peer.kind) {
    case "group":
      return { ...rule, peer: { kind: "group", groupId: idIn(w)(peer.groupId) } };
    case "prefix-list":
      return { ...rule, peer: { kind: "prefix-list", prefixListId: idIn(w)(peer.prefixListId) } };
    case "ipv4":
    case "ipv6":
      return { ...rule, peer: { kind: peer.kind, cidr: w.address(peer.cidr) } };
  }
}

function redactedGroup(one: SecurityGroup, w: With): SecurityGroup {
  return {
    id: idIn(w)(one.id),
    name: w.name(one.name),
    description: "",
    ownerId: w.account(one.ownerId),
    ingress: one.ingress.map((rule) => redactedRule(rule, w)),
    egress: one.egress.map((rule) => redactedRule(rule, w)),
    tags: {},
    ...(one.vpcId === undefined ? {} : { vpcId: idIn(w)(one.vpcId) }),
  };
}

function redactedInterface(one: NetworkInterface, w: With): NetworkInterface {
  const id = idIn(w);
  return {
    id: id(one.id),
    subnetId: id(one.subnetId),
    securityGroupIds: one.securityGroupIds.map(id),
    addresses: one.addresses.map(({ address, publicAddress }) => ({
      address: w.address(address),
      // Whether there is one counts, not which.
      publicAddress: publicAddress === null ? null : "203.0.113.1",
    })),
    prefixes: one.prefixes.map(w.address),
    ipv6Addresses: one.ipv6Addresses.map(w.address),
    interfaceType: one.interfaceType,
    description: redactedDescription(one.description, w),
    requesterId: one.requesterId?.startsWith("amazon-") ? one.requesterId : null,
    ...(one.ownerId === undefined ? {} : { ownerId: w.account(one.ownerId) }),
    status: one.status,
    instanceId: one.instanceId === null ? null : w.ids(one.instanceId),
    tags: {},
  };
}

function redactedEndpoint(one: VpcEndpoint, w: With): VpcEndpoint {
  const id = idIn(w);
  return {
    id: id(one.id),
    type: one.type,
    serviceName: w.ids(one.serviceName),
    state: one.state,
    subnetIds: one.subnetIds.map(id),
    securityGroupIds: one.securityGroupIds.map(id),
    routeTableIds: one.routeTableIds.map(id),
    networkInterfaceIds: one.networkInterfaceIds.map(id),
    privateDnsEnabled: one.privateDnsEnabled,
    privateDnsOnlyForInboundResolverEndpoint: one.privateDnsOnlyForInboundResolverEndpoint,
    ipAddressType: one.ipAddressType,
    ...(one.dnsRecordIpType === undefined ? {} : { dnsRecordIpType: one.dnsRecordIpType }),
    ...(one.serviceRegion === undefined ? {} : { serviceRegion: one.serviceRegion }),
    dnsNames: one.dnsNames.map((name) => redactedDomain(name, w)),
    policy: redactedPolicy(one.policy, w),
    requesterManaged: one.requesterManaged,
    ownerId: w.account(one.ownerId),
    tags: {},
  };
}

const redactedProfile = ({ id, name, priority }: ProfileRef, w: With): ProfileRef => ({
  id: w.name(id),
  name: w.name(name),
  priority,
});

function redactedZone({ records, profile, ...one }: HostedZone, w: With): HostedZone {
  return {
    id: w.name(one.id),
    name: redactedDomain(one.name, w),
    owningService: one.owningService,
    owningAccount: one.owningAccount === null ? null : w.account(one.owningAccount),
    ...(records === undefined
      ? {}
      : {
          records:
            records?.map(({ name, type, values, alias }) => ({
              name: redactedDomain(name, w),
              type,
              values: values.map((value) => (type === "CNAME" ? redactedDomain(value, w) : w.address(value))),
              alias: alias === null ? null : redactedDomain(alias, w),
            })) ?? null,
        }),
    ...(profile ? { profile: redactedProfile(profile, w) } : {}),
  };
}
