import type { Finding } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { Check } from "./check";

type Named = { field: string; id: string; what: string; known: boolean };

/** Every id that the intent names, with its field and whether it must belong to this VPC. */
function named(intent: Intent, snapshot: Snapshot): Named[] {
  const list = (field: string, ids: readonly string[], what: string, known: readonly { id: string }[]): Named[] => {
    const there = new Set(known.map(({ id }) => id));
    return ids.map((id) => ({ field, id, what, known: there.has(id) }));
  };
  const group = intent.endpointSecurityGroup;
  return [
    ...list("subnetIds", intent.subnetIds, "subnet", snapshot.subnets),
    ...list("clientSubnetIds", intent.clientSubnetIds ?? [], "subnet", snapshot.subnets),
    ...list("clientSecurityGroupIds", intent.clientSecurityGroupIds, "security group", [
      ...snapshot.securityGroups,
      ...(snapshot.associatedGroups ?? []),
    ]),
    ...list("gatewayRouteTableIds", intent.gatewayRouteTableIds ?? [], "route table", snapshot.routeTables),
    ...("id" in group ? list("endpointSecurityGroup.id", [group.id], "security group", snapshot.securityGroups) : []),
  ];
}

/** A resource that the intent names does not exist, or belongs to another VPC. */
export const resourceNotFound: Check = ({ intent, before }) => missingIn(before, intent);

/** What the intent names and the VPC does not have, as findings. */
export function missingIn(before: Snapshot, intent: Intent): Finding[] {
  if (!before.vpc) {
    return [
      {
        code: "resource-not-found",
        severity: "error",
        summary: `vpcId: there is no VPC ${intent.vpcId} in ${before.region}.`,
        detail: `Account ${before.accountId} has no such VPC in this Region. It may be in another Region or account, or it was deleted.`,
        resources: [intent.vpcId],
        fix: "Check the Region and the profile, or name another VPC.",
      },
    ];
  }
  return named(intent, before)
    .filter(({ known }) => !known)
    .map(({ field, id, what }): Finding => {
      const elsewhere = before.elsewhere[id];
      return {
        code: "resource-not-found",
        severity: "error",
        summary: elsewhere
          ? `${field}: ${what} ${id} is in ${elsewhere}, not in ${intent.vpcId}.`
          : `${field}: there is no ${what} ${id} in ${intent.vpcId}.`,
        detail: elsewhere
          ? `Endpoints and their rules can only use a ${what} of the VPC that they are in.`
          : `It was deleted, or it is in another Region or account.`,
        resources: [id],
        fix: `Name a ${what} of ${intent.vpcId} instead, or take this one out.`,
      };
    });
}
