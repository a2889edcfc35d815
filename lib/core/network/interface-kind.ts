/** What network interfaces are, as far as EC2 says: by their type, and by how the services that own them describe them. */
import type { NetworkInterface } from "./snapshot";

/** Of EC2's interface types, those that open no connections of their own (EC2 API reference, NetworkInterface). */
const SILENT_TYPES: ReadonlySet<string> = new Set([
  "vpc_endpoint",
  "gateway_load_balancer_endpoint",
  "nat_gateway",
  "transit_gateway",
  "network_load_balancer",
  "gateway_load_balancer",
  "efs",
]);

/** The same, of interfaces whose type does not say it. */
const SILENT_DESCRIPTIONS: readonly RegExp[] = [
  /^VPC Endpoint Interface /,
  /^Interface for NAT Gateway /,
  /^Route 53 Resolver: /,
  /^ELB (?:net|gwy)\//,
  /^EFS mount target for /,
  /^ElastiCache /,
];

type Described = Pick<NetworkInterface, "interfaceType" | "description">;

/**
 * Whether an interface opens connections of its own: not those of NAT gateways, VPC endpoints, Resolver endpoints, network and
 * gateway load balancers, EFS mount targets and ElastiCache nodes, which only respond.
 */
export function opensConnections({ interfaceType, description }: Described): boolean {
  return !SILENT_TYPES.has(interfaceType) && !SILENT_DESCRIPTIONS.some((form) => form.test(description));
}

/** The id of the inbound Resolver endpoint that an interface belongs to; null: to none. */
export function inboundResolverOf({ description }: Described): string | null {
  return /^Route 53 Resolver: (rslvr-in-[0-9a-z]+)/.exec(description)?.[1] ?? null;
}
