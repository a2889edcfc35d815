import type { Intent } from "#lib/core/intent/intent";
import { mergePorts, type PortRange } from "#lib/core/network/ports";
import { ownDnsServers } from "#lib/core/network/resolver-address";
import { routeTableOf, subnetsOfGroup } from "#lib/core/network/routes/routes";
import { subnetChoice } from "#lib/core/network/routes/subnet-choice";
import { isInUse, isNamed, mayModify, namesInFamily } from "#lib/core/network/services/endpoint";
import { findService, type RequestedService, serviceField } from "#lib/core/network/services/service";
import { portsOfService } from "#lib/core/network/services/service-ports";
import type {
  RouteTableId,
  SecurityGroupId,
  Snapshot,
  Subnet,
  SubnetId,
  VpcEndpoint,
} from "#lib/core/network/snapshot";
import { samePolicy } from "#lib/core/policy/policy";
import { cidrsToAllow, egressLacking, portsNotAllowed, portsNotAllowedTo } from "./client-rules";
import type { Desired, DesiredGateway, DesiredInterface, EndpointGroup } from "./desired-state";
import { fits, placeEndpoint } from "./placement";

/** The intent's services that the Region offers, one of each offer, in the order of their names. */
export function servicesOf(snapshot: Snapshot, intent: Intent): RequestedService[] {
  const seen = new Set<string>();
  return intent.services.flatMap((raw) => {
    const service = findService(snapshot, raw);
    if (!service || seen.has(service.key)) return [];
    seen.add(service.key);
    return [service];
  });
}

