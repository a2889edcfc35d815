import type { Change, Json } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import { mergePorts, type PortRange, trafficInWords } from "#lib/core/network/ports";
import type { SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import type { Desired, EgressPeer } from "./desired-state";
import { type Groundwork, gatewayChanges, interfaceChanges } from "./endpoint-changes";
import { tagSpecification } from "./tags";

const CREATE_GROUP = "create-security-group";

/** Who is named by a permission's member, with the ports. */
type Peers = {
  member: "UserIdGroupPairs" | "IpRanges" | "Ipv6Ranges" | "PrefixListIds";
  key: "GroupId" | "CidrIp" | "CidrIpv6" | "PrefixListId";
  id: string;
  ports: readonly PortRange[];
  describe: (traffic: string) => string;
};

/** One permission for each port or range and kind of peer. */
function permissions(peers: readonly Peers[]): Json[] {
  const found = new Map<string, { port: PortRange; member: Peers["member"]; entries: Json[] }>();
  for (const { member, key, id, ports, describe } of peers) {
    for (const port of mergePorts(ports)) {
      const at = `${port.from} ${port.to} ${member}`;
      const there = found.get(at) ?? { port, member, entries: [] };
      there.entries.push({ [key]: id, Description: describe(trafficInWords([port])) });
      found.set(at, there);
    }
  }
  return [...found.values()]
    .sort((a, b) => a.port.from - b.port.from || a.port.to - b.port.to)
    .map(({ port, member, entries }) => ({
      IpProtocol: "tcp",
      FromPort: port.from,
      ToPort: port.to,
      [member]: entries,
    }));
}

function dnsAttributeChanges(desired: Desired, vpcId: string): Change[] {
  const changes: Change[] = [];
  if (desired.enableDnsSupport) {
    changes.push({
      id: "enable-dns-support",
      kind: "enable-dns-support",
      operation: "ModifyVpcAttribute",
      input: { VpcId: vpcId, EnableDnsSupport: { Value: true } },
      dependsOn: [],
      reason: "Names resolve inside the VPC only while DNS resolution (enableDnsSupport) is on.",
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
  const clients = [...desired.ingressFrom].map(
    ([client, ports]): Peers => ({
      member: "UserIdGroupPairs",
      key: "GroupId",
      id: client,
      ports,
      describe: (traffic) => `${traffic} from the workloads`,
    }),
  );
  const cidrs = [...desired.ingressFromCidrs].map(([cidr, ports]): Peers => {
    const describe = (traffic: string) => `${traffic} from the VPC`;
    return cidr.includes(":")
      ? { member: "Ipv6Ranges", key: "CidrIpv6", id: cidr, ports, describe }
      : { member: "IpRanges", key: "CidrIp", id: cidr, ports, describe };
  });
  const from = [
    ...clients.map((client) => client.id),
    ...(cidrs.length > 0 ? [`the VPC's ${listed(cidrs.map((cidr) => cidr.id))}`] : []),
  ];
  const ports = mergePorts([...clients, ...cidrs].flatMap((peer) => peer.ports));
  return {
    id,
    kind: "authorize-ingress",
    operation: "AuthorizeSecurityGroupIngress",
    input: {
      GroupId: group,
      IpPermissions: permissions([...clients, ...cidrs.toSorted((a, b) => (a.member < b.member ? -1 : 1))]),
      TagSpecifications: [tagSpecification("security-group-rule", "postern-ingress", id, intent.tags)],
    },
    dependsOn: before,
    reason: `The endpoints' group must allow ${trafficInWords(ports)} in from ${listed(from)}.`,
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
  const groups = peers.flatMap((peer) => ("group" in peer ? [peer] : []));
  const lists = peers.flatMap((peer) => ("prefixList" in peer ? [peer] : []));
  const toGroups = groups.map(
    (peer): Peers => ({
      member: "UserIdGroupPairs",
      key: "GroupId",
      id: peer.group ?? group,
      ports: peer.ports,
      describe: (traffic) => `${traffic} to the VPC endpoints`,
    }),
  );
  const toLists = lists.map(
    ({ prefixList, ports }): Peers => ({
      member: "PrefixListIds",
      key: "PrefixListId",
      id: prefixList.id,
      ports,
      describe: (traffic) => `${traffic} to the gateway endpoint`,
    }),
  );
  const ports = mergePorts(peers.flatMap((peer) => peer.ports));
  return {
    id,
    kind: "authorize-egress",
    operation: "AuthorizeSecurityGroupEgress",
    input: {
      GroupId: client,
      IpPermissions: permissions([...toGroups, ...toLists]),
      TagSpecifications: [tagSpecification("security-group-rule", "postern-egress", id, intent.tags)],
    },
    dependsOn: groups.some((peer) => peer.group === null) ? before : [],
    reason: `The workloads' group ${client} must allow ${trafficInWords(ports)} out to the endpoints for ${listed(peers.flatMap((peer) => peer.services))}.`,
    reversible: true,
  };
}

/** AWS asks that the endpoints of ECS container instances be created in this order (ECS developer guide, interface endpoints). */
const ECS_ORDER = ["create-endpoint-ecs-agent", "create-endpoint-ecs-telemetry", "create-endpoint-ecs"];

function inEcsOrder(changes: Change[]): Change[] {
  const created = ECS_ORDER.filter((id) => changes.some((change) => change.id === id));
  return changes.map((change) => {
    const before = created[created.indexOf(change.id) - 1];
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
    ...(desired.ingressFrom.size + desired.ingressFromCidrs.size > 0
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
