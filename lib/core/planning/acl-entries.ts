/** Network ACL entries that a plan lacks. Postern changes no network ACLs; it says which entries would let the plan's paths through. */
import { isBlockedByAcl } from "#lib/core/format/labels";
import type { BlockReason, Plan } from "#lib/core/format/plan-format";
import { addressesOf, covers } from "#lib/core/network/intervals";
import { type AclDirection, aclAllows, networkAclOf } from "#lib/core/network/network-acl";
import { type PortRange, portRange } from "#lib/core/network/ports";
import { findService } from "#lib/core/network/services/service";
import type { NetworkAcl, NetworkAclEntry, Snapshot, Subnet, SubnetId } from "#lib/core/network/snapshot";
import { familyFor } from "#lib/core/reachability/reachability";
import { applyChanges } from "./simulate";

/** Ports that clients of all kinds are answered on (VPC user guide, ephemeral ports). */
const EPHEMERAL: PortRange = { from: 1024, to: 65535 };
/** EC2's highest number of an entry that a user may create. */
const LAST_NUMBER = 32_766;

export type LackingEntries = {
  acl: NetworkAcl;
  /** To be created, with numbers before the first entry that denies. */
  entries: NetworkAclEntry[];
};

/** What is asked of a plan. */
type Blocked = Pick<Plan, "changes" | "reachability"> & { intent: Pick<Plan["intent"], "ipAddressType"> };

type Passage = { subnetId: SubnetId; direction: AclDirection; ports: PortRange; cidr: string };

const cidrOf = ({ cidr, ipv6Cidrs }: Subnet, family: 4 | 6): string | undefined =>
  family === 4 ? (cidr ?? undefined) : ipv6Cidrs[0];

/** What the rows that network ACLs block would have to pass. */
function passages(before: Snapshot, plan: Blocked): Passage[] {
  const blocked = plan.reachability.filter(isBlockedByAcl);
  if (blocked.length === 0) return [];
  const after = applyChanges(before, plan.changes);
  const subnets = new Map(before.subnets.map((subnet) => [subnet.id, subnet]));
  return blocked.flatMap((row) => {
    const [client, service] = [subnets.get(row.subnetId), findService(after, row.service)];
    if (!client || !service) return [];
    const family = familyFor(plan.intent, client);
    const own = cidrOf(client, family);
    const has = (reason: BlockReason) => row.blockedBy.after.includes(reason);
    const ports = row.ports.flatMap((text) => portRange(text) ?? []);
    const through = (subnetId: SubnetId, direction: AclDirection, ranges: readonly PortRange[], cidr?: string) =>
      cidr ? ranges.map((range): Passage => ({ subnetId, direction, ports: range, cidr })) : [];
    const endpoints = after.endpoints.filter(({ serviceName }) => serviceName === service.offer.name);
    const ends = [...new Set(endpoints.filter(({ type }) => type === "Interface").flatMap((one) => one.subnetIds))];
    const lists = after.prefixLists
      .filter(({ name }) => name === service.offer.name)
      .flatMap(({ entries }) => entries ?? []);
    const far =
      service.offer.type === "Gateway"
        ? lists.filter((cidr) => cidr.includes(":") === (family === 6))
        : ends.filter((id) => id !== client.id).flatMap((id) => cidrOf(subnets.get(id) ?? client, family) ?? []);
    return [
      ...far.flatMap((cidr) => (has("client-nacl-out") ? through(client.id, "outbound", ports, cidr) : [])),
      ...far.flatMap((cidr) => (has("client-nacl-in") ? through(client.id, "inbound", [EPHEMERAL], cidr) : [])),
      ...ends
        .filter((id) => id !== client.id)
        .flatMap((id) => [
          ...(has("endpoint-nacl-in") ? through(id, "inbound", ports, own) : []),
          ...(has("endpoint-nacl-out") ? through(id, "outbound", [EPHEMERAL], own) : []),
        ]),
    ];
  });
}

/** The highest free numbers before the first entry of a direction that denies, in ascending order; fewer where there are no more. */
function freeNumbers({ entries }: NetworkAcl, egress: boolean, count: number): number[] {
  const own = entries.filter((entry) => entry.egress === egress);
  const used = new Set(own.map(({ ruleNumber }) => ruleNumber));
  const limit = Math.min(LAST_NUMBER + 1, ...own.filter(({ allow }) => !allow).map(({ ruleNumber }) => ruleNumber));
  const free: number[] = [];
  for (let number = limit - 1; number > 0 && free.length < count; number--) if (!used.has(number)) free.push(number);
  return free.reverse();
}

/** The entries that would let the plan's paths through, by network ACL; empty where no network ACL blocks one. */
export function lackingAclEntries(before: Snapshot, plan: Blocked): LackingEntries[] {
  const byAcl = new Map<NetworkAcl, Map<string, Passage>>();
  for (const passage of passages(before, plan)) {
    const acl = networkAclOf(before, passage.subnetId);
    const family = passage.cidr.includes(":") ? 6 : 4;
    if (!acl || covers(aclAllows(acl, passage.direction, passage.ports, family), addressesOf(passage.cidr, family)))
      continue;
    const known = byAcl.get(acl) ?? new Map<string, Passage>();
    byAcl.set(
      acl,
      known.set(`${passage.direction} ${passage.ports.from}-${passage.ports.to} ${passage.cidr}`, passage),
    );
  }
  return [...byAcl].map(([acl, wanted]) => ({
    acl,
    entries: (["inbound", "outbound"] as const).flatMap((direction) => {
      const own = [...wanted.values()].filter((passage) => passage.direction === direction);
      const egress = direction === "outbound";
      const numbers = freeNumbers(acl, egress, own.length);
      return numbers.map((ruleNumber, i): NetworkAclEntry => {
        const { ports, cidr } = own[i] as Passage;
        return { ruleNumber, egress, allow: true, protocol: "6", cidr, ports };
      });
    }),
  }));
}
