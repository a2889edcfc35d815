/** Who in the VPC reaches a service today and would not, or only partly, after the changes. */

import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import { addressesOfInterface } from "#lib/core/network/addresses";
import { covers, type IntervalSet, NO_ADDRESSES, overlaps, subtract, union } from "#lib/core/network/intervals";
import { type NetworkIndex, networkIndex } from "#lib/core/network/network-index";
import { workloadInterfaces } from "#lib/core/network/routes";
import type { Admission } from "#lib/core/network/security-group";
import { findService } from "#lib/core/network/service";
import type {
  NetworkInterface,
  NetworkInterfaceId,
  SecurityGroupId,
  Snapshot,
  SubnetId,
} from "#lib/core/network/snapshot";
import { type Workload, workloadOf } from "#lib/core/network/workload";
import { memoized, remembered } from "#lib/core/text/memoize";
import { clientOf } from "./clients";
import { type Answer, answerTo, waysAfter } from "./dns-resolution";
import { type Client, causesOf, isEven, verdictOf, type Way, type Ways } from "./path";

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

type BeforeAndAfter<T> = { before: T; after: T };

/** An interface that connections may come from, and what it is. */
type Member = Workload & { one: NetworkInterface; addresses: IntervalSet };

/** Interfaces of one subnet with the same groups are one client: they differ in their addresses only. */
type Alike = { client: Client; members: Member[] };

type Clients = {
  all: Alike[];
  /** All addresses that connections may come from in each subnet. */
  addresses: ReadonlyMap<SubnetId, IntervalSet>;
  /** The ways of all today, in their order, by answer: plan after plan asks for the same ones. */
  ways: Map<string, Way[]>;
};

const clientsOf = new WeakMap<NetworkIndex, Clients>();

function clientsIn({ snapshot, subnets }: NetworkIndex): Clients {
  const alike = new Map<string, NetworkInterface[]>();
  for (const one of workloadInterfaces(snapshot)) {
    if (one.securityGroupIds.length === 0) continue;
    const key = [one.subnetId, ...one.securityGroupIds.toSorted()].join();
    remembered(alike, key, () => []).push(one);
  }
  const bySubnet = new Map<SubnetId, IntervalSet[]>();
  const all = [...alike.values()].flatMap((interfaces): Alike[] => {
    const first = interfaces[0];
    const subnet = first && subnets.get(first.subnetId);
    if (!first || !subnet) return [];
    const client = clientOf(interfaces, first.securityGroupIds, subnet);
    remembered(bySubnet, subnet.id, () => []).push(client.addresses);
    const members = interfaces.map((one) => {
      const { what, label } = workloadOf(one);
      return { what, label, one, addresses: addressesOfInterface(one, client.family) };
    });
    return [{ client, members }];
  });
  return { all, addresses: new Map([...bySubnet].map(([id, sets]) => [id, union(sets)])), ways: new Map() };
}

/** What each client's groups let out, in the clients' order. */
const egressOf = ({ all }: Clients, index: NetworkIndex): Admission[] =>
  all.map(({ client }) => index.egressOf(client.groupIds, client.family));

const waysOf = ({ all }: Clients, ways: Ways, egress: readonly Admission[]): Way[] =>
  all.map(({ client }, i) => ways(client, egress[i] as Admission));

/** Services with equal answers fare alike: each kind of answer is looked into once. */
function answerKey(answer: Answer): string {
  if (answer.kind !== "endpoints") return JSON.stringify(answer);
  return JSON.stringify(
    answer.endpoints.map((one) => [one.subnetIds, one.networkInterfaceIds, one.securityGroupIds, one.ipAddressType]),
  );
}

type Judgement = Pick<AffectedInterface, "before" | "after" | "blockedBy">;

/** What clients of a subnet lose: from which addresses, and what becomes of connections from them. */
type Loss = { lost: IntervalSet; judge(addresses: IntervalSet): Judgement };

/** What a change of ways means for the addresses of a subnet. */
function lossOf(before: Way, after: Way, all: IntervalSet): Loss | null {
  // Got through wholly and does not any more, or got through in part and does not at all.
  const lost = union([subtract(before.whole, after.whole), subtract(before.some, after.some)]);
  if (!overlaps(lost, all)) return null;
  const judge = (addresses: IntervalSet): Judgement => ({
    before: verdictOf(before, addresses),
    after: verdictOf(after, addresses),
    blockedBy: causesOf(after, addresses),
  });
  if (!isEven(before, all) || !isEven(after, all)) return { lost, judge };
  const same = judge(all);
  return { lost, judge: () => same };
}

/** Sorted by id. */
function affected({ all, addresses: inSubnet }: Clients, ways: BeforeAndAfter<readonly Way[]>): AffectedInterface[] {
  const lossIn = memoized((subnetId: SubnetId, before: Way, after: Way) =>
    lossOf(before, after, inSubnet.get(subnetId) ?? NO_ADDRESSES),
  );
  const found: AffectedInterface[] = [];
  for (const [i, { client, members }] of all.entries()) {
    const [before, after] = [ways.before[i] as Way, ways.after[i] as Way];
    if (covers(after.whole, client.addresses)) continue;
    const loss = lossIn(client.subnet.id, before, after);
    if (!loss) continue;
    for (const { what, label, one, addresses } of members) {
      if (!overlaps(loss.lost, addresses)) continue;
      const { id: networkInterfaceId, subnetId, securityGroupIds } = one;
      found.push({ what, label, networkInterfaceId, subnetId, securityGroupIds, ...loss.judge(addresses) });
    }
  }
  return found.sort((a, b) => (a.networkInterfaceId < b.networkInterfaceId ? -1 : 1));
}

/**
 * The services of the intent that interfaces, with all their groups together, reach today (privately or publicly) and
 * would not after the changes, or only partly. Judged by the standard names, which nobody stops using when the intent leaves
 * private DNS off. Interfaces of VPC endpoints and those without groups, which open no connections, are not among them.
 * Sorted by service.
 */
export function blastRadius(before: Snapshot, after: Snapshot, intent: Intent): CutOff[] {
  if (before === after) return [];
  const index = { before: networkIndex(before), after: networkIndex(after) };
  const clients = remembered(clientsOf, index.before, () => clientsIn(index.before));
  const egressAfter = egressOf(clients, index.after);
  const known = new Map<string, AffectedInterface[]>();
  return [...new Set(intent.services)].sort().flatMap((written) => {
    const service = findService(before, written);
    if (!service) return [];
    const answer = { before: answerTo(before, service, "standard"), after: answerTo(after, service, "standard") };
    const key = { before: answerKey(answer.before), after: answerKey(answer.after) };
    const interfaces = remembered(known, `${key.before} ${key.after}`, () =>
      affected(clients, {
        before: remembered(clients.ways, key.before, () =>
          waysOf(clients, waysAfter(index.before, answer.before), egressOf(clients, index.before)),
        ),
        after: waysOf(clients, waysAfter(index.after, answer.after), egressAfter),
      }),
    );
    return interfaces.length > 0 ? { service: written, interfaces } : [];
  });
}

/** One group of each interface that would lose a service: admitted as clients, these groups keep all of them connected. */
export function groupsToAdmit(cutOff: readonly CutOff[]): SecurityGroupId[] {
  const admitted = new Set<SecurityGroupId>();
  for (const { securityGroupIds } of cutOff.flatMap(({ interfaces }) => interfaces)) {
    const [first] = securityGroupIds;
    if (first && !securityGroupIds.some((id) => admitted.has(id))) admitted.add(first);
  }
  return [...admitted].sort();
}
