import { isInUse } from "../desired";
import { quotas } from "../ec2-rules";
import type { Check } from "./check";

const raise = "If it was not raised for this account, ask for more in Service Quotas before applying.";

/** More interface endpoints in the VPC than the default quota. */
export const endpointQuota: Check = ({ after, intent, changes }) => {
  const count = after.endpoints.filter((endpoint) => endpoint.type === "Interface" && isInUse(endpoint)).length;
  if (count <= quotas.interfaceEndpointsPerVpc || !changes.some(({ operation }) => operation === "CreateVpcEndpoint"))
    return [];
  return [
    {
      code: "endpoint-quota",
      severity: "warning",
      summary: `The VPC would have ${count} interface endpoints; the default quota is ${quotas.interfaceEndpointsPerVpc}.`,
      detail: "EC2 refuses what is over the quota (VpcEndpointLimitExceeded).",
      resources: [intent.vpcId],
      fix: raise,
    },
  ];
};

/** More rules on a group than the default quota; a prefix list counts by its size, IPv4 and IPv6 apart. */
export const rulesQuota: Check = ({ before, after, changes }) => {
  if (!changes.some(({ operation }) => operation.startsWith("AuthorizeSecurityGroup"))) return [];
  const sizes = new Map(
    before.prefixLists.map(({ id, maxEntries, entries }) => [id, maxEntries ?? entries?.length ?? 1]),
  );
  const weight = (rules: (typeof after.securityGroups)[number]["ingress"]): number => {
    const count = (family: "ipv4" | "ipv6") =>
      rules.reduce((sum, { peer }) => {
        if (peer.kind === "prefix-list") return sum + (sizes.get(peer.prefixListId) ?? 1);
        return peer.kind === "group" || peer.kind === family ? sum + 1 : sum;
      }, 0);
    return Math.max(count("ipv4"), count("ipv6"));
  };
  const was = new Map(before.securityGroups.map((group) => [group.id, group]));
  return after.securityGroups.flatMap((group) =>
    (["ingress", "egress"] as const)
      .filter((direction) => group[direction].length > (was.get(group.id)?.[direction].length ?? 0))
      .filter((direction) => weight(group[direction]) > quotas.rulesPerGroupAndDirection)
      .map((direction) => ({
        code: "rules-quota",
        severity: "warning" as const,
        summary: `${group.id} would have ${weight(group[direction])} ${direction} rules; the default quota is ${quotas.rulesPerGroupAndDirection}.`,
        detail:
          "A prefix list counts with its number of entries. EC2 refuses what is over the quota (RulesPerSecurityGroupLimitExceeded).",
        resources: [group.id],
        fix: raise,
      })),
  );
};

/** More groups on an endpoint than the default quota for a network interface. */
export const groupsPerInterfaceQuota: Check = ({ desired }) =>
  desired.interfaces
    .filter(
      ({ existing, needsGroup }) => needsGroup && (existing?.securityGroupIds.length ?? 0) >= quotas.groupsPerInterface,
    )
    .map(({ existing, service }) => ({
      code: "groups-per-interface-quota",
      severity: "warning",
      summary: `${service.written}: ${existing?.id} has ${existing?.securityGroupIds.length} security groups already; the default quota is ${quotas.groupsPerInterface}.`,
      detail:
        "The plan puts one more on it. EC2 refuses what is over the quota (SecurityGroupsPerInterfaceLimitExceeded).",
      resources: existing ? [existing.id] : [],
      fix: "Name one of the groups that are on it as the endpoints' group, or have the quota raised.",
    }));