/** Endpoints of a service that are in use or on their way, the one to build on first. */
export function endpointsOf(snapshot: Snapshot, service: RequestedService): VpcEndpoint[] {
  const rank = (endpoint: VpcEndpoint): string =>
    [
      mayModify(endpoint, snapshot) ? 0 : 1,
      isNamed(endpoint) ? 0 : 1,
      endpoint.state === "available" ? 0 : 1,
      endpoint.id,
    ].join();
  return snapshot.endpoints
    .filter((e) => e.serviceName === service.offer.name && e.type === service.offer.type && isInUse(e))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/**
 * The subnets in which a gateway's routes are needed: where the clients' interfaces are and may come to run, and where the intent
 * does not say the latter, the candidates too.
 */
export function gatewaySubnets(snapshot: Snapshot, intent: Intent): SubnetId[] {
  const { clientSecurityGroupIds, clientSubnetIds = [], subnetIds } = intent;
  const now = clientSecurityGroupIds.flatMap((group) => subnetsOfGroup(snapshot, group));
  return [...new Set([...now, ...(clientSubnetIds.length > 0 ? clientSubnetIds : subnetIds)])].sort();
}

function routeTablesOf(snapshot: Snapshot, intent: Intent): RouteTableId[] {
  if (intent.gatewayRouteTableIds) return intent.gatewayRouteTableIds;
  const tables = gatewaySubnets(snapshot, intent).flatMap((subnet) => routeTableOf(snapshot, subnet)?.id ?? []);
  return [...new Set(tables)].sort();
}

function policyFor(
  snapshot: Snapshot,
  intent: Intent,
  service: RequestedService,
  existing: VpcEndpoint | null,
): string | null {
  const field = serviceField(snapshot, intent.policies, service);
  const wanted = field === null ? undefined : intent.policies[field];
  if (wanted === undefined || !service.offer.policySupported) return null;
  return existing && samePolicy(existing.policy, wanted) ? null : JSON.stringify(wanted);
}

/** Whether an endpoint has, or by one modification can have, the addresses of an IP address type. */
export function serves(
  snapshot: Snapshot,
  { offer }: RequestedService,
  existing: VpcEndpoint,
  wanted: string,
): boolean {
  if (existing.ipAddressType === wanted || existing.ipAddressType === "dualstack") return true;
  const subnets = snapshot.subnets.filter(({ id }) => existing.subnetIds.includes(id));
  return (
    wanted === "dualstack" &&
    mayModify(existing, snapshot) &&
    ["ipv4", "ipv6"].every((type) => offer.ipAddressTypes.includes(type)) &&
    subnets.every((subnet) => fits(subnet, "dualstack"))
  );
}

type Needed<Who extends string> = Map<Who, readonly PortRange[]>;

/** Those that lack ports. */
function lackingPorts<Who extends string>(whom: readonly Who[], missing: (who: Who) => PortRange[]): Needed<Who> {
  return new Map(whom.map((who) => [who, missing(who)] as const).filter(([, ports]) => ports.length > 0));
}

/** Clients that the groups do not allow in on all of these ports, and CIDRs that the intent wants allowed. */
function notAllowedBy(
  snapshot: Snapshot,
  intent: Intent,
  groups: readonly SecurityGroupId[],
  ipAddressType: string,
  ports: readonly PortRange[],
): Pick<DesiredInterface, "notAllowed" | "cidrsNotAllowed"> {
  return {
    notAllowed: lackingPorts(intent.clientSecurityGroupIds, (client) =>
      portsNotAllowed(snapshot, intent, groups, client, ports),
    ),
    cidrsNotAllowed: lackingPorts(cidrsToAllow(snapshot, intent, ipAddressType), (cidr) =>
      portsNotAllowedTo(snapshot, groups, cidr, ports),
    ),
  };
}

/** Whether an endpoint does all that the intent wants as it is, apart from further Availability Zones. */
function doesAsItIs(snapshot: Snapshot, intent: Intent, service: RequestedService, endpoint: VpcEndpoint): boolean {
  const { securityGroupIds: groups, ipAddressType } = endpoint;
  const needsName = intent.privateDns && service.offer.privateDnsNames.length > 0;
  const ports = portsOfService(snapshot, service, intent.ports) ?? [];
  const { notAllowed, cidrsNotAllowed } = notAllowedBy(snapshot, intent, groups, ipAddressType, ports);
  return (
    (isNamed(endpoint) || !needsName) &&
    serves(snapshot, service, endpoint, intent.ipAddressType) &&
    policyFor(snapshot, intent, service, endpoint) === null &&
    notAllowed.size === 0 &&
    cidrsNotAllowed.size === 0
  );
}

/**
 * The endpoint to build on: one of this account's own; one that Postern may not change only where it does as it is, and
 * only instead of one of our own that does not resolve the name yet. null: a new one is needed.
 */
function endpointToUse(snapshot: Snapshot, intent: Intent, service: RequestedService): VpcEndpoint | null {
  const all = endpointsOf(snapshot, service);
  const own = all.find((endpoint) => mayModify(endpoint, snapshot)) ?? null;
  if (own && (isNamed(own) || !intent.privateDns)) return own;
  const other = all.find((one) => !mayModify(one, snapshot) && doesAsItIs(snapshot, intent, service, one));
  return other ?? own;
}

/** The kind of records that an endpoint's names need for IPv6 and do not have. */
function recordsLacking(
  existing: VpcEndpoint,
  intent: Intent,
  ipAddressType: string,
): DesiredInterface["dnsRecordIpType"] {
  if (intent.ipAddressType === "ipv4" || !intent.privateDns || namesInFamily(existing, 6)) return null;
  return ipAddressType === "ipv6" || ipAddressType === "dualstack" ? ipAddressType : null;
}

function desiredInterface(
  snapshot: Snapshot,
  intent: Intent,
  service: RequestedService,
  candidates: readonly Subnet[],
  groupId: SecurityGroupId | null,
): DesiredInterface {
  const existing = endpointToUse(snapshot, intent, service);
  const ports = portsOfService(snapshot, service, intent.ports);
  const left = endpointsOf(snapshot, service).filter(({ id }) => id !== existing?.id);
  const zoneOf = (id: SubnetId) => snapshot.subnets.find((subnet) => subnet.id === id)?.availabilityZone ?? "";
  const widened =
    existing &&
    existing.ipAddressType !== intent.ipAddressType &&
    existing.ipAddressType !== "dualstack" &&
    serves(snapshot, service, existing, intent.ipAddressType);
  const ipAddressType = existing && !widened ? existing.ipAddressType : intent.ipAddressType;
  const placement = placeEndpoint(
    service,
    candidates,
    snapshot.accountId,
    ipAddressType,
    new Set(existing?.subnetIds.map(zoneOf)),
  );
  const nothing = {
    notAllowed: new Map<SecurityGroupId, PortRange[]>(),
    cidrsNotAllowed: new Map<string, PortRange[]>(),
    needsGroup: false,
    ipAddressType: null,
    dnsRecordIpType: null,
    turnOnPrivateDns: false,
    policy: null,
  };
  if (existing && !mayModify(existing, snapshot)) {
    return { service, ports, existing, left, placement: { ...placement, chosen: [] }, ...nothing };
  }
  if (!existing && placement.chosen.length === 0) return { service, ports, existing, left, placement, ...nothing };
  const lacking = notAllowedBy(snapshot, intent, existing?.securityGroupIds ?? [], ipAddressType, ports ?? []);
  const shut = lacking.notAllowed.size > 0 || lacking.cidrsNotAllowed.size > 0;
  const possible = service.offer.privateDnsNames.length > 0 && !(existing?.state === "pendingacceptance");
  const acceptedFirst = !existing && service.offer.acceptanceRequired;
  return {
    service,
    ports,
    existing,
    left,
    placement,
    ...lacking,
    needsGroup: !existing || (shut && !(groupId && existing.securityGroupIds.includes(groupId))),
    ipAddressType: widened ? "dualstack" : null,
    dnsRecordIpType: existing ? recordsLacking(existing, intent, ipAddressType) : null,
    turnOnPrivateDns: intent.privateDns && possible && !acceptedFirst && !(existing && isNamed(existing)),
    policy: policyFor(snapshot, intent, service, existing),
  };
}

function desiredGateway(snapshot: Snapshot, intent: Intent, service: RequestedService): DesiredGateway {
  const endpoints = endpointsOf(snapshot, service);
  const tables = routeTablesOf(snapshot, intent);
  const served = new Set(endpoints.flatMap((endpoint) => endpoint.routeTableIds));
  const missingRouteTables = tables.filter((table) => !served.has(table));
  const own = endpoints.find((endpoint) => mayModify(endpoint, snapshot)) ?? null;
  // Of those that may not be changed, one is of use only where nothing is missing.
  const existing = own ?? (missingRouteTables.length === 0 ? (endpoints[0] ?? null) : null);
  return {
    service,
    ports: portsOfService(snapshot, service, intent.ports),
    existing,
    ipAddressType: gatewayAddressType(snapshot, intent, service, existing),
    missingRouteTables,
    policy: policyFor(snapshot, intent, service, existing),
  };
}

/** The families in which clients use a gateway: IPv6 where their subnets have nothing else, or where the intent asks for it. */
function gatewayFamilies(snapshot: Snapshot, intent: Intent): ReadonlySet<"ipv4" | "ipv6"> {
  const wanted = new Set(gatewaySubnets(snapshot, intent));
  const families = snapshot.subnets
    .filter(({ id }) => wanted.has(id))
    .flatMap(({ cidr, ipv6Cidrs }): ("ipv4" | "ipv6")[] => [
      ...(cidr !== null && intent.ipAddressType !== "ipv6" ? (["ipv4"] as const) : []),
      ...(ipv6Cidrs.length > 0 && (cidr === null || intent.ipAddressType !== "ipv4") ? (["ipv6"] as const) : []),
    ]);
  return new Set(families);
}

/** The IP address type to give a gateway, so that it serves its clients; null: it does, or the service does not offer it. */
function gatewayAddressType(
  snapshot: Snapshot,
  intent: Intent,
  { offer }: RequestedService,
  existing: VpcEndpoint | null,
): DesiredGateway["ipAddressType"] {
  if (!gatewayFamilies(snapshot, intent).has("ipv6") || !offer.ipAddressTypes.includes("ipv6")) return null;
  if (existing) return existing.ipAddressType === "ipv4" && mayModify(existing, snapshot) ? "dualstack" : null;
  return gatewayFamilies(snapshot, intent).has("ipv4") ? "dualstack" : "ipv6";
}

function endpointGroupOf(snapshot: Snapshot, intent: Intent): EndpointGroup {
  const wanted = intent.endpointSecurityGroup;
  const existing = snapshot.securityGroups.find((group) =>
    "id" in wanted ? group.id === wanted.id : group.name === wanted.create.name,
  );
  if (existing) return { existing };
  return { create: "id" in wanted ? wanted.id : wanted.create.name };
}

/** The subnets that the intent names for endpoints, in the order in which they are taken. */
function candidateSubnets(snapshot: Snapshot, intent: Intent): Subnet[] {
  const named = new Set(intent.subnetIds);
  return snapshot.subnets.filter(({ id }) => named.has(id)).sort(subnetChoice(snapshot, intent));
}

/** What all of these lack together, as far as it is still missing. */
function neededOfAll<Who extends string>(
  lacking: readonly ReadonlyMap<Who, readonly PortRange[]>[],
  stillMissing: (who: Who, ports: readonly PortRange[]) => readonly PortRange[],
): Needed<Who> {
  const together = new Map<Who, PortRange[]>();
  for (const [who, ports] of lacking.flatMap((some) => [...some])) {
    together.set(who, mergePorts([...(together.get(who) ?? []), ...ports]));
  }
  const sorted = [...together].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    sorted.map(([who, ports]) => [who, stillMissing(who, ports)] as const).filter(([, ports]) => ports.length > 0),
  );
}

