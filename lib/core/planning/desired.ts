import type { Intent } from "#lib/core/intent/intent";
import { isInUse, isNamed, mayModify } from "#lib/core/network/endpoint";
import { routeTableOf, subnetsOfGroup } from "#lib/core/network/routes";
import { findService, policyFieldOf, type RequestedService } from "#lib/core/network/service";
import type {
  RouteTableId,
  SecurityGroupId,
  Snapshot,
  Subnet,
  SubnetId,
  VpcEndpoint,
} from "#lib/core/network/snapshot";
import { subnetChoice } from "#lib/core/network/subnet-choice";
import { samePolicy } from "#lib/core/policy/policy";
import { admitsClient, cidrsToAdmit, egressLacking } from "./client-rules";
import { ingressAdmitsCidr } from "./coverage";
import type { Desired, DesiredGateway, DesiredInterface, EndpointGroup } from "./desired-state";
import { fits, placeEndpoint } from "./placement";

/** The intent's services that the Region offers, one of each offer, in the order of their names. */
export function servicesOf(snapshot: Snapshot, intent: Intent): RequestedService[] {
  const seen = new Set<string>();
  return intent.services.flatMap((written) => {
    const service = findService(snapshot, written);
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

/** The subnets in which a gateway's routes are needed: where the clients' interfaces live, else the candidates. */
function subnetsOfClients(snapshot: Snapshot, intent: Intent): SubnetId[] {
  const lived = intent.clientSecurityGroupIds.flatMap((group) => subnetsOfGroup(snapshot, group));
  return lived.length > 0 ? [...new Set(lived)] : intent.subnetIds;
}

function routeTablesOf(snapshot: Snapshot, intent: Intent): RouteTableId[] {
  if (intent.gatewayRouteTableIds) return intent.gatewayRouteTableIds;
  const tables = subnetsOfClients(snapshot, intent).flatMap((subnet) => routeTableOf(snapshot, subnet)?.id ?? []);
  return [...new Set(tables)].sort();
}

function policyFor(
  snapshot: Snapshot,
  intent: Intent,
  service: RequestedService,
  existing: VpcEndpoint | null,
): string | null {
  const field = policyFieldOf(snapshot, intent.policies, service);
  const wanted = field === null ? undefined : intent.policies[field];
  if (wanted === undefined || !service.offer.policySupported) return null;
  return existing && samePolicy(existing.policy, wanted) ? null : JSON.stringify(wanted);
}

/** Whether an endpoint has, or by one modification can have, the addresses that an IP address type stands for. */
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

/** Whether an endpoint does all that the intent wants as it is, apart from further Availability Zones. */
function doesAsItIs(snapshot: Snapshot, intent: Intent, service: RequestedService, endpoint: VpcEndpoint): boolean {
  const { securityGroupIds: groups, ipAddressType } = endpoint;
  const needsName = intent.privateDns && service.offer.privateDnsNames.length > 0;
  return (
    (isNamed(endpoint) || !needsName) &&
    serves(snapshot, service, endpoint, intent.ipAddressType) &&
    policyFor(snapshot, intent, service, endpoint) === null &&
    intent.clientSecurityGroupIds.every((client) => admitsClient(snapshot, intent, groups, client)) &&
    cidrsToAdmit(snapshot, intent, ipAddressType).every((cidr) => ingressAdmitsCidr(snapshot, groups, cidr))
  );
}

/**
 * The endpoint to build on: one of this account's own; one that Postern may not change only where it does as it is, and
 * only in the place of one of our own that does not answer the name yet. null: a new one is needed.
 */
function endpointToUse(snapshot: Snapshot, intent: Intent, service: RequestedService): VpcEndpoint | null {
  const all = endpointsOf(snapshot, service);
  const own = all.find((endpoint) => mayModify(endpoint, snapshot)) ?? null;
  if (own && (isNamed(own) || !intent.privateDns)) return own;
  const other = all.find((one) => !mayModify(one, snapshot) && doesAsItIs(snapshot, intent, service, one));
  return other ?? own;
}

function desiredInterface(
  snapshot: Snapshot,
  intent: Intent,
  service: RequestedService,
  candidates: readonly Subnet[],
  groupId: SecurityGroupId | null,
): DesiredInterface {
  const existing = endpointToUse(snapshot, intent, service);
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
    notAdmitted: [],
    cidrsNotAdmitted: [],
    needsGroup: false,
    ipAddressType: null,
    turnOnPrivateDns: false,
    policy: null,
  };
  if (existing && !mayModify(existing, snapshot)) {
    return { service, existing, left, placement: { ...placement, chosen: [] }, ...nothing };
  }
  if (!existing && placement.chosen.length === 0) return { service, existing, left, placement, ...nothing };
  const notAdmitted = intent.clientSecurityGroupIds.filter(
    (client) => !existing || !admitsClient(snapshot, intent, existing.securityGroupIds, client),
  );
  const cidrs = cidrsToAdmit(snapshot, intent, ipAddressType);
  const cidrsNotAdmitted = existing
    ? cidrs.filter((cidr) => !ingressAdmitsCidr(snapshot, existing.securityGroupIds, cidr))
    : cidrs;
  const shut = notAdmitted.length > 0 || cidrsNotAdmitted.length > 0;
  const possible = service.offer.privateDnsNames.length > 0 && !(existing?.state === "pendingacceptance");
  const acceptedFirst = !existing && service.offer.acceptanceRequired;
  return {
    service,
    existing,
    left,
    placement,
    notAdmitted,
    cidrsNotAdmitted,
    needsGroup: !existing || (shut && !(groupId && existing.securityGroupIds.includes(groupId))),
    ipAddressType: widened ? "dualstack" : null,
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
  return { service, existing, missingRouteTables, policy: policyFor(snapshot, intent, service, existing) };
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

/** What should hold for the intent, beside what is there: the difference becomes the plan's changes. */
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

  const notAdmitted = new Set(interfaces.flatMap((desired) => desired.notAdmitted));
  const privateDns =
    intent.privateDns &&
    interfaces.some(
      ({ service, existing, placement }) =>
        service.offer.privateDnsNames.length > 0 && (existing || placement.chosen.length > 0),
    );
  const ownDnsServers = snapshot.vpc?.domainNameServers.some((server) => server !== "AmazonProvidedDNS") ?? false;
  const rest = {
    interfaces,
    gateways,
    endpointGroup,
    ingressFrom: intent.clientSecurityGroupIds.filter(
      (client) => notAdmitted.has(client) && !(groupId && admitsClient(snapshot, intent, [groupId], client)),
    ),
    ingressFromCidrs: [...new Set(interfaces.flatMap((desired) => desired.cidrsNotAdmitted))].filter(
      (cidr) => !(groupId && ingressAdmitsCidr(snapshot, [groupId], cidr)),
    ),
    enableDnsSupport: !snapshot.vpc?.enableDnsSupport && services.length > 0 && (privateDns || !ownDnsServers),
    enableDnsHostnames: privateDns && !snapshot.vpc?.enableDnsHostnames,
  };
  return { ...rest, egressTo: egressLacking(snapshot, intent, rest) };
}
