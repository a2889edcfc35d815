/**
 * Which rules are there already: the planner adds a rule only where no existing one does its work. Asked for whole subnets,
 * not for the addresses of the moment, so that a new task tomorrow is covered too.
 */
import { addressesOf, addressesOfAll, type Family, type IntervalSet, overlaps } from "#lib/core/network/intervals";
import { networkIndex } from "#lib/core/network/network-index";
import { subnetsOfGroup } from "#lib/core/network/routes";
import { admittedAddresses, groupAdmits } from "#lib/core/network/security-group";
import type {
  PrefixList,
  SecurityGroup,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  SubnetId,
} from "#lib/core/network/snapshot";
import { publicAddresses } from "#lib/core/reachability/public-path";

/** The rules that do it, several where only they together do; null: none. */
export type Covering = readonly SecurityGroupRule[] | null;

/** Addresses of subnets by family: IPv6 only where a subnet has no IPv4, or where both are asked for. */
function addressesOfSubnets(snapshot: Snapshot, ids: readonly SubnetId[], both: boolean): IntervalSet[] {
  const { subnets: known } = networkIndex(snapshot);
  const subnets = ids.flatMap((id) => known.get(id) ?? []);
  const family = (which: Family, cidrs: string[]) => addressesOfAll(cidrs, which);
  return [
    family(
      4,
      subnets.flatMap(({ cidr }) => cidr ?? []),
    ),
    family(
      6,
      subnets.flatMap(({ cidr, ipv6Cidrs }) => (both || cidr === null ? ipv6Cidrs : [])),
    ),
  ].filter((set) => set.length > 0);
}

function covering(
  rules: readonly SecurityGroupRule[],
  ids: readonly string[],
  families: readonly IntervalSet[],
  lists: readonly PrefixList[],
): Covering {
  const byFamily = families.map((addresses) => groupAdmits(rules, ids, addresses, lists));
  if (byFamily.length === 0) return groupAdmits(rules, ids, [], lists);
  return byFamily.includes(null) ? null : [...new Set(byFamily.flatMap((rules) => rules ?? []))];
}

const groupsById = (snapshot: Snapshot, ids: readonly SecurityGroupId[]): SecurityGroup[] => {
  const { securityGroups } = networkIndex(snapshot);
  return [...new Set(ids)].sort().flatMap((id) => securityGroups.get(id) ?? []);
};

/**
 * What makes the endpoint groups let in HTTPS from a client's group: a rule that names it, or CIDRs that hold every subnet
 * where it lives (where it does not live yet: the candidate subnets). null: nothing does. `both`: over IPv4 and, where there
 * is any, IPv6.
 */
export function ingressAdmits(
  snapshot: Snapshot,
  endpointGroups: readonly SecurityGroupId[],
  client: SecurityGroupId,
  candidates: readonly SubnetId[],
  both = false,
): Covering {
  const lived = subnetsOfGroup(snapshot, client);
  const rules = groupsById(snapshot, endpointGroups).flatMap(({ ingress }) => ingress);
  return covering(
    rules,
    [client],
    addressesOfSubnets(snapshot, lived.length > 0 ? lived : candidates, both),
    snapshot.prefixLists,
  );
}

/** What makes the endpoint groups let in HTTPS from all addresses of a CIDR. null: nothing does. */
export function ingressAdmitsCidr(
  snapshot: Snapshot,
  endpointGroups: readonly SecurityGroupId[],
  cidr: string,
): Covering {
  const rules = groupsById(snapshot, endpointGroups).flatMap(({ ingress }) => ingress);
  return groupAdmits(rules, [], addressesOf(cidr, cidr.includes(":") ? 6 : 4), snapshot.prefixLists);
}

/**
 * What makes a client's group let out HTTPS to an endpoint with these groups in these subnets. null: nothing does. `both`: over
 * IPv4 and, where there is any, IPv6.
 */
export function egressReaches(
  snapshot: Snapshot,
  client: SecurityGroupId,
  endpointGroups: readonly SecurityGroupId[],
  subnets: readonly SubnetId[],
  both = false,
): Covering {
  const rules = groupsById(snapshot, [client]).flatMap(({ egress }) => egress);
  return covering(rules, endpointGroups, addressesOfSubnets(snapshot, subnets, both), snapshot.prefixLists);
}

/**
 * What makes a client's group let out HTTPS to a gateway's prefix list: a rule that names the list, or CIDRs that hold all of
 * it. Of a list whose entries are unknown, a rule to any public address is taken to reach it.
 */
export function prefixListReached(snapshot: Snapshot, client: SecurityGroupId, list: PrefixList): Covering {
  const rules = groupsById(snapshot, [client]).flatMap(({ egress }) => egress);
  const named = covering(rules, [list.id], list.entries ? [addressesOfAll(list.entries, 4)] : [], snapshot.prefixLists);
  if (named || list.entries) return named;
  const isPublic = (rule: SecurityGroupRule) => {
    const admitted = admittedAddresses([rule], snapshot.prefixLists, 4);
    return overlaps(admitted, publicAddresses(4));
  };
  const one = rules.find(isPublic);
  return one ? [one] : null;
}
