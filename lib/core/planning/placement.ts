import type { RequestedService } from "#lib/core/network/services/service";
import type { Subnet, SubnetId } from "#lib/core/network/snapshot";

export type Placement = {
  /** One subnet per Availability Zone that the service supports, sorted. */
  chosen: SubnetId[];
  /** Candidates that were left out, with the reason. */
  dropped: {
    subnetId: SubnetId;
    because: "zone-not-supported" | "zone-taken" | "no-free-address" | "not-ours" | "ip-type";
  }[];
};

/** Whether a subnet is this account's own, and not one that another account shares with it. */
export function isOurs({ ownerId }: Subnet, accountId: string): boolean {
  return ownerId === "" || ownerId === accountId;
}

/** An endpoint's interface can have an address of this kind in this subnet (VPC user guide, IP address types of endpoints). */
export function fits(subnet: Subnet, ipAddressType: string): boolean {
  if (ipAddressType === "ipv4") return subnet.cidr !== null;
  if (ipAddressType === "ipv6") return subnet.cidr === null && subnet.ipv6Cidrs.length > 0;
  return subnet.cidr !== null && subnet.ipv6Cidrs.length > 0;
}

/**
 * Chooses among candidate subnets: at most one per Availability Zone (EC2 API reference, CreateVpcEndpoint:
 * DuplicateSubnetsInSameZone), only zones that the service supports, only subnets of this account with a free address. `candidates`
 * are taken in their order (`subnetChoice`). `takenZones`: where the endpoint has an interface already.
 */
export function placeEndpoint(
  service: RequestedService,
  candidates: readonly Subnet[],
  accountId: string,
  ipAddressType: string,
  takenZones: ReadonlySet<string> = new Set(),
): Placement {
  const zones = new Set(takenZones);
  const placement: Placement = { chosen: [], dropped: [] };
  const drop = (subnet: Subnet, because: Placement["dropped"][number]["because"]) =>
    placement.dropped.push({ subnetId: subnet.id, because });
  for (const subnet of candidates) {
    if (!service.offer.availabilityZones.includes(subnet.availabilityZone)) drop(subnet, "zone-not-supported");
    else if (!isOurs(subnet, accountId)) drop(subnet, "not-ours");
    else if (!fits(subnet, ipAddressType)) drop(subnet, "ip-type");
    else if (zones.has(subnet.availabilityZone)) drop(subnet, "zone-taken");
    else if (subnet.availableIpAddressCount < 1) drop(subnet, "no-free-address");
    else {
      zones.add(subnet.availabilityZone);
      placement.chosen.push(subnet.id);
    }
  }
  const byId = (a: { subnetId: SubnetId }, b: { subnetId: SubnetId }) => (a.subnetId < b.subnetId ? -1 : 1);
  return { chosen: placement.chosen.sort(), dropped: placement.dropped.sort(byId) };
}
