/** Who in the VPC reaches a service today and would not, or only partly, after the changes. */
import { addressesOfInterface } from "./addresses";
import { type Answer, answerTo, wayOf } from "./answer";
import { clientOf } from "./clients";
import type { Intent } from "./intent";
import { covers, overlaps, subtract, union } from "./intervals";
import type { NetworkInterface, NetworkInterfaceId, SecurityGroupId, Snapshot, SubnetId } from "./network";
import { admissionCache, type NetworkIndex, networkIndex } from "./network-index";
import type { BlockReason, Verdict } from "./plan-format";
import { workloadInterfaces } from "./routes";
import { findService } from "./service";
import { type Client, causesOf, passage, verdictOf } from "./way";
import { type Workload, workloadOf } from "./workload";

export type AffectedInterface = Workload & {
  networkInterfaceId: NetworkInterfaceId;
  subnetId: SubnetId;
  securityGroupIds: SecurityGroupId[];
  /** As the intent writes it. */
  service: string;
  before: Verdict;
  after: Verdict;
  /** Causes of the verdict after the changes. */
  blockedBy: BlockReason[];
};

type BeforeAndAfter<T> = { before: T; after: T };

/** Interfaces of one subnet with the same groups: they differ in their addresses only. */
type Alike = { client: Client; interfaces: NetworkInterface[] };

function interfacesAlike(index: NetworkIndex): Alike[] {
  const alike = new Map<string, NetworkInterface[]>();
  for (const one of workloadInterfaces(index.snapshot)) {
    if (one.securityGroupIds.length === 0) continue;
    const key = [one.subnetId, ...one.securityGroupIds.toSorted()].join();
    const known = alike.get(key);
    if (known) known.push(one);
    else alike.set(key, [one]);
  }
  return [...alike.values()].flatMap((interfaces) => {
    const first = interfaces[0];
    const subnet = first && index.subnets.get(first.subnetId);
    return first && subnet ? [{ interfaces, client: clientOf(interfaces, first.securityGroupIds, subnet) }] : [];
  });
}

/** Services with equal answers fare alike: each kind of answer is looked into once. */
function answerKey(answer: Answer): string {
  if (answer.kind !== "endpoints") return JSON.stringify(answer);
  return JSON.stringify(
    answer.endpoints.map((one) => [one.subnetIds, one.networkInterfaceIds, one.securityGroupIds, one.ipAddressType]),
  );
}

function affected(
  { interfaces, client }: Alike,
  index: BeforeAndAfter<NetworkIndex>,
  answer: BeforeAndAfter<Answer>,
): Omit<AffectedInterface, "service">[] {
  const after = wayOf(index.after, client, answer.after);
  const throughAfter = passage(after, client.addresses);
  if (covers(throughAfter.whole, client.addresses)) return [];
  const before = wayOf(index.before, client, answer.before);
  const throughBefore = passage(before, client.addresses);
  // Got through wholly and does not any more, or got through in part and does not at all.
  const lost = union([
    subtract(throughBefore.whole, throughAfter.whole),
    subtract(throughBefore.some, throughAfter.some),
  ]);
  if (lost.length === 0) return [];
  return interfaces.flatMap((one) => {
    const addresses = addressesOfInterface(one, client.family);
    if (!overlaps(lost, addresses)) return [];
    return {
      ...workloadOf(one),
      networkInterfaceId: one.id,
      subnetId: one.subnetId,
      securityGroupIds: one.securityGroupIds,
      before: verdictOf(before.arrives, throughBefore, addresses),
      after: verdictOf(after.arrives, throughAfter, addresses),
      blockedBy: causesOf(after, addresses),
    };
  });
}

/**
 * The interfaces, with all their groups together, that reach one of the intent's services today (privately or publicly) and
 * would not after the changes, or only partly. Judged by the standard names, which nobody stops using when the intent leaves
 * private DNS off. Interfaces of VPC endpoints and those without groups, which open no connections, are not among them.
 * Sorted by service and interface.
 */
export function blastRadius(before: Snapshot, after: Snapshot, intent: Intent): AffectedInterface[] {
  if (before === after) return [];
  const admissions = admissionCache();
  const index = { before: networkIndex(before, admissions), after: networkIndex(after, admissions) };
  const alike = interfacesAlike(index.before);
  const known = new Map<string, Omit<AffectedInterface, "service">[]>();
  return [...new Set(intent.services)].sort().flatMap((written) => {
    const service = findService(before, written);
    if (!service) return [];
    const answer = { before: answerTo(before, service, "standard"), after: answerTo(after, service, "standard") };
    const key = `${answerKey(answer.before)} ${answerKey(answer.after)}`;
    const found =
      known.get(key) ??
      alike
        .flatMap((each) => affected(each, index, answer))
        .sort((a, b) => (a.networkInterfaceId < b.networkInterfaceId ? -1 : 1));
    known.set(key, found);
    return found.map((one) => ({ ...one, service: written }));
  });
}
