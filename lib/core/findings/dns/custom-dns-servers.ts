import type { Finding } from "#lib/core/format/plan-format";
import { ownDnsServers } from "#lib/core/network/resolver-address";
import { standardNames } from "#lib/core/network/services/service";
import { resolveName } from "#lib/core/reachability/dns-resolution";
import { overrideOf } from "#lib/core/reachability/zones-and-rules";
import type { Check, Facts } from "../check";

/** The VPC's DHCP options name custom DNS servers: private DNS works only where these forward to the VPC resolver. */
function inDhcpOptions({ before, intent, desired }: Facts): Finding[] {
  const servers = before.vpc ? ownDnsServers(before.vpc) : [];
  if (servers.length === 0 || !intent.privateDns || desired.interfaces.length === 0) return [];
  return [
    {
      code: "custom-dns-servers",
      severity: "warning",
      summary: `${intent.vpcId} uses custom DNS servers: ${servers.join(", ")}.`,
      detail:
        "Only the VPC resolver resolves private DNS names. Servers that do not forward to it keep returning public addresses.",
      resources: [intent.vpcId],
      fix: "Let these servers forward the services' domains to the VPC resolver (the VPC's base address plus two), or use it directly.",
    },
  ];
}

/** A Resolver rule forwards all names that nothing in the VPC resolves to custom DNS servers. */
function byRootRule({ before, after, services }: Facts): Finding[] {
  const rules = new Map<string, { words: string; services: Set<string> }>();
  for (const snapshot of new Set([before, after])) {
    for (const service of services) {
      for (const name of standardNames(service, snapshot)) {
        const override = overrideOf(snapshot, name);
        if (override?.kind !== "resolver-rule" || override.domain !== ".") continue;
        if (resolveName(snapshot, { service, name: "standard", family: 4 }, name).kind !== "public") continue;
        const { id, targets } = override.rule;
        const known = rules.get(id) ?? {
          words: targets.length > 0 ? targets.join(", ") : "its servers",
          services: new Set(),
        };
        known.services.add(service.raw);
        rules.set(id, known);
      }
    }
  }
  return [...rules].map(([id, { words, services: forwarded }]) => ({
    code: "custom-dns-servers",
    severity: "warning",
    summary: `The Resolver rule ${id} forwards all names to ${words}, those of ${[...forwarded].join(", ")} too where no endpoint resolves them.`,
    detail: "Where these servers do not resolve a name as public DNS does, workloads do not reach the service.",
    resources: [id],
    fix: "Make sure that these servers resolve the services' public names.",
  }));
}

/** Custom DNS servers resolve names in this VPC. */
export const customDnsServers: Check = (facts) => [...inDhcpOptions(facts), ...byRootRule(facts)];
