import { NETWORK_ACL_REASONS } from "#lib/core/format/labels";
import type { BlockReason } from "#lib/core/format/plan-format";
import {
  addressesOfAll,
  allAddresses,
  covers,
  type Family,
  type IntervalSet,
  intersect,
  union,
} from "#lib/core/network/intervals";
import { type AclDirection, aclAllows, networkAcls } from "#lib/core/network/network-acl";
import { networkIndex } from "#lib/core/network/network-index";
import { portText, RETURN_PORTS } from "#lib/core/network/ports";
import type { SubnetId } from "#lib/core/network/snapshot";
import { familyFor } from "#lib/core/reachability/reachability";
import { memoize } from "#lib/core/text/memoize";
import { listed } from "#lib/core/text/phrases";
import type { Check, Facts } from "../check";

const LINUX_PORTS = portText(RETURN_PORTS);

const words = (ports: string): Partial<Record<BlockReason, string>> => ({
  "client-nacl-out": `out of the workloads' subnet on ${ports}`,
  "client-nacl-in": `back into the workloads' subnet on ports ${LINUX_PORTS}`,
  "endpoint-nacl-in": `into the endpoint's subnet on ${ports}`,
  "endpoint-nacl-out": `back out of the endpoint's subnet on ports ${LINUX_PORTS}`,
});

/** A network ACL stops connections that the plan is to make possible; Postern changes no network ACLs. */
export const naclBlocks: Check = ({ reachability, before }) => {
  const aclOf = networkAcls(before);
  const acls = (subnetId: SubnetId) => {
    const acl = aclOf(subnetId);
    return acl ? [acl.id] : [];
  };
  type Blocked = { services: Set<string>; ports: Set<string>; reasons: Set<BlockReason> };
  const bySubnet = new Map<SubnetId, Blocked>();
  for (const { subnetId, service, ports, after, blockedBy } of reachability) {
    const reasons = blockedBy.after.filter((reason) => NETWORK_ACL_REASONS.includes(reason));
    if (after === "private" || reasons.length === 0) continue;
    const entry = bySubnet.get(subnetId) ?? { services: new Set(), ports: new Set(), reasons: new Set() };
    entry.services.add(service);
    for (const port of ports) entry.ports.add(String(port));
    for (const reason of reasons) entry.reasons.add(reason);
    bySubnet.set(subnetId, entry);
  }
  // One network ACL mostly serves several subnets: what it does to all of them is one finding.
  const byCause = new Map<string, Blocked & { subnets: SubnetId[] }>();
  for (const [subnetId, blocked] of bySubnet) {
    const { services, ports, reasons } = blocked;
    const key = JSON.stringify([acls(subnetId), [...services], [...ports], [...reasons].sort()]);
    memoize(byCause, key, () => ({ ...blocked, subnets: [] })).subnets.push(subnetId);
  }
  return [...byCause.values()].map(({ subnets, services, ports, reasons }) => {
    const sentence = words(`port${ports.size === 1 ? "" : "s"} ${listed([...ports])}`);
    return {
      code: "nacl-blocks",
      severity: "error",
      summary: `A network ACL stops connections from ${listed(subnets)} to ${listed([...services])}.`,
      detail: `Traffic does not get ${[...reasons].map((reason) => sentence[reason]).join(", nor ")}.`,
      resources: [...subnets, ...new Set(subnets.flatMap(acls))],
      fix: "Allow it in the network ACLs of the workloads' and the endpoints' subnets; network ACLs keep no state, so both directions are needed.",
    };
  });
};

const ADVISED_PORTS = { from: 1024, to: 65535 };
const WINDOWS_PORTS = { from: 49152, to: 65535 };

type Passage = { subnetId: SubnetId; direction: AclDirection; family: Family; others: IntervalSet };

/** Where return traffic passes network ACLs: into the subnets of clients that get a private path, and out of those of their endpoints. */
function returnPassages({ reachability, before, desired, intent }: Facts): Passage[] {
  const endpoints = new Map(
    desired.interfaces.map(({ service, existing, placement }) => [
      service.raw,
      [...(existing?.subnetIds ?? []), ...placement.chosen],
    ]),
  );
  const { subnets } = networkIndex(before);
  const vpc = (family: Family) =>
    addressesOfAll((family === 4 ? before.vpc?.cidrs : before.vpc?.ipv6Cidrs) ?? [], family);
  const passages = new Map<string, Passage>();
  const pass = (subnetId: SubnetId, direction: AclDirection, family: Family, others: IntervalSet) => {
    const key = `${subnetId} ${direction} ${family}`;
    const known = passages.get(key);
    passages.set(key, { subnetId, direction, family, others: union([known?.others ?? [], others]) });
  };
  const seen = new Set<string>();
  for (const { subnetId, service, after } of reachability) {
    const key = `${subnetId} ${service}`;
    const subnet = subnets.get(subnetId);
    if (after !== "private" || seen.has(key) || !subnet) continue;
    seen.add(key);
    const family = familyFor(intent, subnet);
    const ends = endpoints.get(service);
    pass(subnetId, "inbound", family, ends ? vpc(family) : allAddresses(family));
    // Network ACLs do not apply inside one subnet.
    for (const end of ends ?? []) if (end !== subnetId) pass(end, "outbound", family, vpc(family));
  }
  return [...passages.values()];
}

/** Who uses return ports that an ACL does not pass. */
const AFFECTED = [
  [WINDOWS_PORTS, "Windows (49152-65535)"],
  [ADVISED_PORTS, "Lambda functions, NAT gateways and load balancers (1024-65535)"],
] as const;

/** A network ACL passes return traffic only on a part of the ports that clients may use (VPC user guide, ephemeral ports). */
export const naclNarrowEphemeral: Check = (facts) => {
  const aclOf = networkAcls(facts.before);
  return returnPassages(facts).flatMap(({ subnetId, direction, family, others }) => {
    const acl = aclOf(subnetId);
    if (!acl) return [];
    const linux = intersect(aclAllows(acl, direction, RETURN_PORTS, family), others);
    const affected = AFFECTED.filter(([ports]) => !covers(aclAllows(acl, direction, ports, family), linux));
    if (affected.length === 0) return [];
    return [
      {
        code: "nacl-narrow-ephemeral",
        severity: "warning" as const,
        summary: `${acl.id} allows return traffic ${direction === "inbound" ? "into" : "out of"} ${subnetId} on ports ${LINUX_PORTS}, but not on all of 1024-65535.`,
        detail: `Linux uses ${LINUX_PORTS}, so its connections work. Connections of ${listed(affected.map(([, who]) => who))} may hang.`,
        resources: [acl.id, subnetId],
        fix: `Allow ${direction} TCP 1024-65535, as AWS advises.`,
      },
    ];
  });
};
