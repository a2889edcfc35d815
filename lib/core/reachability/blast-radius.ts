/** Who in the VPC reaches a service today and would not, or only partly, after the changes. */

import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import { addressesOfInterface } from "#lib/core/network/addresses";
import { opensConnections } from "#lib/core/network/interface-kind";
import {
  covers,
  type Family,
  type IntervalSet,
  NO_ADDRESSES,
  overlaps,
  subtract,
  union,
} from "#lib/core/network/intervals";
import { type NetworkIndex, networkIndex } from "#lib/core/network/network-index";
import { workloadInterfaces } from "#lib/core/network/routes/routes";
import { findService, type RequestedService } from "#lib/core/network/services/service";
import { portsOfService } from "#lib/core/network/services/service-ports";
import type {
  NetworkInterface,
  NetworkInterfaceId,
  SecurityGroupId,
  Snapshot,
  Subnet,
  SubnetId,
} from "#lib/core/network/snapshot";
import { type Workload, workloadOf } from "#lib/core/network/workload";
import { derivedFrom, memoize, memoizeByArguments } from "#lib/core/text/memoize";
import { clientOf } from "./clients";
import { type Resolution, resolveService } from "./dns-resolution";
import type { Client } from "./network-path";
import {
  type EgressBounds,
  egressOf,
  isEvenFor,
  type PathBounds,
  type PathBoundsOf,
  pathBoundsAfter,
  reaching,
  verdictAndCauses,
} from "./path-bounds";
import { pathsKey } from "./paths";
import { familyFor } from "./reachability";

export type AffectedInterface = Workload & {
  networkInterfaceId: NetworkInterfaceId;
  subnetId: SubnetId;
  securityGroupIds: SecurityGroupId[];
  before: Verdict;
  after: Verdict;
  /** Causes of the verdict after the changes. */
  blockedBy: BlockReason[];
};

/** Who loses a service. */
export type CutOff = {
  /** As the intent writes it. */
  service: string;
  /** Sorted by id; services of which the same holds share the list. */
  interfaces: readonly AffectedInterface[];
};

/** An interface that connections may come from, and what it is. */
type Member = Workload & { one: NetworkInterface; addresses: IntervalSet };

/** Interfaces of one subnet with the same groups are one client: they differ in their addresses only. */
export type Alike = { client: Client; place: string; members: Member[] };

type Clients = {
  all: Alike[];
  /** All addresses that connections may come from in each subnet, by family. */
  addresses: ReadonlyMap<string, IntervalSet>;
  /** What the clients' groups allow out today, by ports. */
  egress: Map<string, EgressBounds[]>;
  /** The outlooks of all today, in their order, by resolution: plan after plan asks for the same ones. */
  boundsOf: Map<string, PathBounds[]>;
};

/** By whether endpoints are for IPv6 alone. */
const newClients = () => new Map<boolean, Clients>();

/** The family in which an interface connects: that of the intent's verdicts, unless it has no address of it. */
function familyOfInterface(one: NetworkInterface, subnet: Subnet, intent: Intent): Family {
  const family = familyFor(intent, subnet);
  return family === 6 && one.ipv6Addresses.length === 0 && one.addresses.length > 0 ? 4 : family;
}

function clientsIn({ snapshot, subnets }: NetworkIndex, intent: Intent): Clients {
  const groups = new Map<string, { subnet: Subnet; family: Family; interfaces: NetworkInterface[] }>();
  for (const one of workloadInterfaces(snapshot)) {
    const subnet = subnets.get(one.subnetId);
    if (!subnet || one.securityGroupIds.length === 0 || !opensConnections(one)) continue;
    const family = familyOfInterface(one, subnet, intent);
    const key = [one.subnetId, family, ...one.securityGroupIds.toSorted()].join();
    memoize(groups, key, () => ({ subnet, family, interfaces: [] })).interfaces.push(one);
  }
  const byPlace = new Map<string, IntervalSet[]>();
  const all = [...groups.values()].map(({ subnet, family, interfaces }): Alike => {
    const client = clientOf(interfaces, interfaces[0]?.securityGroupIds ?? [], subnet, family);
    const place = `${subnet.id} ${family}`;
    memoize(byPlace, place, () => []).push(client.addresses);
    const members = interfaces.map((one) => {
      const { what, label } = workloadOf(one);
      return { what, label, one, addresses: addressesOfInterface(one, family) };
    });
    return { client, place, members };
  });
  const addresses = new Map([...byPlace].map(([place, sets]) => [place, union(sets)]));
  return { all, addresses, egress: new Map(), boundsOf: new Map() };
}

