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
import { type NetworkIndex, networkIndex, type Unreadable } from "#lib/core/network/network-index";
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
import type { Client, Egress } from "./network-path";
import { egressOf, isEvenFor, type PathBounds, pathBoundsAfter, reaching, verdictAndCauses } from "./path-bounds";
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
export type Alike = { client: Client; members: Member[] };

type Clients = {
  all: Alike[];
  /** All addresses that connections may come from in each subnet, by family. */
  addresses: ReadonlyMap<string, IntervalSet>;
  /** What the clients' groups allow out today, by ports. */
  egress: Map<string, Record<Unreadable, Egress>[]>;
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

const placeOf = ({ subnet, family }: Client): string => `${subnet.id} ${family}`;

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
    memoize(byPlace, placeOf(client), () => []).push(client.addresses);
    const members = interfaces.map((one) => {
      const { what, label } = workloadOf(one);
      return { what, label, one, addresses: addressesOfInterface(one, family) };
    });
    return { client, members };
  });
  const addresses = new Map([...byPlace].map(([place, sets]) => [place, union(sets)]));
  return { all, addresses, egress: new Map(), boundsOf: new Map() };
}

/** The interfaces of the VPC that open connections, as clients. */
export function connectingClients(index: NetworkIndex, intent: Intent): Clients {
  const byFamily = derivedFrom(index, newClients);
  return memoize(byFamily, intent.ipAddressType === "ipv6", () => clientsIn(index, intent));
}

/** Services for which these are equal share their paths, which are computed once. */
function keyOf(service: RequestedService, resolutions: Record<Family, Resolution>, ports: readonly number[]): string {
  const part = (resolution: Resolution) => {
    if (resolution.kind === "public") {
      const { gateways, causes } = resolution;
      const { ipAddressTypes, privateDnsNames, name } = service.offer;
      const aaaa = [ipAddressTypes, privateDnsNames.some((one) => one.endsWith(".api.aws"))];
      return [
        causes,
        aaaa,
        gateways.length > 0 ? [name, gateways.map(({ id, routeTableIds }) => [id, routeTableIds])] : [],
      ];
    }
    if (resolution.kind !== "endpoints") return resolution;
    return resolution.targets.map(({ endpoint: one, only }) => [
      one.subnetIds,
      one.networkInterfaceIds,
      one.securityGroupIds,
      one.ipAddressType,
      only && JSON.stringify(only, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ]);
  };
  return JSON.stringify([ports, part(resolutions[4]), part(resolutions[6])]);
}

/** One service in one state of the account. */
export type ServiceView = {
  key: string;
  resolutions: Record<Family, Resolution>;
  ports: readonly number[];
  boundsOf(clients: Clients, egress: readonly Record<Unreadable, Egress>[]): PathBounds[];
};

/** By the standard names, which stay in use when the intent leaves private DNS off. */
export function serviceView(index: NetworkIndex, service: RequestedService, intent: Intent): ServiceView {
  const { snapshot } = index;
  const ranges = portsOfService(snapshot, service, intent.ports);
  const ports = index.portsToTest(ranges ?? []);
  const resolve = (family: Family) => resolveService(snapshot, { service, name: "standard", family }, ranges !== null);
  const resolutions = { 4: resolve(4), 6: resolve(6) };
  return {
    key: keyOf(service, resolutions, ports),
    resolutions,
    ports,
    boundsOf({ all }, egress) {
      const after = {
        4: pathBoundsAfter(index, service, resolutions[4], ports),
        6: pathBoundsAfter(index, service, resolutions[6], ports),
      };
      return all.map(({ client }, i) => after[client.family](client, egress[i] as Record<Unreadable, Egress>));
    },
  };
}

/** What each client's groups allow out, in the clients' order. */
export const egressOfAll = ({ all }: Clients, index: NetworkIndex, ports: readonly number[]) =>
  all.map(({ client }) => egressOf(index, client, ports));

/** The path bounds of all clients in the account as it is, cached for the next plan. */
export function pathBoundsToday(clients: Clients, index: NetworkIndex, view: ServiceView): PathBounds[] {
  return memoize(clients.boundsOf, view.key, () =>
    view.boundsOf(
      clients,
      memoize(clients.egress, view.ports.join(), () => egressOfAll(clients, index, view.ports)),
    ),
  );
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
  const lossIn = memoizeByArguments(
    (
      place: string,
      leastWas: PathBounds["least"],
      mostWas: PathBounds["most"],
      least: PathBounds["least"],
      most: PathBounds["most"],
    ) => lossOf({ least: leastWas, most: mostWas }, { least, most }, clients.addresses.get(place) ?? NO_ADDRESSES),
  );
  const found: AffectedInterface[] = [];
  for (const [i, { client, members }] of clients.all.entries()) {
    const [was, becomes] = [before[i] as PathBounds, after[i] as PathBounds];
    if (covers(becomes.least.whole, client.addresses)) continue;
    const loss = lossIn(placeOf(client), was.least, was.most, becomes.least, becomes.most);
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
  const egressAfter = new Map<string, Record<Unreadable, Egress>[]>();
  const known = new Map<string, AffectedInterface[]>();
  return [...new Set(intent.services)].sort().flatMap((raw) => {
    const service = findService(before, raw);
    if (!service) return [];
    const [was, becomes] = [serviceView(index.before, service, intent), serviceView(index.after, service, intent)];
    const interfaces = memoize(known, `${was.key} ${becomes.key}`, () => {
      const egress = memoize(egressAfter, becomes.ports.join(), () => egressOfAll(clients, index.after, becomes.ports));
      return affected(clients, pathBoundsToday(clients, index.before, was), becomes.boundsOf(clients, egress));
    });
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
