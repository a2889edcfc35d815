/**
 * Which rules already exist: the planner adds a rule only where no existing one does its work. Asked for whole subnets,
 * not for the addresses of the moment, so that a new task tomorrow is covered too.
 */

import type { Intent } from "#lib/core/intent/intent";
import { addressesOf, addressesOfAll, type Family, type IntervalSet, overlaps } from "#lib/core/network/intervals";
import { networkIndex } from "#lib/core/network/network-index";
import type { PortRange } from "#lib/core/network/ports";
import { subnetsOfGroup } from "#lib/core/network/routes/routes";
import { allowedAddresses, allowingRules } from "#lib/core/network/security-group";
import type {
  PrefixList,
  SecurityGroup,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  SubnetId,
} from "#lib/core/network/snapshot";
import { publicAddresses } from "#lib/core/reachability/public-path";
import { derivedFrom, memoize } from "#lib/core/text/memoize";

/** The rules that do it, several where only they together do; null: none. */
export type Covering = readonly SecurityGroupRule[] | null;

/** Where a client is and may come to run: its interfaces' subnets and the intent's, and where there are neither the candidates. */
export function subnetsOfClient(
  snapshot: Snapshot,
  { clientSubnetIds = [], subnetIds }: Pick<Intent, "clientSubnetIds" | "subnetIds">,
  client: SecurityGroupId,
): SubnetId[] {
  const named = new Set([...subnetsOfGroup(snapshot, client), ...clientSubnetIds]);
  return named.size > 0 ? [...named].sort() : subnetIds;
}

const newAddresses = () => new Map<string, IntervalSet[]>();

/** Addresses of subnets by family: IPv6 only where a subnet has no IPv4, or where both are asked for. */
function addressesOfSubnets(snapshot: Snapshot, ids: readonly SubnetId[], both: boolean): IntervalSet[] {
  return memoize(derivedFrom(snapshot.subnets, newAddresses), `${both} ${ids.join()}`, () => {
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
  });
}

function covering(
  rules: readonly SecurityGroupRule[],
  ids: readonly string[],
  families: readonly IntervalSet[],
  lists: readonly PrefixList[],
  ports: readonly PortRange[],
): Covering {
  const byFamily = families.map((addresses) => allowingRules(rules, ids, addresses, lists, ports));
  if (byFamily.length === 0) return allowingRules(rules, ids, [], lists, ports);
  return byFamily.includes(null) ? null : [...new Set(byFamily.flatMap((rules) => rules ?? []))];
}

const groupsById = (snapshot: Snapshot, ids: readonly SecurityGroupId[]): SecurityGroup[] => {
  const { securityGroups } = networkIndex(snapshot);
  return [...new Set(ids)].sort().flatMap((id) => securityGroups.get(id) ?? []);
};

/** Traffic that rules are asked for. `both`: over IPv4 and, where there is any, IPv6. */
export type Traffic = { ports: readonly PortRange[]; both: boolean };

/**
 * What makes the endpoint groups allow a client's group in: a rule that names it, or CIDRs that hold all of these subnets, where it
 * is and may come to run. null: nothing does.
 */
export function ingressAllows(
  snapshot: Snapshot,
  endpointGroups: readonly SecurityGroupId[],
  client: SecurityGroupId,
  subnets: readonly SubnetId[],
  { ports, both }: Traffic,
): Covering {
  const rules = groupsById(snapshot, endpointGroups).flatMap(({ ingress }) => ingress);
  return covering(rules, [client], addressesOfSubnets(snapshot, subnets, both), snapshot.prefixLists, ports);
}

/** What makes the endpoint groups allow all addresses of a CIDR in. null: nothing does. */
export function ingressAllowsCidr(
  snapshot: Snapshot,
  endpointGroups: readonly SecurityGroupId[],
  cidr: string,
  ports: readonly PortRange[],
): Covering {
  const rules = groupsById(snapshot, endpointGroups).flatMap(({ ingress }) => ingress);
  return allowingRules(rules, [], addressesOf(cidr, cidr.includes(":") ? 6 : 4), snapshot.prefixLists, ports);
}

/** What makes a client's group allow connections out to an endpoint with these groups in these subnets. null: nothing does. */
export function egressReaches(
  snapshot: Snapshot,
  client: SecurityGroupId,
  endpointGroups: readonly SecurityGroupId[],
  subnets: readonly SubnetId[],
  { ports, both }: Traffic,
): Covering {
  const rules = groupsById(snapshot, [client]).flatMap(({ egress }) => egress);
  return covering(rules, endpointGroups, addressesOfSubnets(snapshot, subnets, both), snapshot.prefixLists, ports);
}

/**
 * What makes a client's group allow connections out to a gateway's prefix list: a rule that names the list, or CIDRs that hold all of
 * it. Of a list whose entries are unknown, a rule to any public address is taken to reach it.
 */
export function prefixListReached(
  snapshot: Snapshot,
  client: SecurityGroupId,
  list: PrefixList,
  ports: readonly PortRange[],
): Covering {
  const rules = groupsById(snapshot, [client]).flatMap(({ egress }) => egress);
  const entries = list.entries ? [addressesOfAll(list.entries, 4)] : [];
  const named = covering(rules, [list.id], entries, snapshot.prefixLists, ports);
  if (named || list.entries) return named;
  const isPublic = (rule: SecurityGroupRule) =>
    allowedAddresses([rule], snapshot.prefixLists, 4, ports).every((allowed) => overlaps(allowed, publicAddresses(4)));
  const one = rules.find(isPublic);
  return one ? [one] : null;
}
