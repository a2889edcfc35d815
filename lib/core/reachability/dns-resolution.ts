/** Who answers a service's name, and so which way its packets take. */

import type { BlockReason } from "#lib/core/format/plan-format";
import { isNamed } from "#lib/core/network/endpoint";
import type { NetworkIndex } from "#lib/core/network/network-index";
import type { RequestedService } from "#lib/core/network/service";
import type { RouteTableId, Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { answeringEndpoints } from "./dns";
import { gatewayWays } from "./gateway-path";
import { interfaceWays } from "./interface-path";
import { type Ways, way } from "./path";
import { publicWays } from "./public-path";

/** Which of its names a client asks for: the service's standard ones, or the one of the endpoint itself. */
export type AskedName = "standard" | "endpoint";

/** What DNS says: nothing, the addresses of endpoints, or public addresses. */
export type Answer =
  | { kind: "nothing" }
  | { kind: "endpoints"; endpoints: VpcEndpoint[] }
  | {
      kind: "public";
      /** The route tables that lead to a gateway endpoint instead. */
      gateway: { serviceName: string; routeTableIds: RouteTableId[] } | null;
      /** Why no endpoint answers. */
      causes: BlockReason[];
    };

const AMAZON_PROVIDED_DNS = "AmazonProvidedDNS";

const isAvailable = ({ state }: VpcEndpoint): boolean => state === "available";

function resolves({ vpc }: Snapshot): boolean {
  if (!vpc) return false;
  return vpc.enableDnsSupport || vpc.domainNameServers.some((server) => server !== AMAZON_PROVIDED_DNS);
}

/** The service's endpoints of one type, in any state. */
function endpointsOf({ endpoints }: Snapshot, { offer }: RequestedService, type: VpcEndpoint["type"]): VpcEndpoint[] {
  return endpoints.filter((endpoint) => endpoint.type === type && endpoint.serviceName === offer.name);
}

/** Why no endpoint answers a name, though the VPC resolves it. */
function unanswered(snapshot: Snapshot, service: RequestedService): BlockReason[] {
  const { vpc } = snapshot;
  const wanted = endpointsOf(snapshot, service, service.offer.type);
  const interfaces = endpointsOf(snapshot, service, "Interface").filter(isAvailable);
  const withPrivateDns = interfaces.filter(isNamed);
  const gateways = endpointsOf(snapshot, service, "Gateway").filter(isAvailable);
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

/** Who answers a service's name in a VPC: the same for all its clients. */
export function answerTo(snapshot: Snapshot, service: RequestedService, name: AskedName): Answer {
  if (!resolves(snapshot)) return { kind: "nothing" };
  const endpoints =
    name === "endpoint" && service.offer.type === "Interface"
      ? endpointsOf(snapshot, service, "Interface").filter(isAvailable)
      : answeringEndpoints(snapshot, service.offer.name);
  if (endpoints.length > 0) return { kind: "endpoints", endpoints };

  const gateways = endpointsOf(snapshot, service, "Gateway").filter(isAvailable);
  const routeTableIds = gateways.flatMap((gateway) => gateway.routeTableIds);
  return {
    kind: "public",
    gateway: routeTableIds.length > 0 ? { serviceName: service.offer.name, routeTableIds } : null,
    causes: unanswered(snapshot, service),
  };
}

/** The ways that clients' packets take after an answer. */
export function waysAfter(index: NetworkIndex, answer: Answer): Ways {
  switch (answer.kind) {
    case "nothing": {
      const nowhere = way(4, { arrives: "private", legs: [], causes: ["dns-support"] });
      return () => nowhere;
    }
    case "endpoints":
      return interfaceWays(index, answer.endpoints);
    case "public": {
      const { gateway, causes } = answer;
      const publicly = publicWays(index, causes);
      if (!gateway) return publicly;
      const [privately, tables] = [gatewayWays(index, gateway.serviceName), new Set(gateway.routeTableIds)];
      return (client, egress) => {
        const table = index.routeTableOf(client.subnet.id);
        return table && tables.has(table.id) ? privately(client, egress) : publicly(client, egress);
      };
    }
    default:
      return answer satisfies never;
  }
}
