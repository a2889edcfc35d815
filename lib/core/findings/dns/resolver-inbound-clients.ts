import { inboundResolverOf } from "#lib/core/network/interface-kind";
import { listed } from "#lib/core/text/phrases";
import type { Check } from "../check";

/** Clients that resolve names through an inbound Resolver endpoint of the VPC gets the endpoints' private addresses, too. */
export const resolverInboundClients: Check = ({ before, desired }) => {
  const changed = desired.interfaces.filter(({ turnOnPrivateDns }) => turnOnPrivateDns);
  const ids = [...new Set(before.networkInterfaces.flatMap((one) => inboundResolverOf(one) ?? []))].sort();
  if (changed.length === 0 || ids.length === 0) return [];
  return [
    {
      code: "resolver-inbound-clients",
      severity: "warning",
      summary: `Clients outside the VPC that resolve names through ${listed(ids)} get the private addresses of ${listed(changed.map(({ service }) => service.raw))}, too.`,
      detail:
        "An inbound Resolver endpoint resolves names for other networks as the VPC resolver does for the VPC. Clients there reach the endpoints only where routes lead to the VPC and the endpoints' group allows them.",
      resources: ids,
      fix: "Allow these networks' CIDRs in the endpoints' group, or keep these names from being forwarded to the VPC.",
    },
  ];
};
