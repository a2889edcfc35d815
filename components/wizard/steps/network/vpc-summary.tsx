import { Badge } from "#components/ui/badge";
import type { VpcSummary } from "#lib/core/network/vpc-summary";
import { counted } from "#lib/core/text/phrases";

/** "6 tasks, 2 instances, 1 NAT gateway": what lives in a VPC; endpoints are counted elsewhere. */
export function workloadsOf({ workloads, interfaces }: Pick<VpcSummary, "workloads" | "interfaces">): string {
  const words = Object.entries(workloads)
    .sort(([one, a], [other, b]) => Number(one === "interface") - Number(other === "interface") || b - a)
    .map(([what, count]) => counted(count, what === "interface" ? "other interface" : what));
  const nats = interfaces.nat_gateway ?? 0;
  if (nats > 0) words.push(counted(nats, "NAT gateway"));
  return words.length > 0 ? words.join(", ") : "Nothing runs here";
}

/** The DNS attributes and servers that private DNS depends on. `onlyProblems`: nothing where all is as it has to be. */
export function DnsBadges({ vpc, onlyProblems = false }: { vpc: VpcSummary; onlyProblems?: boolean }) {
  const own = vpc.domainNameServers.filter((server) => server !== "AmazonProvidedDNS");
  return (
    <span className="flex flex-wrap gap-1">
      {vpc.enableDnsSupport ? null : <Badge tone="warning">DNS resolution off</Badge>}
      {vpc.enableDnsHostnames ? null : <Badge tone="warning">DNS hostnames off</Badge>}
      {own.length > 0 ? <Badge tone="warning">Own DNS servers</Badge> : null}
      {!onlyProblems && vpc.enableDnsSupport && vpc.enableDnsHostnames && own.length === 0 ? (
        <Badge tone="success">DNS ready</Badge>
      ) : null}
    </span>
  );
}