/** The interfaces of the VPC that open connections, as clients. */
export function connectingClients(index: NetworkIndex, intent: Intent): Clients {
  const byFamily = derivedFrom(index, newClients);
  return memoize(byFamily, intent.ipAddressType === "ipv6", () => clientsIn(index, intent));
}

/** One service in one state of the account. */
export type ServiceView = {
  key: string;
  resolutions: Record<Family, Resolution>;
  ports: readonly number[];
  /** By family. */
  boundsOf: Record<Family, PathBoundsOf>;
};

/** A service before and after a plan. */
export type ServiceViews = Record<"before" | "after", ServiceView>;

type Indexes = Record<"before" | "after", NetworkIndex>;

/** By the standard names, which stay in use when the intent leaves private DNS off. */
export const serviceViews = ({ before, after }: Indexes, service: RequestedService, intent: Intent): ServiceViews => ({
  before: serviceView(before, service, intent),
  after: serviceView(after, service, intent),
});

function serviceView(index: NetworkIndex, service: RequestedService, intent: Intent): ServiceView {
  const { snapshot } = index;
  const ranges = portsOfService(snapshot, service, intent.ports);
  const ports = index.portsToTest(ranges ?? []);
  const resolve = (family: Family) => resolveService(snapshot, { service, name: "standard", family }, ranges !== null);
  const resolutions = { 4: resolve(4), 6: resolve(6) };
  return {
    key: pathsKey(service, resolutions, ports),
    resolutions,
    ports,
    boundsOf: {
      4: pathBoundsAfter(index, service, resolutions[4], ports),
      6: pathBoundsAfter(index, service, resolutions[6], ports),
    },
  };
}

/** What each client's groups allow out today, in the clients' order, cached for the next plan. */
const egressToday = (clients: Clients, index: NetworkIndex, ports: readonly number[]) =>
  memoize(clients.egress, ports.join(), () => clients.all.map(({ client }) => egressOf(index, client, ports)));

/** The path bounds of all clients in the account as it is, cached for the next plan. */
export const pathBoundsToday = (clients: Clients, index: NetworkIndex, { key, ports, boundsOf }: ServiceView) =>
  memoize(clients.boundsOf, key, () => {
    const egress = egressToday(clients, index, ports);
    return clients.all.map(({ client }, i) => boundsOf[client.family](client, egress[i] as EgressBounds));
  });

/** Groups that a plan creates or whose rules it changes. */
function changedGroups({ before, after }: Indexes): ReadonlySet<string> {
  const { securityGroups } = after.snapshot;
  if (securityGroups === before.snapshot.securityGroups) return new Set();
  return new Set(securityGroups.filter((group) => before.securityGroups.get(group.id) !== group).map(({ id }) => id));
}

const endpointGroups = ({ resolutions }: ServiceView): string[] =>
  [resolutions[4], resolutions[6]].flatMap((resolution) =>
    resolution.kind === "endpoints" ? resolution.targets.flatMap(({ endpoint }) => endpoint.securityGroupIds) : [],
  );

/** The path bounds of all clients after a plan: today's, one and the same, where it changes nothing that they rest on. */
export function pathBoundsPlanned(clients: Clients, indexes: Indexes): (views: ServiceViews) => PathBounds[] {
  const changed = changedGroups(indexes);
  const isChanged = clients.all.map(({ client }) => client.groupIds.some((id) => changed.has(id)));
  return ({ before, after: { key, ports, boundsOf } }) => {
    const samePath = before.key === key && !endpointGroups(before).some((id) => changed.has(id));
    const bounds = samePath ? pathBoundsToday(clients, indexes.before, before) : null;
    const egress = egressToday(clients, indexes.before, ports);
    return clients.all.map(({ client }, i) => {
      if (bounds && !isChanged[i]) return bounds[i] as PathBounds;
      const out = isChanged[i] ? egressOf(indexes.after, client, ports) : (egress[i] as EgressBounds);
      return boundsOf[client.family](client, out);
    });
  };
}

