import type { Change, Json } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import type { Desired, EgressPeer } from "./desired-state";
import { type Groundwork, gatewayChanges, interfaceChanges, listed } from "./endpoint-changes";
import { tagSpecification } from "./tags";

const CREATE_GROUP = "create-security-group";

const httpsTo = (peers: { [key: string]: Json }): Json => ({ IpProtocol: "tcp", FromPort: 443, ToPort: 443, ...peers });

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
