import { covers } from "../intervals";
import type { SubnetId } from "../network";
import { aclAdmits, EPHEMERAL_PORTS, networkAcls } from "../network-acl";
import type { BlockReason } from "../plan-format";
import type { Check } from "./check";

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

/** A network ACL lets answers back in only on a part of the ports that clients may use (VPC user guide, ephemeral ports). */
export const naclNarrowEphemeral: Check = ({ reachability, before }) => {
  const aclOf = networkAcls(before);
  const subnets = [...new Set(reachability.filter(({ after }) => after === "private").map(({ subnetId }) => subnetId))];
  return subnets.flatMap((subnetId) => {
    const acl = aclOf(subnetId);
    if (!acl) return [];
    const linux = aclAdmits(acl, "inbound", EPHEMERAL_PORTS, 4);
    const advised = aclAdmits(acl, "inbound", { from: 1024, to: 65535 }, 4);
    if (covers(advised, linux)) return [];
    return [
      {
        code: "nacl-narrow-ephemeral",
        severity: "warning" as const,
        summary: `${acl.id} lets answers into ${subnetId} on ports 32768-65535, but not on all of 1024-65535.`,
        detail: "Linux clients use the upper range; Windows, Lambda and NAT gateways use lower ports as well.",
        resources: [acl.id, subnetId],
        fix: "Allow inbound TCP 1024-65535, as AWS advises.",
      },
    ];
  });
};
