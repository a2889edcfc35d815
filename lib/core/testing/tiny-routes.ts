/** Random route tables about the few addresses of a tiny network. */
import fc from "fast-check";
import type { PrefixListId, Route, RouteTableId, RouteTargetKind } from "#lib/core/network/snapshot";

export const TABLES: RouteTableId[] = ["rtb-main", "rtb-own"];

const KINDS: RouteTargetKind[] = [
  "nat-gateway",
  "nat-gateway",
  "internet-gateway",
  "internet-gateway",
  "transit-gateway",
  "vpn-gateway",
  "instance",
  "network-interface",
  "vpc-endpoint",
  "vpc-peering",
  "local-gateway",
  "carrier-gateway",
  "core-network",
  "egress-only-internet-gateway",
];

/** How the ids of targets begin, where EC2 distinguishes kinds by them. */
const PREFIXES: Partial<Record<RouteTargetKind, string>> = {
  "internet-gateway": "igw",
  "vpn-gateway": "vgw",
  "vpc-endpoint": "vpce-firewall",
};

const idOf = (target: RouteTargetKind, n: number): string => `${PREFIXES[target] ?? target}-${n}`;

/** Whole, in halves and quarters, AWS's ranges, parts of S3's, parts of the VPC, and customer-managed lists. */
const DESTINATIONS = [
  "0.0.0.0/0",
  "0.0.0.0/0",
  "0.0.0.0/0",
  "0.0.0.0/1",
  "128.0.0.0/1",
  "0.0.0.0/2",
  "64.0.0.0/2",
  "52.0.0.0/8",
  "3.0.0.0/8",
  "52.0.0.0/28",
  "52.0.0.4/30",
  "52.0.0.0/29",
  "52.0.0.5/32",
  "10.0.0.0/8",
  "10.0.0.8/29",
  "10.0.0.17/32",
  "::/0",
  "::/0",
  "2000::/3",
  "2a00::/16",
  "64:ff9b::/96",
  "2600:1f00::8/125",
  "pl-halves",
  "pl-routes-a",
  "pl-routes-b",
  "pl-unknown",
  "pl-s3",
];

const route = fc.record({
  destination: fc.constantFrom(...DESTINATIONS),
  target: fc.constantFrom(...KINDS),
  targetId: fc.constantFrom(1, 2, null),
  active: fc.constantFrom(true, true, true, true, false),
  propagated: fc.constantFrom(false, false, false, true),
});

const LOCAL: Route[] = ["10.0.0.0/16", "2600:1f00::/56"].map((destination) => ({
  destination,
  target: "local",
  targetId: "local",
  active: true,
}));

/** Mostly with a default route; of each destination one route as EC2 has it, besides propagated ones. */
export const routes: fc.Arbitrary<Route[]> = fc
  .record({
    some: fc.array(route, { minLength: 1, maxLength: 4 }),
    open: fc.constantFrom<RouteTargetKind | null>("nat-gateway", "internet-gateway", "transit-gateway", null, null),
    /** Tables list their local routes; tests often do without. */
    local: fc.boolean(),
  })
  .map(({ some, open, local }) => {
    const all = [
      ...(local ? LOCAL : []),
      ...some.map(({ propagated, targetId, ...one }) => ({
        ...one,
        targetId: targetId && idOf(one.target, targetId),
        ...(propagated && !one.destination.startsWith("pl-") ? { propagated } : {}),
      })),
      ...(open ? [{ destination: "0.0.0.0/0", target: open, targetId: idOf(open, 3), active: true }] : []),
    ];
    const seen = new Set<string>();
    return all.filter(({ destination, propagated = false }) => {
      const key = `${destination} ${propagated}`;
      return !seen.has(key) && seen.add(key);
    });
  });

/** Entries of the lists that routes name. */
export const routeLists = fc
  .record({
    routes: fc.constantFrom<string[][]>(
      ["52.0.0.0/29"],
      ["52.0.0.4/30", "10.0.0.8/29"],
      ["52.0.0.0/30", "3.0.0.0/8"],
      ["0.0.0.0/0"],
    ),
    routes2: fc.constantFrom<string[][]>(["52.0.0.0/29", "0.0.0.0/0"], ["52.0.0.4/30"], ["3.0.0.0/8", "2a00::/16"]),
  })
  .map(({ routes: one, routes2: two }) =>
    (
      [
        ["pl-halves", ["0.0.0.0/1", "128.0.0.0/1"]],
        ["pl-routes-a", one],
        ["pl-routes-b", two],
      ] as const
    ).map(([id, entries]) => ({
      id: id as PrefixListId,
      name: id,
      ownerId: "111122223333",
      entries: [...entries],
      maxEntries: 5,
    })),
  );
