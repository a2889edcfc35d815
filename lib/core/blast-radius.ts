/** Who in the VPC reaches a service today and would not, or only partly, after the changes. */
import { addressesOfInterface } from "./addresses";
import { type Answer, answerTo, wayOf } from "./answer";
import { clientOf } from "./clients";
import type { Intent } from "./intent";
import { covers, type IntervalSet, overlaps, subtract, union } from "./intervals";
import type { NetworkInterface, NetworkInterfaceId, SecurityGroupId, Snapshot, SubnetId } from "./network";
import { type NetworkIndex, networkIndex } from "./network-index";
import type { BlockReason, Verdict } from "./plan-format";
import { workloadInterfaces } from "./routes";
import { findService } from "./service";
import { type Client, causesOf, isEven, passage, verdictOf } from "./way";
import { type Workload, workloadOf } from "./workload";

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

/** An interface that connections may come from, what it is, and the client that it is together with those like it. */
type Member = Workload & { one: NetworkInterface; addresses: IntervalSet; client: Client };

const membersOf = new WeakMap<NetworkIndex, Member[]>();

/** By id. Interfaces of one subnet with the same groups are one client: they differ in their addresses only. */
function members(index: NetworkIndex): Member[] {
  const known = membersOf.get(index);
  if (known) return known;
  const alike = new Map<string, NetworkInterface[]>();
  for (const one of workloadInterfaces(index.snapshot)) {
    if (one.securityGroupIds.length === 0) continue;
    const key = [one.subnetId, ...one.securityGroupIds.toSorted()].join();
    const there = alike.get(key);
    if (there) there.push(one);
    else alike.set(key, [one]);
  }
  const found = [...alike.values()].flatMap((interfaces): Member[] => {
    const first = interfaces[0];
    const subnet = first && index.subnets.get(first.subnetId);
    if (!first || !subnet) return [];
    const client = clientOf(interfaces, first.securityGroupIds, subnet);
    return interfaces.map((one) => {
      const { what, label } = workloadOf(one);
      return { what, label, one, client, addresses: addressesOfInterface(one, client.family) };
    });
  });
  found.sort((a, b) => (a.one.id < b.one.id ? -1 : 1));
  membersOf.set(index, found);
  return found;
}

/** Services with equal answers fare alike: each kind of answer is looked into once. */
function answerKey(answer: Answer): string {
  if (answer.kind !== "endpoints") return JSON.stringify(answer);
  return JSON.stringify(
    answer.endpoints.map((one) => [one.subnetIds, one.networkInterfaceIds, one.securityGroupIds, one.ipAddressType]),
  );
}

type Judgement = Pick<AffectedInterface, "before" | "after" | "blockedBy">;

/** What a client loses: from which of its addresses, and what becomes of connections from them. */
type Loss = { lost: IntervalSet; judge(addresses: IntervalSet): Judgement };

function lossOf(client: Client, index: BeforeAndAfter<NetworkIndex>, answer: BeforeAndAfter<Answer>): Loss | null {
  const { addresses: all } = client;
  const after = wayOf(index.after, client, answer.after);
  const throughAfter = passage(after, all);
  if (covers(throughAfter.whole, all)) return null;
  const before = wayOf(index.before, client, answer.before);
  const throughBefore = passage(before, all);
  // Got through wholly and does not any more, or got through in part and does not at all.
  const lost = union([
    subtract(throughBefore.whole, throughAfter.whole),
    subtract(throughBefore.some, throughAfter.some),
  ]);
  if (lost.length === 0) return null;
  const loss: Loss = {
    lost,
    judge: (addresses) => ({
      before: verdictOf(before.arrives, throughBefore, addresses),
      after: verdictOf(after.arrives, throughAfter, addresses),
      blockedBy: causesOf(after, addresses),
    }),
  };
  if (!isEven(before, all) || !isEven(after, all)) return loss;
  const same = loss.judge(all);
  return { lost, judge: () => same };
}

function affected(
  all: readonly Member[],
  index: BeforeAndAfter<NetworkIndex>,
  answer: BeforeAndAfter<Answer>,
): AffectedInterface[] {
  const losses = new Map<Client, Loss | null>();
  return all.flatMap(({ what, label, one, addresses, client }) => {
    let loss = losses.get(client);
    if (loss === undefined) {
      loss = lossOf(client, index, answer);
      losses.set(client, loss);
    }
    if (!loss || !overlaps(loss.lost, addresses)) return [];
    const { before, after, blockedBy } = loss.judge(addresses);
    const { id: networkInterfaceId, subnetId, securityGroupIds } = one;
    return { what, label, networkInterfaceId, subnetId, securityGroupIds, before, after, blockedBy };
  });
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
  const all = members(index.before);
  const known = new Map<string, AffectedInterface[]>();
  return [...new Set(intent.services)].sort().flatMap((written) => {
    const service = findService(before, written);
    if (!service) return [];
    const answer = { before: answerTo(before, service, "standard"), after: answerTo(after, service, "standard") };
    const key = `${answerKey(answer.before)} ${answerKey(answer.after)}`;
    const interfaces = known.get(key) ?? affected(all, index, answer);
    known.set(key, interfaces);
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