/** The desired state for the intent, beside what exists: the difference becomes the plan's changes. */
export function desiredState(snapshot: Snapshot, intent: Intent): Desired {
  const services = servicesOf(snapshot, intent);
  const candidates = candidateSubnets(snapshot, intent);
  const endpointGroup = endpointGroupOf(snapshot, intent);
  const groupId = "existing" in endpointGroup ? endpointGroup.existing.id : null;
  const interfaces = services
    .filter((service) => service.offer.type === "Interface")
    .map((service) => desiredInterface(snapshot, intent, service, candidates, groupId));
  const gateways = services
    .filter((service) => service.offer.type === "Gateway")
    .map((service) => desiredGateway(snapshot, intent, service));

  const privateDns =
    intent.privateDns &&
    interfaces.some(
      ({ service, existing, placement }) =>
        service.offer.privateDnsNames.length > 0 && (existing || placement.chosen.length > 0),
    );
  const hasOwnDns = snapshot.vpc !== null && ownDnsServers(snapshot.vpc).length > 0;
  const rest = {
    interfaces,
    gateways,
    endpointGroup,
    ingressFrom: neededOfAll(
      interfaces.map(({ notAllowed }) => notAllowed),
      (client, ports) => (groupId ? portsNotAllowed(snapshot, intent, [groupId], client, ports) : ports),
    ),
    ingressFromCidrs: neededOfAll(
      interfaces.map(({ cidrsNotAllowed }) => cidrsNotAllowed),
      (cidr, ports) => (groupId ? portsNotAllowedTo(snapshot, [groupId], cidr, ports) : ports),
    ),
    enableDnsSupport: !snapshot.vpc?.enableDnsSupport && services.length > 0 && (privateDns || !hasOwnDns),
    enableDnsHostnames: privateDns && !snapshot.vpc?.enableDnsHostnames,
  };
  return { ...rest, egressTo: egressLacking(snapshot, intent, rest) };
}
