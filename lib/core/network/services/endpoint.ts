/** What an endpoint's own attributes say of it. */

import type { Family } from "../intervals";
import type { Snapshot, VpcEndpoint } from "../snapshot";

const IN_USE = new Set(["available", "pending", "pendingacceptance", "partial"]);

/** Whether an endpoint is in use or on its way: not deleted, failed, rejected or expired, nor being deleted. */
export function isInUse({ state }: VpcEndpoint): boolean {
  return IN_USE.has(state);
}

/** Whether Postern may change an endpoint: it is this account's own and no AWS service manages it. */
export function mayModify(endpoint: VpcEndpoint, snapshot: Snapshot): boolean {
  return !endpoint.requesterManaged && (endpoint.ownerId === "" || endpoint.ownerId === snapshot.accountId);
}

/** Whether an endpoint's private DNS is on, and not for inbound resolver endpoints only, which leaves the VPC itself out. */
export const isNamed = (
  endpoint: Pick<VpcEndpoint, "privateDnsEnabled" | "privateDnsOnlyForInboundResolverEndpoint">,
) => endpoint.privateDnsEnabled && !endpoint.privateDnsOnlyForInboundResolverEndpoint;

/** Kinds of records that an endpoint's private names get with AAAA among them (EC2 API reference, DnsOptions; `service-defined` has none). */
const WITH_AAAA: readonly string[] = ["ipv6", "dualstack"];

/** Whether an endpoint's private names have records of the family: of IPv4 nothing more is asked. */
export function namesInFamily({ dnsRecordIpType, ipAddressType }: VpcEndpoint, family: Family): boolean {
  return family === 4 || WITH_AAAA.includes(dnsRecordIpType ?? ipAddressType);
}
