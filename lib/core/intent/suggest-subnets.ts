import { routeTables, workloadInterfaces } from "#lib/core/network/routes/routes";
import { byClients, byEndpoints, bySpace, firstOf, type SubnetCriteria } from "#lib/core/network/routes/subnet-choice";
import { type SubnetKind, subnetKind } from "#lib/core/network/routes/subnet-kind";
import { findService } from "#lib/core/network/services/service";
import type { Snapshot, Subnet, SubnetId } from "#lib/core/network/snapshot";

const PREFERENCE: Record<SubnetKind, number> = { private: 0, isolated: 1, public: 2 };

/**
 * One subnet per Availability Zone that any of the interface services supports, by the planner's rule (`subnetChoice`), but a private
 * one before an isolated and that before a public one; while no clients are chosen, where any workloads are. Zones with only public
 * subnets are taken only when every zone is so.
 */
export function suggestedSubnets(snapshot: Snapshot, criteria: SubnetCriteria): SubnetId[] {
  const offers = criteria.services.flatMap((raw) => findService(snapshot, raw)?.offer ?? []);
  const zones = new Set(offers.filter(({ type }) => type === "Interface").flatMap((offer) => offer.availabilityZones));
  const tableOf = routeTables(snapshot);
  const kindOf = (subnet: Subnet) => subnetKind(tableOf(subnet.id));
  const clients = criteria.clientSecurityGroupIds.length > 0 ? criteria.clientSecurityGroupIds : groupsInUse(snapshot);
  const compare = firstOf(
    byEndpoints(snapshot, criteria),
    (a, b) => PREFERENCE[kindOf(a)] - PREFERENCE[kindOf(b)],
    byClients(snapshot, { ...criteria, clientSecurityGroupIds: clients }),
    bySpace,
  );

  const best = new Map<string, Subnet>();
  for (const subnet of snapshot.subnets) {
    const usable = subnet.ownerId === snapshot.accountId && subnet.cidr !== null && subnet.availableIpAddressCount > 0;
    if (!usable || !zones.has(subnet.availabilityZone)) continue;
    const known = best.get(subnet.availabilityZone);
    if (!known || compare(subnet, known) < 0) best.set(subnet.availabilityZone, subnet);
  }
  const chosen = [...best.values()];
  const inside = chosen.filter((subnet) => kindOf(subnet) !== "public");
  return (inside.length > 0 ? inside : chosen).map(({ id }) => id).sort();
}

const groupsInUse = (snapshot: Snapshot) => [
  ...new Set(workloadInterfaces(snapshot).flatMap(({ securityGroupIds }) => securityGroupIds)),
];
