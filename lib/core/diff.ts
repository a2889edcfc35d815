import { type Desired, type DesiredGateway, type DesiredInterface, type EgressPeer, mayModify } from "./desired";
import type { Intent } from "./intent";
import type { SecurityGroupId, Snapshot, VpcEndpoint } from "./network";
import type { Change, Json } from "./plan-format";
import type { RequestedService } from "./service";
import { tagSpecification } from "./tags";

const CREATE_GROUP = "create-security-group";

/** A service's name as part of a change's id. */
const slug = (service: RequestedService): string => service.key.replace(/[^A-Za-z0-9-]/g, "_");

const httpsTo = (peers: { [key: string]: Json }): Json => ({ IpProtocol: "tcp", FromPort: 443, ToPort: 443, ...peers });

const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "");

function dnsAttributeChanges(desired: Desired, vpcId: string): Change[] {
  const changes: Change[] = [];
  if (desired.enableDnsSupport) {
    changes.push({
      id: "enable-dns-support",
      kind: "enable-dns-support",
      operation: "ModifyVpcAttribute",
      input: { VpcId: vpcId, EnableDnsSupport: { Value: true } },
      dependsOn: [],
      reason: "Names are answered inside the VPC only while DNS resolution (enableDnsSupport) is on.",
      reversible: true,
    });
  }
  if (desired.enableDnsHostnames) {
    changes.push({
      id: "enable-dns-hostnames",
      kind: "enable-dns-hostnames",
      operation: "ModifyVpcAttribute",
      input: { VpcId: vpcId, EnableDnsHostnames: { Value: true } },
      dependsOn: changes.map((change) => change.id),
      reason: "Private DNS names of endpoints need DNS hostnames (enableDnsHostnames) in the VPC.",
      reversible: true,
    });
  }
  return changes;
}

function groupChange(name: string, intent: Intent): Change {
  return {
    id: CREATE_GROUP,
    kind: "create-security-group",
    operation: "CreateSecurityGroup",
    input: {
      GroupName: name,
      Description: "Postern: who may use the VPC endpoints",
      VpcId: intent.vpcId,
      TagSpecifications: [tagSpecification("security-group", name, CREATE_GROUP, intent.tags)],
    },
    dependsOn: [],
    reason: "The endpoints get a security group of their own, so that who may use them is decided in one place.",
    reversible: true,
  };
}

function ingressChange(desired: Desired, group: string, before: string[], intent: Intent): Change {
  const id = `authorize-ingress-${before[0] ?? group}`;
  const { ingressFrom: clients, ingressFromCidrs: cidrs } = desired;
  const Description = "HTTPS from the VPC";
  const [ipv6, ipv4] = [cidrs.filter((cidr) => cidr.includes(":")), cidrs.filter((cidr) => !cidr.includes(":"))];
  const from = [...clients, ...(cidrs.length > 0 ? [`the VPC's ${listed(cidrs)}`] : [])];
  return {
    id,
    kind: "authorize-ingress",
    operation: "AuthorizeSecurityGroupIngress",
    input: {
      GroupId: group,
      IpPermissions: [
        ...(clients.length > 0
          ? [
              httpsTo({
                UserIdGroupPairs: clients.map((client) => ({
                  GroupId: client,
                  Description: "HTTPS from the workloads",
                })),
              }),
            ]
          : []),
        ...(ipv4.length > 0 ? [httpsTo({ IpRanges: ipv4.map((CidrIp) => ({ CidrIp, Description })) })] : []),
        ...(ipv6.length > 0 ? [httpsTo({ Ipv6Ranges: ipv6.map((CidrIpv6) => ({ CidrIpv6, Description })) })] : []),
      ],
      TagSpecifications: [tagSpecification("security-group-rule", "postern-ingress", id, intent.tags)],
    },
    dependsOn: before,
    reason: `The endpoints' group must let in HTTPS from ${listed(from)}.`,
    reversible: true,
  };
}

