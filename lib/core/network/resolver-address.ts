/** Which DNS servers of a DHCP option set are the VPC resolver (VPC user guide, Understanding Amazon DNS). */
import { addressesOf } from "./intervals";
import type { Vpc } from "./snapshot";

const LINK_LOCAL = "169.254.169.253";
const IPV6 = "fd00:ec2::253";

/** Whether a server is the VPC resolver: by its name, its fixed addresses, or the base of the primary CIDR plus two. */
export function isVpcResolver(server: string, { cidrs }: Pick<Vpc, "cidrs">): boolean {
  if (server === "AmazonProvidedDNS") return true;
  if (server.includes(":")) return sameAddress(server, IPV6);
  const [primary] = cidrs;
  const base = primary === undefined ? undefined : addressesOf(primary, 4)[0]?.from;
  const address = addressesOf(server, 4)[0]?.from;
  return server === LINK_LOCAL || (base !== undefined && address === Number(base) + 2);
}

/** The custom DNS servers in a VPC's DHCP options. */
export const ownDnsServers = (vpc: Pick<Vpc, "cidrs" | "domainNameServers">): string[] =>
  vpc.domainNameServers.filter((server) => !isVpcResolver(server, vpc));

function sameAddress(one: string, other: string): boolean {
  return addressesOf(one, 6)[0]?.from === addressesOf(other, 6)[0]?.from;
}
