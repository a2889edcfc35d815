import { routeTables, workloadInterfaces } from "#lib/core/network/routes";
import { findService } from "#lib/core/network/service";
import type { Snapshot, Subnet, SubnetId } from "#lib/core/network/snapshot";
import { type SubnetKind, subnetKind } from "#lib/core/network/subnet-kind";

const PREFERENCE: Record<SubnetKind, number> = { private: 0, isolated: 1, public: 2 };

/**
 * One subnet per Availability Zone that any of the interface services supports: a private one before an isolated and that
 * before a public one, then where more workloads live, more addresses are free, the lower id. Zones with only public subnets
 * are taken only when every zone is so.
 */
export function suggestedSubnets(snapshot: Snapshot, services: readonly string[]): SubnetId[] {
  const offers = services.flatMap((written) => findService(snapshot, written)?.offer ?? []);
  const zones = new Set(offers.filter(({ type }) => type === "Interface").flatMap((offer) => offer.availabilityZones));
  const tableOf = routeTables(snapshot);
  const inhabitants = new Map<SubnetId, number>();
  for (const { subnetId } of workloadInterfaces(snapshot)) {
    inhabitants.set(subnetId, (inhabitants.get(subnetId) ?? 0) + 1);
  }

  const kindOf = (subnet: Subnet) => subnetKind(tableOf(subnet.id));
  const compare = (a: Subnet, b: Subnet): number =>
    PREFERENCE[kindOf(a)] - PREFERENCE[kindOf(b)] ||
    (inhabitants.get(b.id) ?? 0) - (inhabitants.get(a.id) ?? 0) ||
    b.availableIpAddressCount - a.availableIpAddressCount ||
    (a.id < b.id ? -1 : 1);

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
