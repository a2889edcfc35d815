/** Who answers a service's name, and so which way its packets take. */
import { answeringEndpoints } from "./dns";
import { gatewayWay } from "./gateway-way";
import { interfaceWay } from "./interface-way";
import type { VpcEndpoint } from "./network";
import type { NetworkIndex } from "./network-index";
import type { BlockReason } from "./plan-format";
import { publicWay } from "./public-way";
import type { RequestedService } from "./service";
import type { Client, Way } from "./way";

/** Which of its names a client asks for: the service's standard ones, or the one of the endpoint itself. */
export type AskedName = "standard" | "endpoint";

export const AMAZON_PROVIDED_DNS = "AmazonProvidedDNS";

const isAvailable = ({ state }: VpcEndpoint): boolean => state === "available";

function resolves({ snapshot: { vpc } }: NetworkIndex): boolean {
  if (!vpc) return false;
  return vpc.enableDnsSupport || vpc.domainNameServers.some((server) => server !== AMAZON_PROVIDED_DNS);
}

/** The service's endpoints of one type, in any state. */
function endpointsOf({ snapshot }: NetworkIndex, { offer }: RequestedService, type: VpcEndpoint["type"]) {
  return snapshot.endpoints.filter((endpoint) => endpoint.type === type && endpoint.serviceName === offer.name);
}

function answering(index: NetworkIndex, service: RequestedService, name: AskedName): VpcEndpoint[] {
  return name === "endpoint" && service.offer.type === "Interface"
    ? endpointsOf(index, service, "Interface").filter(isAvailable)
    : answeringEndpoints(index.snapshot, service.offer.name);
}

/** Why no endpoint answers a name that the VPC resolves publicly. */
function unanswered(index: NetworkIndex, service: RequestedService): BlockReason[] {
  const { vpc } = index.snapshot;
  const wanted = endpointsOf(index, service, service.offer.type);
  const interfaces = endpointsOf(index, service, "Interface").filter(isAvailable);
  const withPrivateDns = interfaces.filter(
    (one) => one.privateDnsEnabled && !one.privateDnsOnlyForInboundResolverEndpoint,
  );
  const gateways = endpointsOf(index, service, "Gateway").filter(isAvailable);
  const causes: [BlockReason, boolean | undefined][] = [
    ["no-endpoint", !wanted.some(isAvailable)],
    ["not-available", !wanted.every(isAvailable)],
    ["private-dns-off", interfaces.length > 0 && withPrivateDns.length === 0],
    ["dns-support", withPrivateDns.length > 0 && !vpc?.enableDnsSupport],
    ["dns-hostnames", withPrivateDns.length > 0 && !vpc?.enableDnsHostnames],
    ["no-route", gateways.length > 0],
  ];
  return causes.filter(([, holds]) => holds).map(([cause]) => cause);
}

/** The way that DNS decides for a client's packets to a service: an endpoint's, a gateway's, the public one, or none. */
export function wayTo(index: NetworkIndex, client: Client, service: RequestedService, name: AskedName): Way {
  if (!resolves(index)) return { arrives: "private", legs: [], causes: ["dns-support"] };

  const endpoints = answering(index, service, name);
  if (endpoints.length > 0) return interfaceWay(index, client, endpoints);

  const table = index.routeTableOf(client.subnet.id);
  const gateways = endpointsOf(index, service, "Gateway").filter(isAvailable);
  if (table && gateways.some(({ routeTableIds }) => routeTableIds.includes(table.id))) {
    return gatewayWay(index, client, service.offer.name);
  }
  return { ...publicWay(index, client), causes: unanswered(index, service) };
}
