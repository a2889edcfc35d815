/** Words for the codes of a plan, the same on every page and in every document. */

import type { Severity } from "#lib/core/format/finding-codes";
import type { BlockReason, ReachabilityRow, Verdict } from "#lib/core/format/plan-format";
import { isNamed } from "#lib/core/network/services/endpoint";
import type { VpcEndpoint } from "#lib/core/network/snapshot";

/** Each as the end of "Not private because …". */
export const BLOCK_REASONS: Record<BlockReason, string> = {
  "no-endpoint": "the VPC has no endpoint for it",
  "not-available": "its endpoint is not available",
  "dns-support": "DNS resolution (enableDnsSupport) is off in the VPC",
  "dns-hostnames": "DNS hostnames (enableDnsHostnames) are off in the VPC",
  "private-dns-off": "its endpoint has private DNS off",
  "no-route": "the subnet's route table has no route to the gateway endpoint",
  "other-route": "another route of the subnet's route table takes the packets, or some of them",
  "no-default-route": "the subnet has no route to the internet",
  "no-public-address": "its interfaces have no public address for the internet gateway",
  "client-egress": "the workload's group does not allow egress on its ports",
  "client-nacl-out": "the network ACL of the workload's subnet does not allow its ports outbound",
  "client-nacl-in": "the network ACL of the workload's subnet does not allow return traffic inbound",
  "endpoint-ingress": "the endpoint's group does not allow ingress from the workload",
  "endpoint-nacl-in": "the network ACL of the endpoint's subnet does not allow its ports inbound",
  "endpoint-nacl-out": "the network ACL of the endpoint's subnet does not allow return traffic outbound",
  "ip-address-type": "its endpoint is not for this kind of addresses (IPv4, IPv6)",
  "dns-firewall": "DNS Firewall blocks its name",
  "hosted-zone": "a private hosted zone resolves its name, and where that leads is not visible from here",
  "resolver-rule": "a Resolver rule forwards its name, and where that leads is not visible from here",
  "port-unknown": "the ports that it listens on are not known",
  "group-unreadable": "a security group that matters here cannot be read",
  "not-visible": "the VPC is shared by another account, whose endpoints are not visible from here",
};

/** Each in two or three words, for an arrow. */
export const SHORT_REASONS: Record<BlockReason, string> = {
  "no-endpoint": "no endpoint",
  "not-available": "not available",
  "dns-support": "DNS is off",
  "dns-hostnames": "DNS hostnames off",
  "private-dns-off": "private DNS off",
  "no-route": "no route",
  "other-route": "another route",
  "no-default-route": "no default route",
  "no-public-address": "no public address",
  "client-egress": "no egress rule",
  "client-nacl-out": "network ACL",
  "client-nacl-in": "network ACL",
  "endpoint-ingress": "no ingress rule",
  "endpoint-nacl-in": "network ACL",
  "endpoint-nacl-out": "network ACL",
  "ip-address-type": "IPv4 or IPv6",
  "dns-firewall": "DNS Firewall",
  "hosted-zone": "hosted zone",
  "resolver-rule": "Resolver rule",
  "port-unknown": "unknown port",
  "group-unreadable": "unreadable group",
  "not-visible": "not visible",
};
/** Those that network ACLs are, in the order in which a packet meets them. */
export const NETWORK_ACL_REASONS: readonly BlockReason[] = [
  "client-nacl-out",
  "client-nacl-in",
  "endpoint-nacl-in",
  "endpoint-nacl-out",
];

/** Whether a network ACL keeps a plan's path from being private. */
export const isBlockedByAcl = ({ after, blockedBy }: Pick<ReachabilityRow, "after" | "blockedBy">): boolean =>
  after !== "private" && blockedBy.after.some((reason) => NETWORK_ACL_REASONS.includes(reason));

/**
 * The causes of a verdict as text, as `BLOCK_REASONS` has them. An endpoint that is not available is no endpoint to packets; to people
 * it is one, so only its state is said.
 */
export function blockReasons(reasons: readonly BlockReason[]): string[] {
  const there = reasons.includes("not-available");
  return reasons.flatMap((reason) => (there && reason === "no-endpoint" ? [] : BLOCK_REASONS[reason]));
}

export const VERDICTS: Record<Verdict, string> = {
  private: "private",
  partial: "partly",
  public: "public",
  none: "no access",
  unknown: "unknown",
};

export const SEVERITIES: Record<Severity, { one: string; many: string }> = {
  error: { one: "error", many: "errors" },
  warning: { one: "warning", many: "warnings" },
  info: { one: "note", many: "notes" },
};

/** How an interface endpoint's private DNS is: on, off, or on for inbound resolver endpoints alone. */
export function privateDnsWord(endpoint: VpcEndpoint): string {
  if (isNamed(endpoint)) return "on";
  return endpoint.privateDnsEnabled ? "for inbound resolvers only" : "off";
}
