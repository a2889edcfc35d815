/** Who in the VPC reaches a service today and would not, or only partly, after the changes. */
import { wayTo } from "./answer";
import { addressesOfInterface, clientOf } from "./clients";
import type { Intent } from "./intent";
import { type IntervalSet, overlaps, subtract, union } from "./intervals";
import type { NetworkInterface, NetworkInterfaceId, SecurityGroupId, Snapshot, Subnet, SubnetId } from "./network";
import { type AdmissionCache, type NetworkIndex, networkIndex } from "./network-index";
import type { BlockReason, Verdict } from "./plan-format";
import { workloadInterfaces } from "./routes";
import { findService, type RequestedService } from "./service";
import { type Client, causesOf, type Passage, passage, verdictOf } from "./way";
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

/** Interfaces of one subnet with the same groups: what holds for one address holds for the others' alike. */
type Alike = { subnet: Subnet; client: Client; interfaces: NetworkInterface[] };

function interfacesAlike(index: NetworkIndex): Alike[] {
  const alike = new Map<string, NetworkInterface[]>();
  for (const one of workloadInterfaces(index.snapshot)) {
    if (one.securityGroupIds.length === 0) continue;
    const key = [one.subnetId, ...[...one.securityGroupIds].sort()].join();
    const known = alike.get(key);
    if (known) known.push(one);
    else alike.set(key, [one]);
  }
  return [...alike.values()].flatMap((interfaces) => {
    const first = interfaces[0];
    const subnet = first && index.subnets.get(first.subnetId);
    return first && subnet
      ? [{ subnet, interfaces, client: clientOf(interfaces, first.securityGroupIds, subnet) }]
      : [];
  });
}

/** Addresses that got through wholly and do not any more, or got through in part and do not at all. */
function lost(before: Passage, after: Passage): IntervalSet {
  return union([subtract(before.whole, after.whole), subtract(before.some, after.some)]);
}

function affected(
  { interfaces, client, subnet }: Alike,
  service: RequestedService,
  views: { before: NetworkIndex; after: NetworkIndex },
): AffectedInterface[] {
  const [was, becomes] = [
    wayTo(views.before, client, service, "standard"),
    wayTo(views.after, client, service, "standard"),
  ];
  const [before, after] = [passage(was, client.addresses), passage(becomes, client.addresses)];
  const cutOff = lost(before, after);
  if (cutOff.length === 0) return [];
  return interfaces.flatMap((one) => {
    const addresses = addressesOfInterface(one, client.family);
    if (!overlaps(cutOff, addresses)) return [];
    return {
      ...workloadOf(one),
      networkInterfaceId: one.id,
      subnetId: subnet.id,
      securityGroupIds: one.securityGroupIds,
      service: service.written,
      before: verdictOf(was.arrives, before, addresses),
      after: verdictOf(becomes.arrives, after, addresses),
      blockedBy: causesOf(becomes, addresses),
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
  const shared: AdmissionCache = new Map();
  const views = { before: networkIndex(before, shared), after: networkIndex(after, shared) };
  const alike = interfacesAlike(views.before);
  return [...new Set(intent.services)]
    .sort()
    .flatMap((written) => findService(before, written) ?? [])
    .flatMap((service) =>
      alike
        .flatMap((each) => affected(each, service, views))
        .sort((a, b) => (a.networkInterfaceId < b.networkInterfaceId ? -1 : 1)),
    );
}
