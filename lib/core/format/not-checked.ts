import type { Read, Snapshot } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";

type Part = "hostedZones" | "resolverRules" | "profiles" | "dnsFirewall" | "quotas" | "prices";

/** What a plan does without, where a read was skipped. */
const WITHOUT: Readonly<Record<Part, string>> = {
  hostedZones: "private hosted zones that resolve the same names",
  resolverRules: "Resolver rules that forward the same names",
  profiles: "Route 53 Profiles that bring zones, rules or endpoints for the same names",
  dnsFirewall: "DNS Firewall rules that block the same names",
  quotas: "this account's quotas, so defaults are used",
  prices: "the Price List, so built-in list prices are used",
};

type Checked = Pick<Snapshot, Part | "prefixLists" | "networkInterfaces" | "securityGroups" | "associatedGroups">;

/** What could not be checked for this snapshot, each with the reason: findings that need it are silent. */
export function notChecked(snapshot: Checked): string[] {
  const skipped = (Object.keys(WITHOUT) as Part[]).flatMap((part) => {
    const read = snapshot[part];
    return read?.state === "skipped" ? [`${WITHOUT[part]} (${read.why})`] : [];
  });
  return [
    ...skipped,
    ...profiles(snapshot),
    ...zoneRecords(snapshot),
    ...firewallLists(snapshot),
    ...unreadGroups(snapshot),
    ...prefixLists(snapshot),
  ];
}

const readOf = <T>(read: Read<T[]> | undefined): T[] => (read?.state === "read" ? read.value : []);

function profiles({ profiles }: Checked): string[] {
  return readOf(profiles).flatMap(({ id, name, incomplete }) =>
    incomplete === null ? [] : [`all of the Route 53 Profile ${name || id} (${incomplete})`],
  );
}

function zoneRecords({ hostedZones }: Checked): string[] {
  return readOf(hostedZones).flatMap(({ id, name, records, owningAccount }) =>
    records === null
      ? [
          `where the private hosted zone ${name} leads (the records of ${id}, of account ${owningAccount}, cannot be read)`,
        ]
      : [],
  );
}

/** By rule group; what allows or alerts blocks nothing. */
function firewallLists({ dnsFirewall }: Checked): string[] {
  const unread = readOf(dnsFirewall).filter(({ action, domains }) => action === "BLOCK" && domains === null);
  return [...new Set(unread.map(({ ruleGroupId }) => ruleGroupId))].map((id) => {
    const rules = unread.filter(({ ruleGroupId }) => ruleGroupId === id);
    const names = listed(
      rules.flatMap(({ name }) => (name === "" ? [] : [name])),
      3,
    );
    const group = `the DNS Firewall rule group ${rules[0]?.ruleGroupName || id}`;
    return `whether ${names ? `${names} of ${group} block` : `${group} blocks`} the same names (their domains cannot be read)`;
  });
}

function unreadGroups({ networkInterfaces, securityGroups, associatedGroups }: Checked): string[] {
  if (associatedGroups === undefined) return [];
  const known = new Set([...securityGroups, ...associatedGroups].map(({ id }) => id));
  const carried = new Set(networkInterfaces.flatMap(({ securityGroupIds }) => securityGroupIds));
  const unread = [...carried].filter((id) => !known.has(id));
  if (unread.length === 0) return [];
  return [
    `the rules of ${listed(unread, 5)} (interfaces carry these security groups of other VPCs, which cannot be read)`,
  ];
}

function prefixLists({ prefixLists }: Checked): string[] {
  const unread = prefixLists.filter(({ entries }) => entries === null).map(({ id, name }) => name || id);
  return unread.length === 0
    ? []
    : [`which addresses are in the prefix lists ${listed(unread, 5)} (EC2 gives no entries)`];
}
