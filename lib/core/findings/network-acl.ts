import type { BlockReason } from "#lib/core/format/plan-format";
import { addressesOfAll, allAddresses, covers, type IntervalSet, intersect, union } from "#lib/core/network/intervals";
import { aclAdmits, EPHEMERAL_PORTS, networkAcls } from "#lib/core/network/network-acl";
import type { SubnetId } from "#lib/core/network/snapshot";
import type { Check, Facts } from "./check";

const BY_ACL: readonly BlockReason[] = ["client-nacl-out", "client-nacl-in", "endpoint-nacl-in", "endpoint-nacl-out"];

const WORDS: Partial<Record<BlockReason, string>> = {
  "client-nacl-out": "out of the workloads' subnet on port 443",
  "client-nacl-in": "back into the workloads' subnet on ports 32768-65535",
  "endpoint-nacl-in": "into the endpoint's subnet on port 443",
  "endpoint-nacl-out": "back out of the endpoint's subnet on ports 32768-65535",
};

/** A network ACL stops connections that the plan is to make possible; Postern changes no network ACLs. */
export const naclBlocks: Check = ({ reachability, before }) => {
  const aclOf = networkAcls(before);
  const acls = (subnetId: SubnetId) => {
    const acl = aclOf(subnetId);
    return acl ? [acl.id] : [];
  };
  const bySubnet = new Map<SubnetId, { services: Set<string>; reasons: Set<BlockReason> }>();
  for (const { subnetId, service, after, blockedBy } of reachability) {
    const reasons = blockedBy.after.filter((reason) => BY_ACL.includes(reason));
    if (after === "private" || reasons.length === 0) continue;
    const entry = bySubnet.get(subnetId) ?? { services: new Set(), reasons: new Set() };
    entry.services.add(service);
    for (const reason of reasons) entry.reasons.add(reason);
    bySubnet.set(subnetId, entry);
  }
  return [...bySubnet].map(([subnetId, { services, reasons }]) => ({
    code: "nacl-blocks",
    severity: "error",
    summary: `A network ACL stops connections from ${subnetId} to ${[...services].join(", ")}.`,
    detail: `Traffic does not get ${[...reasons].map((reason) => WORDS[reason]).join(", nor ")}.`,
    resources: [subnetId, ...acls(subnetId)],
    fix: "Allow it in the network ACLs of the workloads' and the endpoints' subnets; network ACLs keep no state, so both directions are needed.",
  }));
};

const ADVISED_PORTS = { from: 1024, to: 65535 };

type Way = { subnetId: SubnetId; direction: "inbound" | "outbound"; others: IntervalSet };

/** Where answers pass network ACLs: into the subnets of those who got a private way, and out of those of their endpoints. */
function waysOfAnswers({ reachability, before, desired }: Facts): Way[] {
  const endpoints = new Map(
    desired.interfaces.map(({ service, existing, placement }) => [
      service.written,
      [...(existing?.subnetIds ?? []), ...placement.chosen],
    ]),
  );
  const vpc = addressesOfAll(before.vpc?.cidrs ?? [], 4);
  const ways = new Map<string, Way>();
  const pass = (subnetId: SubnetId, direction: Way["direction"], others: IntervalSet) => {
    const known = ways.get(`${subnetId} ${direction}`);
    ways.set(`${subnetId} ${direction}`, { subnetId, direction, others: union([known?.others ?? [], others]) });
  };
  const seen = new Set<string>();
  for (const { subnetId, service, after } of reachability) {
    const key = `${subnetId} ${service}`;
    if (after !== "private" || seen.has(key)) continue;
    seen.add(key);
    const ends = endpoints.get(service);
    pass(subnetId, "inbound", ends ? vpc : allAddresses(4));
    // Network ACLs do not apply inside one subnet.
    for (const end of ends ?? []) if (end !== subnetId) pass(end, "outbound", vpc);
  }
  return [...ways.values()];
}

/** A network ACL lets answers through only on a part of the ports that clients may use (VPC user guide, ephemeral ports). */
export const naclNarrowEphemeral: Check = (facts) => {
  const aclOf = networkAcls(facts.before);
  return waysOfAnswers(facts).flatMap(({ subnetId, direction, others }) => {
    const acl = aclOf(subnetId);
    if (!acl) return [];
    const linux = intersect(aclAdmits(acl, direction, EPHEMERAL_PORTS, 4), others);
    if (covers(aclAdmits(acl, direction, ADVISED_PORTS, 4), linux)) return [];
    return [
      {
        code: "nacl-narrow-ephemeral",
        severity: "warning" as const,
        summary: `${acl.id} lets answers ${direction === "inbound" ? "into" : "out of"} ${subnetId} on ports 32768-65535, but not on all of 1024-65535.`,
        detail: "Linux clients use the upper range; Windows, Lambda and NAT gateways use lower ports as well.",
        resources: [acl.id, subnetId],
        fix: `Allow ${direction} TCP 1024-65535, as AWS advises.`,
      },
    ];
  });
};
