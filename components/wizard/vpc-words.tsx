import type { VpcRow } from "#components/queries";
import { Badge } from "#components/ui/badge";

const INTERFACE_WORDS: Readonly<Record<string, [one: string, many: string]>> = {
  interface: ["network interface", "network interfaces"],
  nat_gateway: ["NAT gateway", "NAT gateways"],
  lambda: ["function interface", "function interfaces"],
  network_load_balancer: ["network load balancer interface", "network load balancer interfaces"],
  load_balancer: ["load balancer interface", "load balancer interfaces"],
  gateway_load_balancer: ["gateway load balancer interface", "gateway load balancer interfaces"],
  efa: ["EFA interface", "EFA interfaces"],
  trunk: ["trunk interface", "trunk interfaces"],
};

/** "12 network interfaces, 2 NAT gateways": what lives in a VPC; endpoints are counted elsewhere. */
export function inhabitantsOf({ interfaces }: Pick<VpcRow, "interfaces">): string {
  const words = Object.entries(interfaces)
    .filter(([type, count]) => count > 0 && type !== "vpc_endpoint" && type !== "gateway_load_balancer_endpoint")
    .sort(([, a], [, b]) => b - a)
    .map(([type, count]) => {
      const [one, many] = INTERFACE_WORDS[type] ?? [type.replaceAll("_", " "), type.replaceAll("_", " ")];
      return `${count} ${count === 1 ? one : many}`;
    });
  return words.length > 0 ? words.join(", ") : "Nothing runs here";
}

/** The DNS attributes and servers that private DNS depends on. */
export function DnsBadges({ vpc }: { vpc: VpcRow }) {
  const own = vpc.domainNameServers.filter((server) => server !== "AmazonProvidedDNS");
  return (
    <span className="flex flex-wrap gap-1">
      {vpc.enableDnsSupport ? null : <Badge tone="warning">DNS resolution off</Badge>}
      {vpc.enableDnsHostnames ? null : <Badge tone="warning">DNS hostnames off</Badge>}
      {own.length > 0 ? <Badge tone="warning">Own DNS servers</Badge> : null}
      {vpc.enableDnsSupport && vpc.enableDnsHostnames && own.length === 0 ? (
        <Badge tone="success">DNS ready</Badge>
      ) : null}
    </span>
  );
}
