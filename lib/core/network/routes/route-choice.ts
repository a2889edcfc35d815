/**
 * Which route of a table an address takes: the one with the longest prefix; of equal prefixes a static CIDR before a prefix list, a
 * prefix list before a propagated route. The local route wins over propagated ones (VPC user guide, Route priority).
 */
import {
  addressesOf,
  allAddresses,
  type Family,
  type IntervalSet,
  intersect,
  NO_ADDRESSES,
  subtract,
  union,
} from "../intervals";
import type { PrefixList, Route, Vpc } from "../snapshot";

export type RouteChoices = {
  /** Addresses by the route that they take, those of the longest prefixes first. */
  chosen: { route: Route; addresses: IntervalSet }[];
  /** Prefix lists of equal length lead them to different targets, and AWS picks one at random. */
  undecided: IntervalSet;
  /** What local routes hold, whatever takes it from them. */
  local: IntervalSet;
};

const RANKS = ["local", "static", "prefix-list", "propagated"] as const;
type Rank = (typeof RANKS)[number];

type Block = { route: Route; addresses: IntervalSet; length: number; rank: Rank };

const isPrefixList = ({ destination }: Route): boolean => destination.startsWith("pl-");

function rankOf(route: Route): Rank {
  if (route.target === "local") return "local";
  if (isPrefixList(route)) return "prefix-list";
  return route.propagated ? "propagated" : "static";
}

const lengthOf = (cidr: string, family: Family): number =>
  cidr.includes("/") ? Number(cidr.slice(cidr.indexOf("/") + 1)) : family === 4 ? 32 : 128;

const targetOf = ({ target, targetId }: Route): string => `${target} ${targetId}`;

/** Every table routes the VPC's own CIDRs locally, listed or not, unless a route for just that CIDR replaces it. */
function withLocalRoutes(routes: readonly Route[], vpc: Vpc | null): Route[] {
  const destinations = new Set(routes.map(({ destination }) => destination));
  const missing = [...(vpc?.cidrs ?? []), ...(vpc?.ipv6Cidrs ?? [])].filter((cidr) => !destinations.has(cidr));
  return [
    ...routes,
    ...missing.map((cidr): Route => ({ destination: cidr, target: "local", targetId: "local", active: true })),
  ];
}

/** The addresses that are in the blocks of more than one target. */
function contested(blocks: readonly Block[]): IntervalSet {
  const byTarget = new Map<string, IntervalSet[]>();
  for (const { route, addresses } of blocks) {
    const sets = byTarget.get(targetOf(route));
    if (sets) sets.push(addresses);
    else byTarget.set(targetOf(route), [addresses]);
  }
  if (byTarget.size < 2) return NO_ADDRESSES;
  let seen = NO_ADDRESSES;
  let twice = NO_ADDRESSES;
  for (const sets of byTarget.values()) {
    const own = union(sets);
    twice = union([twice, intersect(seen, own)]);
    seen = union([seen, own]);
  }
  return twice;
}

/** Chooses among a table's routes for all addresses of a family. Lists whose entries are unknown route nothing. */
export function chooseRoutes(
  routes: readonly Route[],
  prefixLists: readonly PrefixList[],
  vpc: Vpc | null,
  family: Family,
): RouteChoices {
  const entries = new Map(prefixLists.map((list) => [list.id as string, list.entries ?? []]));
  const blocks = withLocalRoutes(routes, vpc).flatMap((route): Block[] =>
    (isPrefixList(route) ? (entries.get(route.destination) ?? []) : [route.destination])
      .filter((cidr) => cidr.includes(":") === (family === 6))
      .map((cidr) => ({
        route,
        addresses: addressesOf(cidr, family),
        length: lengthOf(cidr, family),
        rank: rankOf(route),
      })),
  );
  const local = union(blocks.filter(({ rank }) => rank === "local").map(({ addresses }) => addresses));
  const groups = new Map<number, Block[]>();
  for (const block of blocks) {
    const order = -block.length * RANKS.length + RANKS.indexOf(block.rank);
    const group = groups.get(order);
    if (group) group.push(block);
    else groups.set(order, [block]);
  }
  let left = allAddresses(family);
  let undecided = NO_ADDRESSES;
  const chosen = new Map<Route, IntervalSet[]>();
  for (const [, group] of [...groups].sort(([a], [b]) => a - b)) {
    const tie = group[0]?.rank === "prefix-list" ? intersect(left, contested(group)) : NO_ADDRESSES;
    undecided = union([undecided, tie]);
    left = subtract(left, tie);
    for (const { route, addresses, rank } of group) {
      const own = intersect(left, rank === "propagated" ? subtract(addresses, local) : addresses);
      if (own.length === 0) continue;
      chosen.set(route, [...(chosen.get(route) ?? []), own]);
      left = subtract(left, own);
    }
  }
  return { chosen: [...chosen].map(([route, sets]) => ({ route, addresses: union(sets) })), undecided, local };
}
