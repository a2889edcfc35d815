import type { Finding } from "#lib/core/format/plan-format";
import { quotas as defaults } from "#lib/core/network/ec2-rules";
import { isInUse } from "#lib/core/network/services/endpoint";
import type { PrefixList, Quotas, SecurityGroupRule, Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import type { Check } from "../check";

/** The value to hold a plan to: what Service Quotas says of this account blocks, a default that may have been raised warns. */
function quotaOf(
  { quotas }: Snapshot,
  name: keyof Quotas,
): { most: number; severity: Finding["severity"]; words: string } {
  const applied = quotas?.state === "read" ? quotas.value[name] : undefined;
  return applied === undefined
    ? { most: defaults[name], severity: "warning", words: `the default quota is ${defaults[name]}` }
    : { most: applied, severity: "error", words: `this account's quota is ${applied}` };
}

const raise = (severity: Finding["severity"]): string =>
  severity === "error"
    ? "Ask for more in Service Quotas, or remove what is no longer needed, before applying."
    : "If it was not raised for this account, ask for more in Service Quotas before applying.";

/**
 * More endpoints than the quota: interface and Gateway Load Balancer ones together per VPC, gateways per Region (AWS PrivateLink
 * guide, Quotas).
 */
export const endpointQuota: Check = ({ before, after, intent, changes }) => {
  const created = new Set(changes.filter(({ operation }) => operation === "CreateVpcEndpoint").map(({ id }) => id));
  const count = (...types: VpcEndpoint["type"][]) => {
    const inUse = after.endpoints.filter((endpoint) => types.includes(endpoint.type) && isInUse(endpoint));
    return inUse.some(({ id }) => created.has(id)) ? inUse.length : 0;
  };
  const gateways = count("Gateway");
  const counts = [
    ["interfaceEndpointsPerVpc", count("Interface", "GatewayLoadBalancer"), intent.vpcId, "interface endpoints"],
    [
      "gatewayEndpointsPerRegion",
      gateways > 0 ? gateways + (before.gatewayEndpointsElsewhere ?? 0) : 0,
      before.region,
      "gateway endpoints",
    ],
  ] as const;
  return counts.flatMap(([name, total, where, what]) => {
    const { most, severity, words } = quotaOf(before, name);
    if (total <= most) return [];
    return [
      {
        code: "endpoint-quota",
        severity,
        summary: `${where} would have ${total} ${what}; ${words}.`,
        detail: "EC2 refuses what is over the quota (VpcEndpointLimitExceeded).",
        resources: [where],
        fix: raise(severity),
      },
    ];
  });
};

/** How much rules count toward the quota: a prefix list by its size, IPv4 and IPv6 apart, a group in both. */
function weightOf(rules: readonly SecurityGroupRule[], sizes: ReadonlyMap<string, number>): number {
  const count = (family: "ipv4" | "ipv6") =>
    rules.reduce((sum, { peer }) => {
      if (peer.kind === "prefix-list") return sum + (sizes.get(peer.prefixListId) ?? 1);
      return peer.kind === "group" || peer.kind === family ? sum + 1 : sum;
    }, 0);
  return Math.max(count("ipv4"), count("ipv6"));
}

/** VPC user guide, AWS-managed prefix lists: weights. Those of gateway services weigh 1, as do those not named here. */
const WEIGHTS: readonly [RegExp, number][] = [
  [/cloudfront\.origin-facing$/, 55],
  [/route53-healthchecks$/, 25],
  [/vpc-lattice$/, 10],
  [/s3express$/, 6],
  [/groundstation$/, 5],
  [/ec2-instance-connect$/, 2],
];

/** A customer-managed list counts with all the entries that it may have, one of AWS's with its weight. */
function sizeOf({ ownerId, name, maxEntries, entries }: PrefixList): number {
  if (ownerId === "AWS") return WEIGHTS.find(([list]) => list.test(name))?.[1] ?? 1;
  return maxEntries ?? entries?.length ?? 1;
}

/** More rules on a group than the quota; a prefix list counts by its size, IPv4 and IPv6 apart. */
export const rulesQuota: Check = ({ before, after, changes }) => {
  if (!changes.some(({ operation }) => operation.startsWith("AuthorizeSecurityGroup"))) return [];
  const { most, severity, words } = quotaOf(before, "rulesPerGroupAndDirection");
  const sizes = new Map(before.prefixLists.map((list) => [list.id, sizeOf(list)]));
  const was = new Map(before.securityGroups.map((group) => [group.id, group]));
  const changed = after.securityGroups.filter((group) => group !== was.get(group.id));
  return changed.flatMap((group) =>
    (["ingress", "egress"] as const)
      .filter((direction) => group[direction].length > (was.get(group.id)?.[direction].length ?? 0))
      .map((direction) => ({ direction, weight: weightOf(group[direction], sizes) }))
      .filter(({ weight }) => weight > most)
      .map(({ direction, weight }) => ({
        code: "rules-quota",
        severity,
        summary: `${group.id} would have ${weight} ${direction} rules; ${words}.`,
        detail:
          "A prefix list counts with the number of entries that it may have, AWS's own with their weight. EC2 refuses what is over the quota (RulesPerSecurityGroupLimitExceeded).",
        resources: [group.id],
        fix: raise(severity),
      })),
  );
};

/** More groups on an endpoint than the quota for a network interface. */
export const groupsPerInterfaceQuota: Check = ({ before, desired }) => {
  const { most, severity, words } = quotaOf(before, "groupsPerInterface");
  return desired.interfaces
    .filter(({ existing, needsGroup }) => needsGroup && (existing?.securityGroupIds.length ?? 0) >= most)
    .map(({ existing, service }) => ({
      code: "groups-per-interface-quota",
      severity,
      summary: `${service.raw}: ${existing?.id} has ${existing?.securityGroupIds.length} security groups already; ${words}.`,
      detail:
        "The plan puts one more on it. EC2 refuses what is over the quota (SecurityGroupsPerInterfaceLimitExceeded).",
      resources: existing ? [existing.id] : [],
      fix: "Name one of the groups that are on it as the endpoints' group, or have the quota raised.",
    }));
};
