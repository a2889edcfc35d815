import { describe, expect, it } from "vitest";
import { addressesOf, covers, type Family } from "../intervals";
import type { PrefixList, Route } from "../snapshot";
import { chooseRoutes } from "./route-choice";

const route = (destination: string, target: Route["target"], more: Partial<Route> = {}): Route => ({
  destination,
  target,
  targetId: `${target}-1`,
  active: true,
  ...more,
});
const list = (id: `pl-${string}`, ...entries: string[]): PrefixList => ({
  id,
  name: id,
  ownerId: "111122223333",
  entries,
  maxEntries: 5,
});

/** The target of the route that an address takes; "undecided", or nothing. */
function targetOf(address: string, routes: Route[], lists: PrefixList[] = [], vpcCidrs = ["10.0.0.0/16"]) {
  const family: Family = address.includes(":") ? 6 : 4;
  const vpc = { cidrs: vpcCidrs, ipv6Cidrs: ["2600:1f00::/56"] } as unknown as Parameters<typeof chooseRoutes>[2];
  const { chosen, undecided } = chooseRoutes(routes, lists, vpc, family);
  const sought = addressesOf(address, family);
  if (covers(undecided, sought)) return "undecided";
  return chosen.find(({ addresses }) => covers(addresses, sought))?.route.targetId;
}

describe("an address takes the route", () => {
  it("with the longest prefix, of any origin, a blackhole too", () => {
    const routes = [route("0.0.0.0/0", "nat-gateway"), route("52.0.0.0/8", "transit-gateway", { active: false })];
    expect(targetOf("52.1.2.3", routes)).toBe("transit-gateway-1");
    expect(targetOf("53.1.2.3", routes)).toBe("nat-gateway-1");
  });

  it("of equal prefixes a CIDR before a prefix list, and that before a propagated one", () => {
    const lists = [list("pl-0000000a", "52.0.0.0/8")];
    const [cidr, byList, learnt] = [
      route("52.0.0.0/8", "nat-gateway"),
      route("pl-0000000a", "transit-gateway"),
      route("52.0.0.0/8", "vpn-gateway", { propagated: true }),
    ];
    expect(targetOf("52.1.2.3", [learnt, byList, cidr], lists)).toBe("nat-gateway-1");
    expect(targetOf("52.1.2.3", [learnt, byList], lists)).toBe("transit-gateway-1");
    expect(targetOf("52.1.2.3", [learnt], lists)).toBe("vpn-gateway-1");
  });

  it("that is local before a propagated one, however specific, but not before a more specific static one", () => {
    expect(targetOf("10.0.1.1", [route("10.0.1.0/24", "vpn-gateway", { propagated: true })])).toBe("local");
    expect(targetOf("10.0.1.1", [route("10.0.1.0/24", "network-interface")])).toBe("network-interface-1");
    expect(targetOf("2600:1f00::1", [route("::/0", "egress-only-internet-gateway")])).toBe("local");
  });

  it("that replaces the local one, where it is for just the VPC's CIDR", () => {
    expect(targetOf("10.0.1.1", [route("10.0.0.0/16", "network-interface")])).toBe("network-interface-1");
  });

  it("is unknown for prefix lists with equal lengths and different targets", () => {
    const lists = [list("pl-0000000a", "52.0.0.0/8", "53.0.0.0/8"), list("pl-0000000b", "52.0.0.0/8", "54.0.0.0/16")];
    const routes = [route("pl-0000000a", "nat-gateway"), route("pl-0000000b", "transit-gateway")];
    expect(targetOf("52.1.2.3", routes, lists)).toBe("undecided");
    expect(targetOf("53.1.2.3", routes, lists)).toBe("nat-gateway-1");
    const same = [routes[0] as Route, { ...(routes[0] as Route), destination: "pl-0000000b" }];
    expect(targetOf("52.1.2.3", same, lists)).toBe("nat-gateway-1");
    expect(targetOf("52.1.2.3", [...routes, route("52.1.0.0/16", "instance")], lists)).toBe("instance-1");
  });

  it("by no list whose entries are unknown", () => {
    const unknown = { ...list("pl-0000000a"), entries: null };
    expect(targetOf("52.1.2.3", [route("pl-0000000a", "nat-gateway")], [unknown])).toBeUndefined();
  });
});
