/**
 * Evaluates connections by brute force: every packet alone, from address to address and port by port. The oracle of the
 * property tests, written from the contract's page; it shares no code with what it tests.
 */
import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import type { NetworkInterface, Route, Snapshot, Subnet, VpcEndpoint } from "#lib/core/network/snapshot";
import { type Address, addressOf, block, each, isIn, isV6 } from "./address";
import { type Destination, follow } from "./names";
import { routeFor, tableOf } from "./routes";
import { aclOf, groupsAllow, passesIn, passesOut, repliesPass, type Unread } from "./rules";

export type Walk = { verdict: Verdict; reasons: BlockReason[]; partlyRouted: boolean };

/** A client's private address, and whether a public one is associated with it. */
export type From = { address: Address; isPublic: boolean };

export type Question = {
  network: Snapshot;
  groups: readonly string[];
  subnet: Subnet;
  family: 4 | 6;
  from: From[];
  /** ecs, s3, s3:interface … */
  service: string;
  /** null: unknown. */
  ports: number[] | null;
  ownName: boolean;
};

type Hop = [reason: BlockReason, passes: boolean];

function sum(reached: Verdict, packets: Hop[][], besides: BlockReason[], partlyRouted = false): Walk {
  const stopped = packets.flatMap((hops) => hops.filter(([, passes]) => !passes).map(([reason]) => reason));
  const passed = packets.filter((hops) => hops.every(([, passes]) => passes)).length;
  const verdict = passed === 0 ? "none" : passed < packets.length ? "partial" : reached;
  return {
    verdict,
    reasons: [...new Set([...besides, ...stopped])].sort(),
    partlyRouted: partlyRouted && verdict !== "none",
  };
}

const unknown = (reason: BlockReason): Walk => ({ verdict: "unknown", reasons: [reason], partlyRouted: false });

/** Does a route that is more specific than the local one take the address out of the VPC? */
function isTaken(network: Snapshot, subnet: Subnet, address: Address): boolean {
  const listed = tableOf(network, subnet.id)?.routes ?? [];
  const local = [
    ...listed.filter(({ target }) => target === "local"),
    ...(network.vpc?.cidrs ?? []),
    ...(network.vpc?.ipv6Cidrs ?? []),
  ];
  const cidrs = local.map((one) => (typeof one === "string" ? one : one.destination));
  if (!cidrs.some((cidr) => isIn(address, cidr))) return false;
  const routed = routeFor(network, listed, address);
  return routed === "tie" || (routed !== "nowhere" && routed.route.target !== "local");
}