function egressChange(
  client: SecurityGroupId,
  peers: readonly EgressPeer[],
  group: string,
  before: string[],
  intent: Intent,
): Change {
  const id = `authorize-egress-${client}`;
  const groups = peers.flatMap((peer) => ("group" in peer ? [{ to: peer.group ?? group, peer }] : []));
  const lists = peers.flatMap((peer) => ("prefixList" in peer ? [peer] : []));
  const permissions: Json[] = [];
  if (groups.length > 0) {
    const pairs = groups.map(({ to }) => ({ GroupId: to, Description: "HTTPS to the VPC endpoints" }));
    permissions.push(httpsTo({ UserIdGroupPairs: pairs }));
  }
  if (lists.length > 0) {
    const ids = lists.map((peer) => ({
      PrefixListId: peer.prefixList.id,
      Description: "HTTPS to the gateway endpoint",
    }));
    permissions.push(httpsTo({ PrefixListIds: ids }));
  }
  return {
    id,
    kind: "authorize-egress",
    operation: "AuthorizeSecurityGroupEgress",
    input: {
      GroupId: client,
      IpPermissions: permissions,
      TagSpecifications: [tagSpecification("security-group-rule", "postern-egress", id, intent.tags)],
    },
    dependsOn: groups.some(({ peer }) => peer.group === null) ? before : [],
    reason: `The workloads' group ${client} must let out HTTPS to the endpoints for ${listed(peers.flatMap((peer) => peer.services))}.`,
    reversible: true,
  };
}

/** What turning private DNS on, or creating with it on, must wait for: nobody is sent to an endpoint that is not ready. */
type Groundwork = { group: string; groupBefore: string[]; rules: string[]; dns: string[] };

/** Names answer with all the kinds of addresses that the endpoint has (EC2 API reference, DnsOptionsSpecification). */
const addressType = (type: "ipv6" | "dualstack") => ({ IpAddressType: type, DnsOptions: { DnsRecordIpType: type } });

/** Why a new endpoint is made. */
function lacking({ written }: RequestedService, left: readonly VpcEndpoint[]): string {
  if (left.length === 0) return `No endpoint for ${written} is in the VPC`;
  const ids = listed(left.map(({ id }) => id));
  return `${ids} ${left.length === 1 ? "is" : "are"} not Postern's to change and ${left.length === 1 ? "does" : "do"} not serve these workloads`;
}

function interfaceChanges(desired: DesiredInterface, ground: Groundwork, intent: Intent): Change[] {
  const { service, existing, left, placement, notAdmitted, needsGroup, ipAddressType, turnOnPrivateDns, policy } =
    desired;
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
        ...(intent.ipAddressType === "ipv4" ? {} : addressType(intent.ipAddressType)),
        ...(policy ? { PolicyDocument: policy } : {}),
        TagSpecifications: [tagSpecification("vpc-endpoint", `postern-${service.key}`, id, intent.tags)],
      },
      dependsOn: direct ? [...ground.groupBefore, ...ground.dns, ...ground.rules] : ground.groupBefore,
      ...(service.offer.acceptanceRequired ? {} : { until: "available" as const }),
      reason: `${lacking(service, left)}; this gives it a private address in ${placement.chosen.length === 1 ? "one Availability Zone" : `${placement.chosen.length} Availability Zones`}.`,
      reversible: true,
    });
  } else if (placement.chosen.length > 0 || needsGroup || ipAddressType || policy || direct) {
    const missing = [
      ...(ipAddressType ? ["IPv6 addresses"] : []),
      ...(placement.chosen.length > 0 ? ["an interface in a further Availability Zone"] : []),
      ...(needsGroup ? [`a group that admits ${notAdmitted.length > 0 ? "the workloads" : "the VPC"}`] : []),
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
        ...(ipAddressType ? addressType(ipAddressType) : {}),
        ...(policy ? { PolicyDocument: policy } : {}),
        ...(direct ? { PrivateDnsEnabled: true } : {}),
      },
      dependsOn: direct
        ? [...ground.groupBefore, ...ground.dns, ...ground.rules]
        : needsGroup
          ? ground.groupBefore
          : [],
      until: "available",
      reason: `The endpoint ${existing.id} serves ${service.written} already but lacks ${listed(missing)}.`,
      reversible: true,
    });
  }
  if (turnOnPrivateDns && !direct) {
    const made = changes[0];
    changes.push({
      id: `enable-private-dns-${slug(service)}`,
      kind: "enable-private-dns",
      operation: "ModifyVpcEndpoint",
      input: {
        VpcEndpointId: existing?.id ?? `\${${made?.id}.VpcEndpoint.VpcEndpointId}`,
        PrivateDnsEnabled: true,
      },
      dependsOn: [...(made ? [made.id] : []), ...ground.dns, ...ground.rules],
      until: "available",
      reason: `From now on ${listed(service.offer.privateDnsNames)} leads to the endpoint, in the whole VPC; everything it needs is in place by then.`,
      reversible: true,
    });
  }
  return changes;
}

