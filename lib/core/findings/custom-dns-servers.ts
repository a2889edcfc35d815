import type { Check } from "./check";

/** The VPC's DHCP options name DNS servers of its own: private DNS works only where these forward to the VPC resolver. */
export const customDnsServers: Check = ({ before, intent, desired }) => {
  const servers = before.vpc?.domainNameServers.filter((server) => server !== "AmazonProvidedDNS") ?? [];
  if (servers.length === 0 || !intent.privateDns || desired.interfaces.length === 0) return [];
  return [
    {
      code: "custom-dns-servers",
      severity: "warning",
      summary: `${intent.vpcId} uses DNS servers of its own: ${servers.join(", ")}.`,
      detail:
        "Private DNS names are answered by the VPC resolver only. Servers that do not forward to it go on giving public addresses.",
      resources: [intent.vpcId],
      fix: "Let these servers forward the services' domains to the VPC resolver (the VPC's base address plus two), or use it directly.",
    },
  ];
};
