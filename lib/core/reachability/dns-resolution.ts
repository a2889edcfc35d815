/** What a service's name resolves to in a VPC, the same for all its clients of one address family. */

import type { BlockReason } from "#lib/core/format/plan-format";
import type { Family } from "#lib/core/network/intervals";
import { type NetworkIndex, networkIndex } from "#lib/core/network/network-index";
import { isVpcResolver } from "#lib/core/network/resolver-address";
import { isNamed, namesInFamily } from "#lib/core/network/services/endpoint";
import { type RequestedService, standardNames } from "#lib/core/network/services/service";
import type { DnsFirewallRule, RouteTableId, Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { blockingRule } from "./dns-firewall";
import { baseName } from "./domain-names";
import { followZone, type Target } from "./zone-records";
import { listed, overrideOf } from "./zones-and-rules";

/** Which of its names a client asks for: the service's standard ones, or the one of the endpoint itself. */
export type AskedName = "standard" | "endpoint";

/** The query, without the client. */
export type NameQuestion = { service: RequestedService; name: AskedName; family: Family };

export type Resolution =
  /** Nothing to connect to. */
  | { kind: "none"; reason: BlockReason }
  /** What it leads to is not to be seen from here. */
  | { kind: "unknown"; reason: BlockReason }
  | { kind: "endpoints"; targets: Target[] }
  | {
      kind: "public";
      /** The gateway endpoints that route tables may lead to instead. */
      gateways: VpcEndpoint[];
      /** Why no endpoint resolves the name. */
      causes: BlockReason[];
    };

const isAvailable = ({ state }: VpcEndpoint): boolean => state === "available";

/** A participant of a shared VPC sees none of its endpoints (VPC user guide, shared subnets). */
export function isParticipant({ vpc, accountId }: Pick<Snapshot, "vpc" | "accountId">): boolean {
  return vpc !== null && vpc.ownerId !== "" && vpc.ownerId !== accountId;
}

/** Whether anything resolves names: the VPC resolver, or a custom DNS server. */
function resolvesNames({ vpc }: Snapshot): boolean {
  return vpc !== null && (vpc.enableDnsSupport || vpc.domainNameServers.some((server) => !isVpcResolver(server, vpc)));
}

/** The service's endpoints of one type, in any state. */
function endpointsOf({ endpoints }: Snapshot, { offer }: RequestedService, type: VpcEndpoint["type"]): VpcEndpoint[] {
  return endpoints.filter((endpoint) => endpoint.type === type && endpoint.serviceName === offer.name);
}

/**
 * The interface endpoints that a service's standard names resolve to inside the VPC: available, with private DNS on while the VPC has
 * both DNS attributes, not only for inbound resolver endpoints (VPC user guide, private DNS for interface endpoints), and for
 * IPv6 with AAAA records for the private names.
 */
export function resolvingEndpoints(snapshot: Snapshot, service: RequestedService, family: Family): VpcEndpoint[] {
  if (!snapshot.vpc?.enableDnsSupport || !snapshot.vpc.enableDnsHostnames) return [];
  return endpointsOf(snapshot, service, "Interface")
    .filter((endpoint) => isAvailable(endpoint) && isNamed(endpoint) && namesInFamily(endpoint, family))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const isWrongFamily = (gateway: VpcEndpoint, family: Family): boolean =>
  family === 6 && gateway.ipAddressType === "ipv4";

/** Why no endpoint resolves a name, though something resolves it. */
function causesOfPublicDns(snapshot: Snapshot, service: RequestedService, family: Family): BlockReason[] {
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
    ["no-route", gateways.some((gateway) => !isWrongFamily(gateway, family))],
    [
      "ip-address-type",
      withPrivateDns.some((endpoint) => !namesInFamily(endpoint, family)) ||
        gateways.some((gateway) => isWrongFamily(gateway, family)),
    ],
  ];
  return causes.filter(([, holds]) => holds).map(([cause]) => cause);
}

type DnsOverride = { kind: "unknown"; reason: BlockReason } | { kind: "endpoints"; targets: Target[] } | null;

/** How a zone or rule resolves one name; null: none of them does. `exact`: those of the name itself, else those of parents. */
function overridden(index: NetworkIndex, name: string, exact: boolean): DnsOverride {
  const override = overrideOf(index.snapshot, name);
  if (!override || override.domain === "." || (override.domain === baseName(name)) !== exact) return null;
  const targets = override.kind === "hosted-zone" ? followZone(index, override.zone, name) : null;
  return targets ? { kind: "endpoints", targets } : { kind: "unknown", reason: override.kind };
}

/** Of several names what cannot be seen counts for all. */
function combined(overrides: readonly DnsOverride[]): DnsOverride {
  const unknown = overrides.find((override) => override?.kind === "unknown");
  if (unknown) return unknown;
  const targets = overrides.flatMap((override) => (override?.kind === "endpoints" ? override.targets : []));
  return targets.length > 0 ? { kind: "endpoints", targets } : null;
}

/** A Profile brings an interface endpoint of another VPC that is, or for all that can be read may be, the service's. */
function isBroughtByProfile({ profiles, endpoints }: Snapshot, { offer }: RequestedService): boolean {
  return listed(profiles).some(({ endpointIds, endpointServices = {} }) =>
    endpointIds.some(
      (id) => !endpoints.some((one) => one.id === id) && (endpointServices[id] ?? offer.name) === offer.name,
    ),
  );
}

/** An endpoint's own name, as DNS Firewall sees it; of one that is planned, its form. */
const ownName = ({ id, dnsNames }: VpcEndpoint, { short }: RequestedService, region: string): string =>
  dnsNames.find((name) => name.includes(".vpce.")) ?? `${id}.${short}.${region}.vpce.amazonaws.com`;

/** Of the names that clients ask for, those that DNS Firewall blocks, with the rules. */
export function blockedNames(
  snapshot: Snapshot,
  service: RequestedService,
  asked: AskedName,
): { name: string; rule: DnsFirewallRule }[] {
  const names =
    asked === "standard"
      ? standardNames(service, snapshot)
      : endpointsOf(snapshot, service, "Interface")
          .filter(isAvailable)
          .map((endpoint) => ownName(endpoint, service, snapshot.region));
  return names.flatMap((name) => {
    const rule = blockingRule(snapshot, name);
    return rule ? [{ name, rule }] : [];
  });
}

/** By the endpoints' own names, which need no private DNS. */
function resolveOwnName(snapshot: Snapshot, service: RequestedService): Resolution {
  const endpoints = endpointsOf(snapshot, service, "Interface").filter(isAvailable);
  if (endpoints.length === 0) return { kind: "none", reason: "not-available" };
  if (blockedNames(snapshot, service, "endpoint").length > 0) return { kind: "none", reason: "dns-firewall" };
  return { kind: "endpoints", targets: endpoints.map((endpoint) => ({ endpoint, only: null })) };
}

/** By one or more standard names. */
function resolveNames(snapshot: Snapshot, { service, family }: NameQuestion, names: readonly string[]): Resolution {
  const index = networkIndex(snapshot);
  if (names.some((name) => blockingRule(snapshot, name))) return { kind: "none", reason: "dns-firewall" };
  const exact = combined(names.map((name) => overridden(index, name, true)));
  if (exact) return exact;
  const endpoints = resolvingEndpoints(snapshot, service, family);
  if (endpoints.length > 0) {
    return { kind: "endpoints", targets: endpoints.map((endpoint) => ({ endpoint, only: null })) };
  }
  const ofParent = combined(names.map((name) => overridden(index, name, false)));
  if (ofParent) return ofParent;
  if (service.offer.type === "Interface" && isBroughtByProfile(snapshot, service)) {
    return { kind: "unknown", reason: "hosted-zone" };
  }
  const gateways = endpointsOf(snapshot, service, "Gateway").filter(
    (gateway) => isAvailable(gateway) && !isWrongFamily(gateway, family),
  );
  return { kind: "public", gateways, causes: causesOfPublicDns(snapshot, service, family) };
}

/** What one standard name resolves to. */
export function resolveName(snapshot: Snapshot, question: NameQuestion, name: string): Resolution {
  if (isParticipant(snapshot)) return { kind: "unknown", reason: "not-visible" };
  if (!resolvesNames(snapshot)) return { kind: "none", reason: "dns-support" };
  return resolveNames(snapshot, question, [name]);
}

/** What a service's name resolves to. `hasPorts`: false where it is not known on which ports the service listens. */
export function resolveService(snapshot: Snapshot, question: NameQuestion, hasPorts: boolean): Resolution {
  if (isParticipant(snapshot)) return { kind: "unknown", reason: "not-visible" };
  if (!resolvesNames(snapshot)) return { kind: "none", reason: "dns-support" };
  if (!hasPorts) return { kind: "unknown", reason: "port-unknown" };
  const { service, name } = question;
  if (name === "endpoint" && service.offer.type === "Interface") return resolveOwnName(snapshot, service);
  return resolveNames(snapshot, question, standardNames(service, snapshot));
}

/** The gateways whose route a table has, by its own routes or by what the gateway says of it. */
export function gatewaysOn(
  gateways: readonly VpcEndpoint[],
  table: { id: RouteTableId; routes: readonly { targetId: string | null }[] } | undefined,
): VpcEndpoint[] {
  return gateways.filter(
    ({ id, routeTableIds }) =>
      table && (routeTableIds.includes(table.id) || table.routes.some(({ targetId }) => targetId === id)),
  );
}