type Effect = Pick<AffectedInterface, "before" | "after" | "blockedBy">;

/** What clients of a subnet lose: from which addresses, and what becomes of connections from them. */
type Loss = { lost: IntervalSet; effectOn(addresses: IntervalSet): Effect };

/** What a change of paths means for the addresses of a subnet. */
function lossOf(before: PathBounds, after: PathBounds, all: IntervalSet): Loss | null {
  const [was, becomes] = [reaching(before), reaching(after)];
  // Got through wholly and does not any more, or got through in part and does not at all.
  const lost = union([subtract(was.whole, becomes.whole), subtract(was.some, becomes.some)]);
  if (!overlaps(lost, all)) return null;
  const effectOn = (addresses: IntervalSet): Effect => {
    const result = verdictAndCauses(after, addresses);
    return { before: verdictAndCauses(before, addresses).verdict, after: result.verdict, blockedBy: result.causes };
  };
  if (!isEvenFor(before, all) || !isEvenFor(after, all)) return { lost, effectOn };
  const same = effectOn(all);
  return { lost, effectOn: () => same };
}

/** Sorted by id. */
function affected(clients: Clients, before: readonly PathBounds[], after: readonly PathBounds[]): AffectedInterface[] {
  const lossIn = memoizeByArguments((place: string, was: PathBounds, becomes: PathBounds) =>
    lossOf(was, becomes, clients.addresses.get(place) ?? NO_ADDRESSES),
  );
  const found: AffectedInterface[] = [];
  for (const [i, { client, place, members }] of clients.all.entries()) {
    const [was, becomes] = [before[i] as PathBounds, after[i] as PathBounds];
    if (was === becomes || covers(becomes.least.whole, client.addresses)) continue;
    const loss = lossIn(place, was, becomes);
    if (!loss) continue;
    for (const { what, label, one, addresses } of members) {
      if (!overlaps(loss.lost, addresses)) continue;
      const { id: networkInterfaceId, subnetId, securityGroupIds } = one;
      found.push({ what, label, networkInterfaceId, subnetId, securityGroupIds, ...loss.effectOn(addresses) });
    }
  }
  return found.sort((a, b) => (a.networkInterfaceId < b.networkInterfaceId ? -1 : 1));
}

/**
 * The services of the intent that interfaces, with all their groups together, reach today (privately, publicly, partly, or as far as
 * can be seen) and would not after the changes, or only partly. Interfaces that open no connections of their own, and those
 * without groups, are not among them. Sorted by service.
 */
export function blastRadius(before: Snapshot, after: Snapshot, intent: Intent): CutOff[] {
  if (before === after) return [];
  const index = { before: networkIndex(before), after: networkIndex(after) };
  const clients = connectingClients(index.before, intent);
  const boundsPlanned = pathBoundsPlanned(clients, index);
  const known = new Map<string, AffectedInterface[]>();
  return [...new Set(intent.services)].sort().flatMap((raw) => {
    const service = findService(before, raw);
    if (!service) return [];
    const views = serviceViews(index, service, intent);
    const interfaces = memoize(known, `${views.before.key} ${views.after.key}`, () =>
      affected(clients, pathBoundsToday(clients, index.before, views.before), boundsPlanned(views)),
    );
    return interfaces.length > 0 ? { service: raw, interfaces } : [];
  });
}

/** One group of each interface that would lose a service: named as clients, these groups keep all of them connected. */
export function groupsToAllow(cutOff: readonly CutOff[]): SecurityGroupId[] {
  const allowed = new Set<SecurityGroupId>();
  for (const { securityGroupIds } of cutOff.flatMap(({ interfaces }) => interfaces)) {
    const [first] = securityGroupIds;
    if (first && !securityGroupIds.some((id) => allowed.has(id))) allowed.add(first);
  }
  return [...allowed].sort();
}
