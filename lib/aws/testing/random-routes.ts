/** Routes of every kind beside those that a network has: halves, prefix lists, NAT64, propagated ones, blackholes. */
import fc from "fast-check";
import type { PrefixListId, Route, RouteTargetKind, Snapshot } from "#lib/core/network/snapshot";

const DESTINATIONS = [
  ["0.0.0.0/1", "128.0.0.0/1"],
  ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"],
  ["52.0.0.0/29"],
  ["52.0.0.12/30", "52.0.0.8/29"],
  ["10.0.0.8/30"],
  ["64:ff9b::/96"],
  ["pl-routed"],
  ["pl-closed"],
];

const TARGETS: RouteTargetKind[] = ["nat-gateway", "internet-gateway", "transit-gateway", "vpn-gateway", "vpc-peering"];

const LISTED: PrefixListId = "pl-routed";

/** A network whose route tables have some of these routes too; of one destination there is one route. */
export function withMoreRoutes(network: Snapshot): fc.Arbitrary<Snapshot> {
  const some = fc.array(
    fc.record({
      destinations: fc.constantFrom(...DESTINATIONS),
      target: fc.constantFrom(...TARGETS),
      active: fc.constantFrom(true, true, true, false),
      propagated: fc.boolean(),
    }),
    { maxLength: 3 },
  );
  const entries = fc.constantFrom<string[][]>(["0.0.0.0/1", "128.0.0.0/1"], ["52.0.0.0/30"]);
  return fc.tuple(fc.array(some, { minLength: 2, maxLength: 2 }), entries).map(([more, listed]) => ({
    ...network,
    routeTables: network.routeTables.map((table, i) => {
      const added = (more[i] ?? []).flatMap(({ destinations, target, active, propagated }) =>
        destinations.map(
          (destination): Route => ({
            destination,
            target,
            targetId: null,
            active,
            ...(target === "vpn-gateway" && propagated && !destination.startsWith("pl-") ? { propagated } : {}),
          }),
        ),
      );
      return { ...table, routes: oneForEach([...table.routes, ...added]) };
    }),
    prefixLists: [
      ...network.prefixLists,
      { id: LISTED, name: "routed", ownerId: network.accountId, entries: listed, maxEntries: 5 },
      { id: "pl-closed", name: "closed", ownerId: "444455556666", entries: null, maxEntries: 5 },
    ],
  }));
}

function oneForEach(routes: readonly Route[]): Route[] {
  const seen = new Set<string>();
  return routes.filter(({ destination }) => !seen.has(destination) && seen.add(destination));
}
