/** A snapshot made ready for many questions: things by id, and what rules let through, each worked out once. */

import { remembered } from "#lib/core/text/memoize";
import { addressesOfSubnet } from "./addresses";
import { addressesOf, type Family, type IntervalSet, NO_ADDRESSES, union } from "./intervals";
import { type AclPassage, aclPassage, networkAcls } from "./network-acl";
import { routeTables } from "./routes";
import { type Admission, admission, prefixListAddresses } from "./security-group";
import type {
  PrefixList,
  RouteTable,
  SecurityGroup,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  Subnet,
  SubnetId,
  VpcEndpoint,
} from "./snapshot";

export type NetworkIndex = {
  snapshot: Snapshot;
  subnets: ReadonlyMap<SubnetId, Subnet>;
  securityGroups: ReadonlyMap<SecurityGroupId, SecurityGroup>;
  routeTableOf(subnetId: SubnetId): RouteTable | undefined;
  /** What the groups together let out on tcp/443. */
  egressOf(groupIds: readonly SecurityGroupId[], family: Family): Admission;
  /** What the endpoint's groups together let in on tcp/443. */
  ingressOf(endpoint: VpcEndpoint, family: Family): Admission;
  /** Where the endpoint answers, by subnet; subnets without an address are left out. */
  addressesOf(endpoint: VpcEndpoint, family: Family): ReadonlyMap<SubnetId, IntervalSet>;
  aclOf(subnetId: SubnetId, family: Family): AclPassage;
};

/** What rules admit in one family: each list of rules, and each two admissions together, worked out once. */
type Admissions = { of: WeakMap<readonly SecurityGroupRule[], Admission>; sums: WeakMap<Admission, Sums> };
type Sums = WeakMap<Admission, Admission>;

/** Snapshots that share prefix lists and rules, as before and after do, share these. */
const admissionsByLists = new WeakMap<readonly PrefixList[], Record<Family, Admissions>>();
const indexes = new WeakMap<Snapshot, NetworkIndex>();

const NO_RULES: readonly SecurityGroupRule[] = [];
const NOTHING_ADMITTED: Admission = { addresses: NO_ADDRESSES, peerIds: new Set() };

const both = (one: Admission, other: Admission): Admission => ({
  addresses: union([one.addresses, other.addresses]),
  peerIds: new Set([...one.peerIds, ...other.peerIds]),
});

const newAdmissions = (): Admissions => ({ of: new WeakMap(), sums: new WeakMap() });

const maps = new WeakMap<readonly { id: string }[], ReadonlyMap<string, unknown>>();

/** A list by ids. Snapshots that share a list, as before and after mostly do, share this. */
function byId<T extends { id: string }>(list: readonly T[]): ReadonlyMap<T["id"], T> {
  const made = () => new Map(list.map((one): [string, T] => [one.id, one]));
  return remembered(maps, list, made) as ReadonlyMap<T["id"], T>;
}

/** The index of a snapshot, which is data that never changes: asking again costs nothing. */
export function networkIndex(snapshot: Snapshot): NetworkIndex {
  return remembered(indexes, snapshot, () => index(snapshot));
}

function index(snapshot: Snapshot): NetworkIndex {
  const admissions = remembered(admissionsByLists, snapshot.prefixLists, () => ({
    4: newAdmissions(),
    6: newAdmissions(),
  }));
  const subnets = byId(snapshot.subnets);
  const networkInterfaces = byId(snapshot.networkInterfaces);
  const groups: ReadonlyMap<SecurityGroupId, SecurityGroup> = byId(snapshot.securityGroups);
  const lists = prefixListAddresses(snapshot.prefixLists);
  const networkAclOf = networkAcls(snapshot);
  const acls = { 4: new Map<string, AclPassage>(), 6: new Map<string, AclPassage>() };
  const ingress = { 4: new Map<VpcEndpoint, Admission>(), 6: new Map<VpcEndpoint, Admission>() };
  const answers = {
    4: new Map<VpcEndpoint, Map<SubnetId, IntervalSet>>(),
    6: new Map<VpcEndpoint, Map<SubnetId, IntervalSet>>(),
  };

  const together = (ids: readonly SecurityGroupId[], direction: "ingress" | "egress", family: Family): Admission => {
    const { of, sums } = admissions[family];
    let sum: Admission | null = null;
    for (const id of ids) {
      const rules = groups.get(id)?.[direction] ?? NO_RULES;
      const own = remembered(of, rules, () => admission(rules, lists, family));
      const left: Admission | null = sum;
      sum = left
        ? remembered(
            remembered(sums, left, (): Sums => new WeakMap()),
            own,
            () => both(left, own),
          )
        : own;
    }
    return sum ?? NOTHING_ADMITTED;
  };

  /** Its interfaces' addresses; of a subnet where it has no interface yet, all. */
  const answersOf = (endpoint: VpcEndpoint, family: Family): Map<SubnetId, IntervalSet> => {
    const bySubnet = new Map<SubnetId, IntervalSet>();
    for (const id of endpoint.networkInterfaceIds) {
      const found = networkInterfaces.get(id);
      if (!found) continue;
      const address = family === 4 ? found.addresses[0]?.address : found.ipv6Addresses[0];
      const own = address ? addressesOf(address, family) : [];
      bySubnet.set(found.subnetId, union([bySubnet.get(found.subnetId) ?? [], own]));
    }
    const otherFamily = endpoint.ipAddressType === (family === 4 ? "ipv6" : "ipv4");
    for (const id of otherFamily ? [] : endpoint.subnetIds) {
      const subnet = subnets.get(id);
      if (subnet && !bySubnet.has(id)) bySubnet.set(id, addressesOfSubnet(subnet, family));
    }
    return new Map([...bySubnet].filter(([, addresses]) => addresses.length > 0));
  };

  return {
    snapshot,
    subnets,
    securityGroups: groups,
    routeTableOf: routeTables(snapshot),
    egressOf: (groupIds, family) => together(groupIds, "egress", family),
    ingressOf: (endpoint, family) =>
      remembered(ingress[family], endpoint, () => together(endpoint.securityGroupIds, "ingress", family)),
    addressesOf: (endpoint, family) => remembered(answers[family], endpoint, () => answersOf(endpoint, family)),
    aclOf: (subnetId, family) => {
      const acl = networkAclOf(subnetId);
      return remembered(acls[family], acl?.id ?? "", () => aclPassage(acl, family));
    },
  };
}
