/** Which names DNS Firewall blocks (Route 53 developer guide, DNS Firewall: rules apply in order, the first match decides). */
import type { DnsFirewallRule, Snapshot } from "#lib/core/network/snapshot";
import { baseName } from "./domain-names";
import { listed } from "./zones-and-rules";

/** Whether a domain of a list matches a name; of a wildcard name, all names that it matches. */
function matches(domain: string, standardName: string): boolean {
  const pattern = domain.toLowerCase().replace(/\.$/, "");
  const name = standardName.toLowerCase().replace(/\.$/, "");
  if (pattern === "*") return true;
  return pattern.startsWith("*.")
    ? `.${baseName(name)}`.endsWith(pattern.slice(1)) && name !== pattern.slice(2)
    : pattern === name;
}

/** The rule that blocks a name; null: none does, as far as the lists can be read. */
export function blockingRule(snapshot: Pick<Snapshot, "dnsFirewall">, standardName: string): DnsFirewallRule | null {
  const first = listed(snapshot.dnsFirewall).find(({ domains }) =>
    domains?.some((domain) => matches(domain, standardName)),
  );
  return first?.action === "BLOCK" ? first : null;
}
