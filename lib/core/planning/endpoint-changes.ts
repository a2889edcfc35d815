import type { Change } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import { mayModify } from "#lib/core/network/services/endpoint";
import type { RequestedService } from "#lib/core/network/services/service";
import type { Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import type { DesiredGateway, DesiredInterface } from "./desired-state";
import { tagSpecification } from "./tags";

/** A service's name as part of a change's id. */
const slug = (service: RequestedService): string => service.key.replace(/[^A-Za-z0-9-]/g, "_");

/** What turning private DNS on, or creating with it on, must wait for: no client is directed to an endpoint that is not ready. */
export type Groundwork = { group: string; groupBefore: string[]; rules: string[]; dns: string[] };

type Naming = {
  /** The call switches private DNS on. */
  privateDns: boolean;
  /** Private DNS is, or will be, for the VPC and not for inbound resolver endpoints only. */
  resolvesInVpc?: boolean;
  records?: "ipv6" | "dualstack" | null;
};

/**
 * The address and DNS options of a call. Names resolve to all kinds of addresses that the endpoint has (EC2
 * API reference, DnsOptionsSpecification). Of S3, which has gateways as well, EC2 takes private DNS to be meant for inbound
 * resolver endpoints only, unless set otherwise (S3 user guide, private DNS).
 */
function naming(
  service: RequestedService,
  type: "ipv6" | "dualstack" | null,
  { privateDns, resolvesInVpc = privateDns, records = type }: Naming,
): Change["input"] {
  const options = {
    ...(records ? { DnsRecordIpType: records } : {}),
    ...(resolvesInVpc && service.twin ? { PrivateDnsOnlyForInboundResolverEndpoint: false } : {}),
  };
  return {
    ...(type ? { IpAddressType: type } : {}),
    ...(privateDns ? { PrivateDnsEnabled: true } : {}),
    ...(Object.keys(options).length > 0 ? { DnsOptions: options } : {}),
  };
}

/** Why a new endpoint is created. */
function lacking({ raw }: RequestedService, left: readonly VpcEndpoint[]): string {
  if (left.length === 0) return `No endpoint for ${raw} is in the VPC`;
  const one = left.length === 1;
  const ids = listed(left.map(({ id }) => id));
  return `${ids} ${one ? "is" : "are"} not Postern's to change and ${one ? "does" : "do"} not do all that is asked for`;
}

/** The calls that make an interface endpoint what is desired. */
export function interfaceChanges(desired: DesiredInterface, ground: Groundwork, intent: Intent): Change[] {
  const { service, existing, left, placement, notAllowed, needsGroup, turnOnPrivateDns, policy } = desired;
  const { ipAddressType, dnsRecordIpType } = desired;
  const direct = intent.cutover === "direct" && turnOnPrivateDns;
  const changes: Change[] = [];
  if (!existing && placement.chosen.length === 0) return [];
  if (!existing) {
    const id = `create-endpoint-${slug(service)}`;
    changes.push({
      id,
      kind: "create-endpoint",
      operation: "CreateVpcEndpoint",
      input: {
        VpcId: intent.vpcId,
        VpcEndpointType: "Interface",
        ServiceName: service.offer.name,
        SubnetIds: placement.chosen,
        SecurityGroupIds: [ground.group],
        PrivateDnsEnabled: direct,
        ...naming(service, intent.ipAddressType === "ipv4" ? null : intent.ipAddressType, {
          privateDns: direct,
          resolvesInVpc: turnOnPrivateDns,
        }),
        ...(policy ? { PolicyDocument: policy } : {}),
        TagSpecifications: [tagSpecification("vpc-endpoint", `postern-${service.key}`, id, intent.tags)],
      },
      dependsOn: direct ? [...ground.groupBefore, ...ground.dns, ...ground.rules] : ground.groupBefore,
      ...(service.offer.acceptanceRequired ? {} : { until: "available" as const }),
      reason: `${lacking(service, left)}; this gives ${left.length > 0 ? service.raw : "it"} a private address in ${placement.chosen.length === 1 ? "one Availability Zone" : `${placement.chosen.length} Availability Zones`}.`,
      reversible: true,
    });
  } else if (placement.chosen.length > 0 || needsGroup || ipAddressType || dnsRecordIpType || policy || direct) {
    const missing = [
      ...(ipAddressType ? ["IPv6 addresses"] : dnsRecordIpType ? ["AAAA records for its names"] : []),
      ...(placement.chosen.length > 0 ? ["an interface in a further Availability Zone"] : []),
      ...(needsGroup ? [`a group that allows ${notAllowed.size > 0 ? "the workloads" : "the VPC"} in`] : []),
      ...(policy ? ["the policy"] : []),
      ...(direct ? ["private DNS"] : []),
    ];
    changes.push({
      id: `modify-endpoint-${slug(service)}`,
      kind: "modify-endpoint",
      operation: "ModifyVpcEndpoint",
      input: {
        VpcEndpointId: existing.id,
        ...(placement.chosen.length > 0 ? { AddSubnetIds: placement.chosen } : {}),
        ...(needsGroup ? { AddSecurityGroupIds: [ground.group] } : {}),
        ...naming(service, ipAddressType, { privateDns: direct, records: ipAddressType ?? dnsRecordIpType }),
        ...(policy ? { PolicyDocument: policy } : {}),
      },
      dependsOn: direct
        ? [...ground.groupBefore, ...ground.dns, ...ground.rules]
        : needsGroup
          ? ground.groupBefore
          : [],
      until: "available",
      reason: `The endpoint ${existing.id} serves ${service.raw} already but lacks ${listed(missing)}.`,
      reversible: true,
    });
  }
  if (turnOnPrivateDns && !direct) {
    const [created] = changes;
    changes.push({
      id: `enable-private-dns-${slug(service)}`,
      kind: "enable-private-dns",
      operation: "ModifyVpcEndpoint",
      input: {
        VpcEndpointId: existing?.id ?? `\${${created?.id}.VpcEndpoint.VpcEndpointId}`,
        ...naming(service, null, { privateDns: true }),
      },
      dependsOn: [...(created ? [created.id] : []), ...ground.dns, ...ground.rules],
      until: "available",
      reason: `From now on ${listed(service.offer.privateDnsNames)} leads to the endpoint, in the whole VPC; everything it needs is in place by then.`,
      reversible: true,
    });
  }
  return changes;
}

/** The calls that make a gateway endpoint what is desired. */
export function gatewayChanges(
  { service, existing, ipAddressType, missingRouteTables, policy }: DesiredGateway,
  snapshot: Snapshot,
  intent: Intent,
): Change[] {
  if (missingRouteTables.length === 0 && !(existing && (policy || ipAddressType))) return [];
  if (existing && !mayModify(existing, snapshot)) return [];
  const tables = missingRouteTables.length > 0 ? `${listed(missingRouteTables)}` : "";
  if (existing) {
    return [
      {
        id: `modify-endpoint-${slug(service)}`,
        kind: "modify-endpoint",
        operation: "ModifyVpcEndpoint",
        input: {
          VpcEndpointId: existing.id,
          ...(tables ? { AddRouteTableIds: missingRouteTables } : {}),
          ...naming(service, ipAddressType, { privateDns: false }),
          ...(policy ? { PolicyDocument: policy } : {}),
        },
        dependsOn: [],
        until: "available",
        reason: `The gateway endpoint ${existing.id} serves ${service.raw} already but lacks ${listed([...(tables ? [`a route in ${tables}`] : []), ...(ipAddressType ? ["routes for IPv6"] : []), ...(policy ? ["the policy"] : [])])}.`,
        reversible: true,
      },
    ];
  }
  const id = `create-endpoint-${slug(service)}`;
  return [
    {
      id,
      kind: "create-endpoint",
      operation: "CreateVpcEndpoint",
      input: {
        VpcId: intent.vpcId,
        VpcEndpointType: "Gateway",
        ServiceName: service.offer.name,
        RouteTableIds: missingRouteTables,
        ...naming(service, ipAddressType, { privateDns: false }),
        ...(policy ? { PolicyDocument: policy } : {}),
        TagSpecifications: [tagSpecification("vpc-endpoint", `postern-${service.key}`, id, intent.tags)],
      },
      dependsOn: [],
      until: "available",
      reason: `A gateway endpoint, free of charge, puts a route to ${service.raw} into ${tables}.`,
      reversible: true,
    },
  ];
}
