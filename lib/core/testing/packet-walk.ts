/**
 * What happens to connections, the slow way: every packet alone, from address to address and port by port. The oracle of the
 * property tests; it shares no code with what it judges.
 */

import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import type {
  NetworkAcl,
  NetworkAclEntry,
  NetworkInterface,
  SecurityGroupRule,
  Snapshot,
  Subnet,
  SubnetId,
  VpcEndpoint,
} from "#lib/core/network/snapshot";

export type Walk = { verdict: Verdict; reasons: BlockReason[] };

/** A client's private address, and whether a public one is associated with it. */
export type From = { address: number; isPublic: boolean };

type Question = {
  network: Snapshot;
  groups: string[];
  subnet: Subnet;
  from: From[];
  /** ecs, s3, s3:interface, dynamodb … */
  service: string;
  ownName: boolean;
};

type Hop = [reason: BlockReason, passes: boolean];

/** 10.0.0.1 as a number. */
function number(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

const blocks = new Map<string, { first: number; size: number }>();

function block(cidr: string): { first: number; size: number } {
  const known = blocks.get(cidr);
  if (known) return known;
  const [first = "", length = "32"] = cidr.split("/");
  const read = { first: number(first), size: 2 ** (32 - Number(length)) };
  blocks.set(cidr, read);
  return read;
}

/** Every address of a CIDR block. */
export function walk(cidr: string): number[] {
  const { first, size } = block(cidr);
  return Array.from({ length: size }, (_, i) => first + i);
}

function inside(address: number, cidr: string): boolean {
  const { first, size } = block(cidr);
  return address >= first && address < first + size;
}

function about443({ protocol, ports }: SecurityGroupRule): boolean {
  if (protocol !== "-1" && protocol !== "tcp" && protocol !== "6") return false;
  return protocol === "-1" || ports === null || (ports.from <= 443 && 443 <= ports.to);
}

function entriesOf(network: Snapshot, id: string): string[] {
  return network.prefixLists.find((list) => list.id === id)?.entries ?? [];
}

/** Do the rules allow tcp/443 with this peer, known by its groups (or prefix list) and by its address? */
function rulesAllow(network: Snapshot, rules: SecurityGroupRule[], ids: string[], address: number): boolean {
  return rules.filter(about443).some(({ peer }) => {
    if (peer.kind === "group") return ids.includes(peer.groupId);
    if (peer.kind === "ipv4") return inside(address, peer.cidr);
    if (peer.kind === "ipv6") return false;
    return (
      ids.includes(peer.prefixListId) || entriesOf(network, peer.prefixListId).some((cidr) => inside(address, cidr))
    );
  });
}

function rulesOf(network: Snapshot, ids: readonly string[], direction: "ingress" | "egress"): SecurityGroupRule[] {
  return network.securityGroups.filter(({ id }) => ids.includes(id)).flatMap((group) => group[direction]);
}

/** One direction of a subnet's network ACL. */
type AclSide = { entries: NetworkAclEntry[]; answerPorts: number[] };

const sides = new WeakMap<NetworkAcl, { in: AclSide; out: AclSide }>();

function sideOf(acl: NetworkAcl, egress: boolean): AclSide {
  const entries = acl.entries.filter((entry) => entry.egress === egress);
  // Ports between two neighbouring bounds of the entries are all alike: of 32768 to 65535 the bounds are walked.
  const bounds = entries.flatMap(({ ports }) => (ports ? [ports.from - 1, ports.from, ports.to, ports.to + 1] : []));
  const answerPorts = new Set([32768, 65535, ...bounds.filter((port) => 32768 <= port && port <= 65535)]);
  return { entries: entries.sort((a, b) => a.ruleNumber - b.ruleNumber), answerPorts: [...answerPorts] };
}

/** The network ACL of a subnet. */
function aclOf(network: Snapshot, subnet: SubnetId): { in: AclSide; out: AclSide } {
  const acl = network.networkAcls.find(({ subnetIds }) => subnetIds.includes(subnet));
  if (!acl) throw new Error(`No network ACL for ${subnet}`);
  const known = sides.get(acl) ?? { in: sideOf(acl, false), out: sideOf(acl, true) };
  sides.set(acl, known);
  return known;
}

function aclAllows({ entries }: AclSide, address: number, port: number): boolean {
  for (const { protocol, ports, cidr, allow } of entries) {
    if (protocol !== "-1" && protocol !== "6") continue;
    if (protocol === "6" && ports && (port < ports.from || ports.to < port)) continue;
    if (inside(address, cidr)) return allow;
  }
  return false;
}

function aclAllowsAnswers(side: AclSide, address: number): boolean {
  return side.answerPorts.every((port) => aclAllows(side, address, port));
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"];

/** One public address of every kind that rules and entries can tell apart: the bounds of all CIDRs, and their neighbours. */
function publicAddresses(network: Snapshot, cidrs: string[]): number[] {
  const bounds = [...PRIVATE, ...cidrs, ...network.prefixLists.flatMap(({ entries }) => entries ?? [])].flatMap(
    (cidr) => {
      const [first = "", length = "32"] = cidr.split("/");
      const [from, size] = [number(first), 2 ** (32 - Number(length))];
      return [from - 1, from, from + size - 1, from + size];
    },
  );
  return [0, 2 ** 32 - 1, ...new Set(bounds)].filter(
    (address) => address >= 0 && address < 2 ** 32 && !PRIVATE.some((cidr) => inside(address, cidr)),
  );
}

function judge(reached: Verdict, packets: Hop[][], besides: BlockReason[]): Walk {
  const stopped = packets.flatMap((hops) => hops.filter(([, passes]) => !passes).map(([reason]) => reason));
  const passed = packets.filter((hops) => hops.every(([, passes]) => passes)).length;
  const verdict = passed === 0 ? "none" : passed < packets.length ? "partial" : reached;
  return { verdict, reasons: [...new Set([...besides, ...stopped])].sort() };
}

/** The addresses of an endpoint, with the subnet of each. */
function addressesOf(network: Snapshot, endpoint: VpcEndpoint): { address: number; subnet: SubnetId }[] {
  const interfaces = network.networkInterfaces.filter(({ id }) => endpoint.networkInterfaceIds.includes(id));
  const own = interfaces.flatMap(({ subnetId, addresses }) =>
    addresses.slice(0, 1).map(({ address }) => ({ address: number(address), subnet: subnetId })),
  );
  const bare = network.subnets.filter(
    ({ id }) => endpoint.subnetIds.includes(id) && !interfaces.some(({ subnetId }) => subnetId === id),
  );
  return [...own, ...bare.flatMap(({ id, cidr }) => walk(cidr ?? "").map((address) => ({ address, subnet: id })))];
}

function throughEndpoints(question: Question, endpoints: VpcEndpoint[]): Walk {
  const { network, groups, subnet, from } = question;
  const egress = rulesOf(network, groups, "egress");
  const here = aclOf(network, subnet.id);
  const packets = endpoints.flatMap((endpoint) => {
    const ingress = rulesOf(network, endpoint.securityGroupIds, "ingress");
    return addressesOf(network, endpoint).flatMap((to) => {
      const there = aclOf(network, to.subnet);
      const leaves = rulesAllow(network, egress, endpoint.securityGroupIds, to.address);
      const [goesOut, comesBack] = [aclAllows(here.out, to.address, 443), aclAllowsAnswers(here.in, to.address)];
      return from.map(({ address }): Hop[] => [
        ["client-egress", leaves],
        ["endpoint-ingress", rulesAllow(network, ingress, groups, address)],
        ...(to.subnet === subnet.id
          ? []
          : ([
              ["client-nacl-out", goesOut],
              ["client-nacl-in", comesBack],
              ["endpoint-nacl-in", aclAllows(there.in, address, 443)],
              ["endpoint-nacl-out", aclAllowsAnswers(there.out, address)],
            ] satisfies Hop[])),
      ]);
    });
  });
  return judge("private", packets, packets.length > 0 ? [] : ["not-available"]);
}

/** Can anything public be reached? The group's rules and the network ACL are asked apart. */
function outside({ network, groups, subnet }: Question, listId: string | null): Hop[] {
  const egress = rulesOf(network, groups, "egress");
  const acl = aclOf(network, subnet.id);
  const cidrs = [
    ...egress.flatMap(({ peer }) => (peer.kind === "ipv4" ? [peer.cidr] : [])),
    ...[...acl.out.entries, ...acl.in.entries].map(({ cidr }) => cidr),
  ];
  const there = publicAddresses(network, cidrs);
  const goesOut = there.filter((address) => aclAllows(acl.out, address, 443));
  const comesBack = there.filter((address) => aclAllowsAnswers(acl.in, address));
  const apart = goesOut.length > 0 && comesBack.length > 0 && !goesOut.some((address) => comesBack.includes(address));
  return [
    ["client-egress", there.some((address) => rulesAllow(network, egress, listId ? [listId] : [], address))],
    ["client-nacl-out", goesOut.length > 0 && !apart],
    ["client-nacl-in", comesBack.length > 0 && !apart],
  ];
}

function throughGateway(question: Question, serviceName: string): Walk {
  const { network, groups, subnet, from } = question;
  const list = network.prefixLists.find(({ name }) => name === serviceName);
  const destinations = (list?.entries ?? []).flatMap(walk);
  if (destinations.length === 0) {
    const hops = outside(question, list?.id ?? null);
    return judge(
      "private",
      from.map(() => hops),
      [],
    );
  }
  const egress = rulesOf(network, groups, "egress");
  const acl = aclOf(network, subnet.id);
  const packets = destinations.map((address): Hop[] => [
    ["client-egress", rulesAllow(network, egress, list ? [list.id] : [], address)],
    ["client-nacl-out", aclAllows(acl.out, address, 443)],
    ["client-nacl-in", aclAllowsAnswers(acl.in, address)],
  ]);
  return judge("private", packets, []);
}

const WAYS_OUT = ["nat-gateway", "transit-gateway", "vpn-gateway", "instance", "network-interface", "vpc-endpoint"];
const MORE_WAYS_OUT = ["local-gateway", "carrier-gateway", "core-network"];

function tableOf(network: Snapshot, subnet: SubnetId) {
  return network.routeTables.find((t) => t.subnetIds.includes(subnet)) ?? network.routeTables.find((t) => t.main);
}

function throughDefaultRoute(question: Question, besides: BlockReason[]): Walk {
  const { network, subnet, from } = question;
  const defaults = (tableOf(network, subnet.id)?.routes ?? []).filter((r) => r.active && r.destination === "0.0.0.0/0");
  const rest = outside(question, null);
  const packets = from.map(({ isPublic }): Hop[] => [
    [
      "no-default-route",
      defaults.some(
        ({ target }) =>
          WAYS_OUT.includes(target) || MORE_WAYS_OUT.includes(target) || (target === "internet-gateway" && isPublic),
      ),
    ],
    ...rest,
  ]);
  return judge("public", packets, besides);
}

/** Asks the name, follows the answer, and lets every packet go. */
export function packetWalk(question: Question): Walk {
  const { network, subnet, service, ownName } = question;
  const { vpc, endpoints } = network;
  const ownServers = vpc?.domainNameServers.some((server) => server !== "AmazonProvidedDNS");
  if (!vpc?.enableDnsSupport && !ownServers) return { verdict: "none", reasons: ["dns-support"] };

  const serviceName = `com.amazonaws.us-east-1.${service.replace(":interface", "")}`;
  const isGateway = service === "s3" || service === "dynamodb";
  const all = endpoints.filter((endpoint) => endpoint.serviceName === serviceName);
  const interfaces = all.filter(({ type, state }) => type === "Interface" && state === "available");
  const named = interfaces.filter((one) => one.privateDnsEnabled && !one.privateDnsOnlyForInboundResolverEndpoint);
  const attributes = vpc?.enableDnsSupport && vpc.enableDnsHostnames;
  const answering = ownName && !isGateway ? interfaces : attributes ? named : [];
  if (answering.length > 0) return throughEndpoints(question, answering);

  const gateways = all.filter(({ type, state }) => type === "Gateway" && state === "available");
  const table = tableOf(network, subnet.id);
  if (gateways.some(({ routeTableIds }) => table && routeTableIds.includes(table.id))) {
    return throughGateway(question, serviceName);
  }

  const wanted = all.filter(({ type }) => type === (isGateway ? "Gateway" : "Interface"));
  const besides: BlockReason[] = [];
  if (!wanted.some(({ state }) => state === "available")) besides.push("no-endpoint");
  if (wanted.some(({ state }) => state !== "available")) besides.push("not-available");
  if (interfaces.length > 0 && named.length === 0) besides.push("private-dns-off");
  if (named.length > 0 && !vpc?.enableDnsHostnames) besides.push("dns-hostnames");
  if (named.length > 0 && !vpc?.enableDnsSupport) besides.push("dns-support");
  if (gateways.length > 0) besides.push("no-route");
  return throughDefaultRoute(question, besides);
}

/** The private addresses of interfaces: secondary ones and delegated prefixes too. */
export function addressesFrom(interfaces: NetworkInterface[]): From[] {
  return interfaces.flatMap(({ addresses, prefixes }) => [
    ...addresses.map(({ address, publicAddress }) => ({ address: number(address), isPublic: publicAddress !== null })),
    ...prefixes.flatMap(walk).map((address) => ({ address, isPublic: false })),
  ]);
}
