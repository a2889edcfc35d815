import type { Finding } from "#lib/core/format/plan-format";
import { routeTables } from "#lib/core/network/routes/routes";
import { serves } from "#lib/core/planning/desired";
import { placeEndpoint } from "#lib/core/planning/placement";
import { listed } from "#lib/core/text/phrases";
import type { Check, Facts } from "../check";

const chosenSubnets = ({ desired }: Facts): string[] => [
  ...new Set(desired.interfaces.flatMap(({ placement }) => placement.chosen)),
];

/** An endpoint's interface in a subnet with a route to an internet gateway: it works, but it is not where people expect it. */
export const publicSubnet: Check = (facts) => {
  const chosen = chosenSubnets(facts);
  const tableOf = routeTables(facts.before);
  return facts.before.subnets
    .filter(({ id }) => chosen.includes(id))
    .filter(({ id }) => tableOf(id)?.routes.some(({ target, active }) => target === "internet-gateway" && active))
    .map(({ id }) => ({
      code: "public-subnet",
      severity: "warning",
      summary: `${id} is a public subnet: its route table has a route to an internet gateway.`,
      detail:
        "The endpoint gets no public address and is not reachable from outside, but private subnets are the usual place.",
      resources: [id],
      fix: "Choose a private subnet in the same Availability Zone.",
    }));
};

/**
 * Other accounts use subnets of this VPC, and share what private DNS changes. The owner sees whose their interfaces and security
 * groups are (VPC user guide, shared subnets); the requester of an interface may be an account of an AWS service.
 */
export const sharedParticipants: Check = ({ before, desired }) => {
  const owners = [...before.networkInterfaces, ...before.securityGroups].map(({ ownerId = "" }) => ownerId);
  const others = [...new Set(owners)].filter((id) => /^\d{12}$/.test(id) && id !== before.accountId).sort();
  if (others.length === 0 || !desired.interfaces.some(({ turnOnPrivateDns }) => turnOnPrivateDns)) return [];
  return [
    {
      code: "shared-participants",
      severity: "warning",
      summary: `Workloads of other accounts are in this VPC: ${others.join(", ")}.`,
      detail: "Private DNS applies to them too, and their groups are not part of this plan.",
      resources: others,
      fix: "Ask their owners, or allow ingress from the VPC's CIDRs in the endpoints' group.",
    },
  ];
};

/** Workloads that have IPv6 alone use a gateway endpoint that carries IPv4 alone, and cannot become another one. */
function gatewaysWithoutIpv6({ desired, reachability }: Facts): Finding[] {
  return desired.gateways.flatMap(({ service: { raw, offer }, existing }) => {
    const stopped = reachability.filter(
      ({ service, after, blockedBy }) =>
        service === raw && blockedBy.after.includes("ip-address-type") && (after === "none" || after === "partial"),
    );
    const subnets = [...new Set(stopped.map(({ subnetId }) => subnetId))];
    if (subnets.length === 0) return [];
    return [
      {
        code: "ip-type-unsupported",
        severity: "error",
        summary: `ipAddressType: the gateway endpoint of ${raw} carries IPv4 only, and the workloads in ${listed(subnets, 5)} use IPv6.`,
        detail: existing
          ? `${existing.id} is of type ${existing.ipAddressType}, and ${offer.ipAddressTypes.includes("ipv6") ? "is not this account's to change" : `${offer.name} offers no other`}.`
          : `${offer.name} offers gateway endpoints of type ${offer.ipAddressTypes.join(", ") || "ipv4"} only.`,
        resources: [...(existing ? [existing.id] : []), raw, ...subnets],
        fix: "Give the workloads IPv4 addresses, or reach the service through DNS64 and a NAT gateway.",
      },
    ];
  });
}

/** The service, every chosen subnet, or an existing endpoint lacks the kind of address that was asked for. */
export const ipTypeUnsupported: Check = (facts) => [...interfacesWithoutType(facts), ...gatewaysWithoutIpv6(facts)];

const interfacesWithoutType: Check = ({ intent: { ipAddressType, subnetIds }, before, desired }) => {
  const wanted = ipAddressType === "dualstack" ? ["ipv4", "ipv6"] : [ipAddressType];
  const candidates = before.subnets.filter(({ id }) => subnetIds.includes(id));
  return desired.interfaces.flatMap(({ service, existing }) => {
    const { raw, offer } = service;
    const finding = (summary: string, detail: string, fix: string, resources: string[] = []) => ({
      code: "ip-type-unsupported" as const,
      severity: "error" as const,
      summary: `ipAddressType: ${summary}`,
      detail,
      resources: [...resources, raw],
      fix,
    });
    if (existing) {
      if (serves(before, service, existing, ipAddressType)) return [];
      const { id, ipAddressType: has } = existing;
      return finding(
        `the endpoint ${id} is of type ${has} and cannot become ${ipAddressType}.`,
        "An endpoint becomes dualstack only where its service and all its subnets have both kinds of addresses; no other change of type keeps those who use it now.",
        `Choose ${has}, give its subnets the missing kind of addresses, or delete it (aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}) and plan again.`,
        [id],
      );
    }
    const kinds = "ipv4 needs subnets with IPv4, dualstack both kinds of addresses, ipv6 IPv6-only subnets.";
    const fix = "Choose another IP type, or other subnets.";
    const { ipAddressTypes } = offer;
    if (ipAddressTypes.length > 0 && wanted.some((type) => !ipAddressTypes.includes(type))) {
      return finding(`${raw} supports ${ipAddressTypes.join(" and ")} only.`, kinds, fix);
    }
    const { chosen, dropped } = placeEndpoint(service, candidates, before.accountId, ipAddressType);
    if (chosen.length > 0 || !dropped.some(({ because }) => because === "ip-type")) return [];
    return finding(`none of the chosen subnets can hold an endpoint of type ${ipAddressType} for ${raw}.`, kinds, fix);
  });
};
