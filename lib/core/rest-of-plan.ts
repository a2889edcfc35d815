import { isBlockedByAcl } from "./format/labels";
import type { Plan } from "./format/plan-format";
import type { SecurityGroupId, Snapshot } from "./network/snapshot";
import { plan } from "./plan";

/** An intent's services and clients without those that network ACLs block, and what is left out of it. */
export type Rest = {
  services: string[];
  clientSecurityGroupIds: SecurityGroupId[];
  leftOut: { services: string[]; clientSecurityGroupIds: SecurityGroupId[] };
};

/**
 * What of a plan can be applied while network ACLs block the rest, which Postern does not change: without the groups that are blocked
 * from every service, and without the services that are blocked for the others. null: nothing is blocked in this way, nothing would be
 * left, or that would be blocked as well.
 */
export function restOfPlan(snapshot: Snapshot, { reachability, intent }: Plan): Rest | null {
  if (!reachability.some(isBlockedByAcl)) return null;
  const without = intent.clientSecurityGroupIds.filter((group) => {
    const rows = reachability.filter(({ securityGroupId }) => securityGroupId === group);
    return rows.length > 0 && rows.every(isBlockedByAcl);
  });
  const clientSecurityGroupIds = intent.clientSecurityGroupIds.filter((group) => !without.includes(group));
  const blocked = new Set(
    reachability
      .filter((row) => isBlockedByAcl(row) && !without.includes(row.securityGroupId))
      .map(({ service }) => service),
  );
  const services = intent.services.filter((service) => !blocked.has(service));
  if (services.length === 0 || clientSecurityGroupIds.length === 0) return null;
  const rest = plan(snapshot, { ...intent, ...withoutOthers(intent, services), services, clientSecurityGroupIds });
  if (rest.findings.some(({ code }) => code === "nacl-blocks")) return null;
  const leftOut = { services: [...blocked], clientSecurityGroupIds: without };
  return { services, clientSecurityGroupIds, leftOut };
}

/** Policies and ports of these services only: an intent may not have those of others. */
function withoutOthers({ policies, ports }: Plan["intent"], services: readonly string[]): Partial<Plan["intent"]> {
  const own = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([service]) => services.includes(service)));
  return { policies: own(policies), ...(ports ? { ports: own(ports) } : {}) };
}
