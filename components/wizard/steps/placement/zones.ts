import { routeTables, workloadInterfaces } from "#lib/core/network/routes/routes";
import { type SubnetKind, subnetKind } from "#lib/core/network/routes/subnet-kind";
import { findService } from "#lib/core/network/services/service";
import type { NetworkAcl, RouteTable, Snapshot, Subnet } from "#lib/core/network/snapshot";

/** A subnet as a card shows it. */
export type SubnetCard = {
  subnet: Subnet;
  kind: SubnetKind;
  routeTable: RouteTable | undefined;
  networkAcl: NetworkAcl | undefined;
  /** Interfaces of workloads in it. */
  workloads: number;
  /** Why no endpoint can be placed in it; null when one can. */
  unusable: string | null;
};

export type Zone = { name: string; subnets: SubnetCard[] };

const ORDER: Readonly<Record<SubnetKind, number>> = { private: 0, isolated: 1, public: 2 };

/** The VPC's Availability Zones with their subnets, those that suit endpoints best first. */
export function zonesOf(snapshot: Snapshot): Zone[] {
  const tableOf = routeTables(snapshot);
  const aclOf = new Map(snapshot.networkAcls.flatMap((acl) => acl.subnetIds.map((id) => [id, acl] as const)));
  const workloads = new Map<string, number>();
  for (const { subnetId, securityGroupIds } of workloadInterfaces(snapshot)) {
    // Those of NAT and transit gateways carry no group, and call nothing themselves.
    if (securityGroupIds.length > 0) workloads.set(subnetId, (workloads.get(subnetId) ?? 0) + 1);
  }

  const cards = snapshot.subnets.map((subnet): SubnetCard => {
    const routeTable = tableOf(subnet.id);
    return {
      subnet,
      kind: subnetKind(routeTable),
      routeTable,
      networkAcl: aclOf.get(subnet.id),
      workloads: workloads.get(subnet.id) ?? 0,
      unusable: unusable(subnet, snapshot.accountId),
    };
  });
  const names = [...new Set(cards.map(({ subnet }) => subnet.availabilityZone))].sort();
  return names.map((name) => ({
    name,
    subnets: cards
      .filter(({ subnet }) => subnet.availabilityZone === name)
      .sort(
        (a, b) =>
          Number(a.unusable !== null) - Number(b.unusable !== null) ||
          ORDER[a.kind] - ORDER[b.kind] ||
          b.workloads - a.workloads ||
          (a.subnet.id < b.subnet.id ? -1 : 1),
      ),
  }));
}

function unusable(subnet: Subnet, accountId: string): string | null {
  if (subnet.ownerId !== accountId) return `Shared by ${subnet.ownerId}: only its owner can place endpoints here.`;
  if (subnet.availableIpAddressCount < 1 && subnet.cidr !== null) return "No free address.";
  return null;
}

/** For each interface service, what happens in each zone. */
export type Gap = {
  service: string;
  zones: Record<string, "placed" | "there" | "not-supported" | "empty">;
};

/** Service × Availability Zone: where endpoints are placed, exist already, or cannot be. */
export function gapsOf(
  snapshot: Snapshot,
  services: readonly string[],
  chosen: readonly string[],
  zones: readonly string[],
): Gap[] {
  const subnets = new Map<string, Subnet>(snapshot.subnets.map((subnet) => [subnet.id, subnet]));
  const zoneOf = (id: string) => subnets.get(id)?.availabilityZone;
  const taken = new Set(chosen.map(zoneOf));
  return services.flatMap((raw) => {
    const service = findService(snapshot, raw);
    if (service?.offer.type !== "Interface") return [];
    const there = new Set(
      snapshot.endpoints
        .filter((e) => e.serviceName === service.offer.name && e.type === "Interface" && e.state !== "deleted")
        .flatMap((e) => e.subnetIds.map(zoneOf)),
    );
    const state = (zone: string): Gap["zones"][string] => {
      if (there.has(zone)) return "there";
      if (!service.offer.availabilityZones.includes(zone)) return "not-supported";
      return taken.has(zone) ? "placed" : "empty";
    };
    return [{ service: raw, zones: Object.fromEntries(zones.map((zone) => [zone, state(zone)])) }];
  });
}
