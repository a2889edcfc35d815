/** A snapshot made ready for many questions: things by id, and what rules admit, each worked out once. */
import { type Family, type IntervalSet, NO_ADDRESSES, union } from "./intervals";
import type {
  NetworkInterface,
  NetworkInterfaceId,
  RouteTable,
  SecurityGroup,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  Subnet,
  SubnetId,
} from "./network";
import { aclAdmits, networkAcls, type PortRange } from "./network-acl";
import { routeTables } from "./routes";
import { type Admission, admission, prefixListAddresses } from "./security-group";

export type NetworkIndex = {
  snapshot: Snapshot;
  subnets: ReadonlyMap<SubnetId, Subnet>;
  networkInterfaces: ReadonlyMap<NetworkInterfaceId, NetworkInterface>;
  routeTableOf(subnetId: SubnetId): RouteTable | undefined;
  /** What these groups together admit on tcp/443. */
  admittedBy(groupIds: readonly SecurityGroupId[], direction: "ingress" | "egress", family: Family): Admission;
  /** The addresses to or from which the subnet's network ACL lets TCP through on every port of the range. */
  aclOfSubnetAdmits(
    subnetId: SubnetId,
    direction: "inbound" | "outbound",
    range: PortRange,
    family: Family,
  ): IntervalSet;
};

/** Admissions by rules and family: snapshots that share their rules, as before and after do, can share it. */
export type AdmissionCache = Map<readonly SecurityGroupRule[], Partial<Record<Family, Admission>>>;

export function networkIndex(snapshot: Snapshot, admissions: AdmissionCache = new Map()): NetworkIndex {
  const groups = new Map<SecurityGroupId, SecurityGroup>(snapshot.securityGroups.map((group) => [group.id, group]));
  const lists = prefixListAddresses(snapshot.prefixLists);
  const aclOf = networkAcls(snapshot);
  const aclSets = new Map<string, IntervalSet>();

  const admissionOf = (rules: readonly SecurityGroupRule[], family: Family): Admission => {
    const known = admissions.get(rules) ?? {};
    admissions.set(rules, known);
    known[family] ??= admission(rules, lists, family);
    return known[family];
  };

  return {
    snapshot,
    subnets: new Map(snapshot.subnets.map((subnet) => [subnet.id, subnet])),
    networkInterfaces: new Map(snapshot.networkInterfaces.map((one) => [one.id, one])),
    routeTableOf: routeTables(snapshot),
    admittedBy(groupIds, direction, family) {
      const each = groupIds.map((id) => admissionOf(groups.get(id)?.[direction] ?? [], family));
      const [only, second] = each;
      if (only && !second) return only;
      return {
        addresses: union(each.map(({ addresses }) => addresses)),
        peerIds: new Set(each.flatMap(({ peerIds }) => [...peerIds])),
      };
    },
    aclOfSubnetAdmits(subnetId, direction, range, family) {
      const acl = aclOf(subnetId);
      if (!acl) return NO_ADDRESSES;
      const key = [acl.id, direction, range.from, range.to, family].join();
      const known = aclSets.get(key) ?? aclAdmits(acl, direction, range, family);
      aclSets.set(key, known);
      return known;
    },
  };
}