function gatewayChanges(
  { service, existing, missingRouteTables, policy }: DesiredGateway,
  snapshot: Snapshot,
  intent: Intent,
): Change[] {
  if (missingRouteTables.length === 0 && !(existing && policy)) return [];
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
          ...(policy ? { PolicyDocument: policy } : {}),
        },
        dependsOn: [],
        until: "available",
        reason: `The gateway endpoint ${existing.id} serves ${service.written} already but lacks ${listed([...(tables ? [`a route in ${tables}`] : []), ...(policy ? ["the policy"] : [])])}.`,
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
        ...(policy ? { PolicyDocument: policy } : {}),
        TagSpecifications: [tagSpecification("vpc-endpoint", `postern-${service.key}`, id, intent.tags)],
      },
      dependsOn: [],
      until: "available",
      reason: `A gateway endpoint, free of charge, puts a route to ${service.written} into ${tables}.`,
      reversible: true,
    },
  ];
}

/** AWS asks that the endpoints of ECS container instances be made in this order (ECS developer guide, interface endpoints). */
const ECS_ORDER = ["create-endpoint-ecs-agent", "create-endpoint-ecs-telemetry", "create-endpoint-ecs"];

function inEcsOrder(changes: Change[]): Change[] {
  const made = ECS_ORDER.filter((id) => changes.some((change) => change.id === id));
  return changes.map((change) => {
    const before = made[made.indexOf(change.id) - 1];
    return before ? { ...change, dependsOn: [...change.dependsOn, before] } : change;
  });
}

/** The calls that make the account what is desired, each after those that it depends on. */
export function changesFor(snapshot: Snapshot, intent: Intent, desired: Desired): Change[] {
  if (!snapshot.vpc) return [];
  const dns = dnsAttributeChanges(desired, intent.vpcId);
  const usesGroup = desired.interfaces.some(({ needsGroup }) => needsGroup);
  const newGroup =
    usesGroup && "create" in desired.endpointGroup ? groupChange(desired.endpointGroup.create, intent) : null;
  const groupBefore = newGroup ? [newGroup.id] : [];
  const group = "existing" in desired.endpointGroup ? desired.endpointGroup.existing.id : `\${${CREATE_GROUP}.GroupId}`;
  const rules = [
    ...(desired.ingressFrom.length + desired.ingressFromCidrs.length > 0
      ? [ingressChange(desired, group, groupBefore, intent)]
      : []),
    ...[...desired.egressTo].map(([client, peers]) => egressChange(client, peers, group, groupBefore, intent)),
  ];
  const ground: Groundwork = {
    group,
    groupBefore,
    rules: rules.map((change) => change.id),
    dns: dns.map((change) => change.id),
  };
  const endpoints = [
    ...desired.gateways.flatMap((gateway) => gatewayChanges(gateway, snapshot, intent)),
    ...desired.interfaces.flatMap((endpoint) => interfaceChanges(endpoint, ground, intent)),
  ];
  // All endpoints first, so that they become available side by side; only then the names change.
  const isCutover = ({ kind }: Change) => kind === "enable-private-dns";
  return inEcsOrder([
    ...dns,
    ...(newGroup ? [newGroup] : []),
    ...rules,
    ...endpoints.filter((change) => !isCutover(change)),
    ...endpoints.filter(isCutover),
  ]);
}
