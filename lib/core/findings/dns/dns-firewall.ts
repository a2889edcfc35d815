import { blockedNames } from "#lib/core/reachability/dns-resolution";
import type { Check } from "../check";
import { resolvesStandardNames } from "./names";

/** DNS Firewall blocks a name that the workloads are to use: nothing resolves then, endpoint or not. */
export const dnsFirewall: Check = (facts) => {
  const { after, services } = facts;
  return services.flatMap((service) => {
    const blocked = blockedNames(after, service, resolvesStandardNames(facts, service) ? "standard" : "endpoint");
    const [first] = blocked;
    if (!first) return [];
    const { ruleGroupId, ruleGroupName, name } = first.rule;
    return [
      {
        code: "dns-firewall",
        severity: "error" as const,
        summary: `${service.raw}: the DNS Firewall rule ${name} of ${ruleGroupName || ruleGroupId} (${ruleGroupId}) blocks ${blocked.map((one) => one.name).join(", ")}.`,
        detail: "The VPC resolver does not resolve a blocked name, even if an endpoint has it.",
        resources: [ruleGroupId, service.raw],
        fix: "Take the name out of the rule's domain list, or add a rule before it that allows the name.",
      },
    ];
  });
};