function throughInterfaces(question: Question, destinations: Destination[], unread: Unread): Walk {
  const { network, groups, subnet, from } = question;
  if (destinations.some(({ address }) => isTaken(network, subnet, address))) return unknown("other-route");
  const packets: Hop[][] = [];
  for (const to of destinations) {
    for (const port of question.ports ?? []) {
      const leaves = groupsAllow(network, groups, "egress", port, { address: to.address, ids: to.groups }, unread);
      const near = to.subnet === subnet.id;
      const out = near || passesOut(network, subnet.id, to.address, port);
      const back = near || repliesPass(network, subnet.id, "in", to.address);
      for (const { address } of from) {
        packets.push([
          ["client-egress", leaves],
          ["endpoint-ingress", groupsAllow(network, to.groups, "ingress", port, { address, ids: groups }, unread)],
          ["client-nacl-out", out],
          ["client-nacl-in", back],
          ["endpoint-nacl-in", near || passesIn(network, to.subnet, address, port)],
          ["endpoint-nacl-out", near || repliesPass(network, to.subnet, "out", address)],
        ]);
      }
    }
  }
  return sum("private", packets, destinations.length > 0 ? [] : ["not-available"]);
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"];
const GLOBAL6 = "2000::/3";
const NAT64 = "64:ff9b::/96";

/** Every CIDR that distinguishes addresses in a question. */
function cidrsIn({ network, groups, subnet }: Question): string[] {
  const rules = [...network.securityGroups, ...(network.associatedGroups ?? [])]
    .filter(({ id }) => groups.includes(id))
    .flatMap(({ egress }) => egress);
  return [
    ...PRIVATE,
    GLOBAL6,
    NAT64,
    "0.0.0.0/0",
    ...rules.flatMap(({ peer }) => ("cidr" in peer ? [peer.cidr] : [])),
    ...aclOf(network, subnet.id).entries.map(({ cidr }) => cidr),
    ...(tableOf(network, subnet.id)?.routes ?? []).map(({ destination }) => destination),
    ...network.prefixLists.flatMap(({ entries }) => entries ?? []),
    ...(network.vpc?.cidrs ?? []),
    ...(network.vpc?.ipv6Cidrs ?? []),
  ].filter((text) => !text.startsWith("pl-"));
}

/** One public address of every distinguishable kind: where blocks begin and end, and their neighbours. */
function publicAddresses(question: Question, family: 4 | 6): Address[] {
  const bounds = cidrsIn(question).flatMap((cidr) => {
    const { first, last } = block(cidr);
    return [first - 1n, first, last, last + 1n];
  });
  const ownIpv6 = question.network.vpc?.ipv6Cidrs ?? [];
  const isPublic = (address: Address) =>
    family === 4
      ? address >= 0n && address < 1n << 32n && !PRIVATE.some((cidr) => isIn(address, cidr))
      : (isIn(address, GLOBAL6) && !ownIpv6.some((cidr) => isIn(address, cidr))) || isIn(address, NAT64);
  return [...new Set(bounds)].filter((address) => isV6(address) === (family === 6) && isPublic(address));
}

const LEADING = new Set([
  "nat-gateway",
  "transit-gateway",
  "vpn-gateway",
  "instance",
  "network-interface",
  "vpc-endpoint",
  "local-gateway",
  "carrier-gateway",
  "core-network",
]);

function leadsOut(
  network: Snapshot,
  { target, targetId, destination, active }: Route,
  family: 4 | 6,
  isPublic: boolean,
) {
  if (!active) return false;
  if (target === "internet-gateway") return family === 6 || isPublic;
  if (target === "egress-only-internet-gateway") return family === 6;
  if (target === "vpc-endpoint") {
    const name = network.prefixLists.find(({ id }) => id === destination)?.name;
    const ofGateway =
      network.endpoints.some(({ id, type }) => id === targetId && type === "Gateway") ||
      network.services.some((one) => one.type === "Gateway" && one.name === name);
    if (ofGateway) return false;
  }
  return LEADING.has(target);
}

type Candidate = { address: Address; egress: boolean[]; out: boolean[]; back: boolean };

/** What groups and the network ACL say of an address, port by port. */
function candidate(question: Question, address: Address, ids: readonly string[], unread: Unread): Candidate {
  const { network, groups, subnet } = question;
  const ports = question.ports ?? [];
  return {
    address,
    egress: ports.map((port) => groupsAllow(network, groups, "egress", port, { address, ids }, unread)),
    out: ports.map((port) => passesOut(network, subnet.id, address, port)),
    back: repliesPass(network, subnet.id, "in", address),
  };
}

/** The three conditions apart, on all ports, and whether on each port one address meets all of them. */
function conditions(candidates: Candidate[], ports: number, leads: (one: Candidate) => boolean) {
  const each = Array.from({ length: ports }, (_, p) => p);
  const some = (holds: (one: Candidate) => boolean) => candidates.some(holds);
  const out = each.map((p) => some((one) => one.out[p] === true));
  const back = each.map(() => some((one) => one.back));
  const there = each.map((p) => some((one) => one.out[p] === true && one.back));
  const apart = each.map((p) => out[p] && back[p] && !there[p]);
  return {
    egress: each.every((p) => some((one) => one.egress[p] === true)),
    out: each.every((p) => out[p] && !apart[p]),
    back: each.every((p) => back[p] && !apart[p]),
    together: each.every((p) => some((one) => leads(one) && one.egress[p] === true && one.out[p] === true && one.back)),
  };
}

function throughGateways(question: Question, gateways: VpcEndpoint[], serviceName: string, unread: Unread): Walk {
  const { network, subnet, from, family, groups } = question;
  const ports = question.ports ?? [];
  const list = network.prefixLists.find(({ name }) => name === serviceName);
  const destinations = (list?.entries ?? []).filter((cidr) => cidr.includes(":") === (family === 6)).flatMap(each);
  const ids = list ? [list.id] : [];
  if (destinations.length === 0) {
    const universe = publicAddresses(question, family).filter((address) => family === 4 || isIn(address, GLOBAL6));
    const all = universe.map((address) => candidate(question, address, ids, unread));
    const { egress, out, back, together } = conditions(all, ports.length, () => true);
    const hops: Hop[] = [
      ["client-egress", egress],
      ["client-nacl-out", out],
      ["client-nacl-in", back],
      ["other-route", together || !egress || !out || !back],
    ];
    return sum(
      "private",
      from.map(() => hops),
      [],
    );
  }
  const mine = (id: string | null) => gateways.some((one) => one.id === id);
  const others = (tableOf(network, subnet.id)?.routes ?? []).filter(({ targetId }) => !mine(targetId));
  const own: Route = {
    destination: list?.id ?? "",
    target: "vpc-endpoint",
    targetId: gateways[0]?.id ?? "",
    active: true,
  };
  const packets: Hop[][] = [];
  for (const address of destinations) {
    const routed = routeFor(network, [...others, own], address);
    if (routed === "tie") return unknown("other-route");
    for (const port of ports) {
      packets.push([
        ["other-route", routed !== "nowhere" && routed.route === own],
        ["client-egress", groupsAllow(network, groups, "egress", port, { address, ids }, unread)],
        ["client-nacl-out", passesOut(network, subnet.id, address, port)],
        ["client-nacl-in", repliesPass(network, subnet.id, "in", address)],
      ]);
    }
  }
  return sum("private", packets, []);
}

function throughTheInternet(question: Question, besides: BlockReason[], mayHaveAaaa: boolean, unread: Unread): Walk {
  const { network, subnet, family, from } = question;
  const listed = tableOf(network, subnet.id)?.routes ?? [];
  const universes =
    family === 4
      ? [(_: Address) => true]
      : [
          ...(mayHaveAaaa ? [(address: Address) => isIn(address, GLOBAL6)] : []),
          ...(subnet.enableDns64 ? [(address: Address) => isIn(address, NAT64)] : []),
        ];
  const meant = universes.length > 0 ? universes : [(address: Address) => isIn(address, GLOBAL6)];
  const all = publicAddresses(question, family)
    .filter((address) => meant.some((includes) => includes(address)))
    .map((address) => ({
      ...candidate(question, address, [], unread),
      routed: universes.length > 0 ? routeFor(network, listed, address) : ("nowhere" as const),
    }));
  const leads = (one: (typeof all)[number], isPublic: boolean, tie: boolean) => {
    if (one.routed === "tie") return tie;
    if (one.routed === "nowhere") return false;
    if (isIn(one.address, NAT64)) return one.routed.route.active && one.routed.route.target === "nat-gateway";
    return leadsOut(network, one.routed.route, family, isPublic);
  };
  const ports = question.ports?.length ?? 0;
  const leadsAnybody = all.some((one) => leads(one, true, false));
  const kinds = [true, false].map((isPublic) => {
    const those = (tie: boolean) => (one: Candidate) => leads(one as (typeof all)[number], isPublic, tie);
    const sure = conditions(all, ports, those(false));
    const hasRoute = all.some(those(false));
    const alone = sure.egress && sure.out && sure.back;
    const passes = hasRoute && alone && sure.together;
    const hops: Hop[] = [
      ["no-default-route", leadsAnybody],
      ["no-public-address", !leadsAnybody || hasRoute],
      ["client-egress", sure.egress],
      ["client-nacl-out", sure.out],
      ["client-nacl-in", sure.back],
      ["other-route", !hasRoute || !alone || sure.together],
    ];
    const part = universes.some((includes) => {
      const within = all.filter(({ address }) => includes(address)).map((one) => leads(one, isPublic, false));
      return within.includes(true) && within.includes(false);
    });
    return { hops, part, tie: !passes && conditions(all, ports, those(true)).together };
  });
  const [withPublic, without] = kinds;
  if (!withPublic || !without) throw new Error("There are two kinds of clients.");
  const kindOf = ({ isPublic }: From) => (isPublic ? withPublic : without);
  if (from.some((one) => kindOf(one).tie)) return unknown("other-route");
  return sum(
    "public",
    from.map((one) => kindOf(one).hops),
    besides,
    from.some((one) => kindOf(one).part),
  );
}

function walkOnce(question: Question, unread: Unread): Walk {
  const { network, subnet, service } = question;
  const short = service.replace(":interface", "");
  const isGateway = service === "s3" || service === "dynamodb";
  const offer = network.services.find(
    (one) =>
      (one.name === service || one.name === `com.amazonaws.us-east-1.${short}`) &&
      one.type === (isGateway ? "Gateway" : "Interface"),
  );
  if (!offer) throw new Error(`No offer of ${service}`);
  const lead = follow({
    network,
    serviceName: offer.name,
    isGateway,
    names: isGateway ? [`${short}.us-east-1.amazonaws.com`] : offer.privateDnsNames,
    hasPorts: question.ports !== null,
    ownName: question.ownName,
    family: question.family,
  });
  if (lead.to === "unknown") return unknown(lead.why);
  if (lead.to === "nothing") return { verdict: "none", reasons: [lead.why], partlyRouted: false };
  if (lead.to === "interfaces") return throughInterfaces(question, lead.destinations, unread);
  const table = tableOf(network, subnet.id);
  const here = lead.gateways.filter(
    ({ id, routeTableIds }) =>
      table && (routeTableIds.includes(table.id) || table.routes.some(({ targetId }) => targetId === id)),
  );
  if (question.from.length === 0) return sum("none", [], here.length > 0 ? [] : lead.besides);
  if (here.length > 0) return throughGateways(question, here, offer.name, unread);
  const { ipAddressTypes } = offer;
  const mayHaveAaaa = ipAddressTypes.length === 0 || ipAddressTypes.includes("ipv6");
  return throughTheInternet(question, lead.besides, mayHaveAaaa, unread);
}

/** Resolves the name, follows it, and sends every packet; twice, where groups cannot be read. */
export function packetWalk(question: Question): Walk {
  const most = walkOnce(question, "open");
  const least = walkOnce(question, "shut");
  return most.verdict === least.verdict ? most : unknown("group-unreadable");
}

/** The private addresses of interfaces in a family: secondary ones and delegated prefixes too. */
export function addressesFrom(interfaces: NetworkInterface[], family: 4 | 6): From[] {
  if (family === 6) {
    return interfaces.flatMap((one) => one.ipv6Addresses.map((text) => ({ address: addressOf(text), isPublic: true })));
  }
  return interfaces.flatMap(({ addresses, prefixes }) => [
    ...addresses.map(({ address, publicAddress }) => ({
      address: addressOf(address),
      isPublic: publicAddress !== null,
    })),
    ...prefixes.flatMap(each).map((address) => ({ address, isPublic: false })),
  ]);
}

/** Every address of a subnet, as clients that may come to have it. */
export function anywhereIn({ cidr, ipv6Cidrs, mapPublicIpOnLaunch }: Subnet, family: 4 | 6): From[] {
  if (family === 6) return ipv6Cidrs.flatMap(each).map((address) => ({ address, isPublic: true }));
  return (cidr ? each(cidr) : []).map((address) => ({ address, isPublic: mapPublicIpOnLaunch }));
}
