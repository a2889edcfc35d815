import { describe, expect, it } from "vitest";
import { rule } from "#lib/core/testing/account";
import { addressesOf, addressesOfAll } from "./intervals";
import { allowingRules, isForPort, portsToTest } from "./security-group";
import type { PrefixList, SecurityGroupRule } from "./snapshot";

const subnet = addressesOf("10.0.1.0/24", 4);
const list: PrefixList = {
  id: "pl-0000000a",
  name: "offices",
  ownerId: "111122223333",
  entries: ["10.0.0.0/16"],
  maxEntries: 5,
};

const HTTPS = [{ from: 443, to: 443 }];

function allowing(
  rules: SecurityGroupRule[],
  ids: string[] = [],
  addresses = subnet,
  lists: PrefixList[] = [],
  ports = HTTPS,
) {
  return allowingRules(rules, ids, addresses, lists, ports);
}

describe("a rule for a TCP port", () => {
  it("has protocol tcp, by name or number, and a range that holds 443", () => {
    expect(isForPort(rule("0.0.0.0/0"), 443)).toBe(true);
    expect(isForPort({ ...rule("0.0.0.0/0"), protocol: "6" }, 443)).toBe(true);
    expect(isForPort(rule("0.0.0.0/0", { from: 0, to: 65535 }), 443)).toBe(true);
    expect(isForPort(rule("0.0.0.0/0", { from: 80, to: 442 }), 443)).toBe(false);
  });

  it("or is for all traffic", () => {
    expect(isForPort(rule("0.0.0.0/0", null), 443)).toBe(true);
  });

  it("is not one for udp", () => {
    expect(isForPort({ ...rule("0.0.0.0/0"), protocol: "udp" }, 443)).toBe(false);
    expect(isForPort({ ...rule("0.0.0.0/0"), protocol: "17" }, 443)).toBe(false);
  });
});

describe("rules allow", () => {
  it("any of the groups that a rule names", () => {
    const named = rule("sg-0000000b");
    expect(allowing([rule("10.9.0.0/16"), named], ["sg-0000000a", "sg-0000000b"])).toEqual([named]);
  });

  it("a prefix list that a rule names, though its entries are unknown", () => {
    const named = rule("pl-0000000b");
    expect(allowing([named], ["pl-0000000b"], [])).toEqual([named]);
  });

  it("all addresses that one rule's CIDR contains", () => {
    const wide = rule("10.0.0.0/16");
    expect(allowing([rule("10.0.1.0/25"), wide])).toEqual([wide]);
  });

  it("all addresses that a prefix list's entries contain", () => {
    const named = rule(list.id);
    expect(allowing([named], [], subnet, [list])).toEqual([named]);
  });

  it("addresses that several rules contain only together", () => {
    expect(allowing([rule("10.0.1.0/25"), rule("10.0.1.128/25")])).toHaveLength(2);
  });

  it("addresses in IPv6", () => {
    const v6 = rule("2600:1f00::/24");
    expect(allowing([rule("0.0.0.0/0"), v6], [], addressesOf("2600:1f00:1::/64", 6))).toEqual([v6]);
  });

  it("nothing by a rule for a part of the addresses, another port or a list of unknown entries", () => {
    expect(allowing([rule("10.0.1.0/25")])).toBeNull();
    expect(allowing([rule("0.0.0.0/0", { from: 80, to: 80 })], ["sg-0000000a"])).toBeNull();
    expect(allowing([rule(list.id)], [], subnet, [{ ...list, entries: null }])).toBeNull();
  });

  it("nothing of what is between the CIDRs", () => {
    const both = addressesOfAll(["10.0.1.0/24", "10.0.3.0/24"], 4);
    expect(allowing([rule("10.0.0.0/23"), rule("10.0.3.0/24")], [], both)).toHaveLength(2);
    expect(allowing([rule("10.0.0.0/23"), rule("10.0.3.128/25")], [], both)).toBeNull();
  });

  it("no address when only ids are asked for", () => {
    expect(allowing([rule("0.0.0.0/0")], ["sg-0000000a"], [])).toBeNull();
  });

  it("a range of ports by one rule or by several, of which none may be missing", () => {
    const range = [{ from: 1400, to: 1499 }];
    const halves = [rule("10.0.0.0/8", { from: 1400, to: 1449 }), rule("10.0.0.0/8", { from: 1450, to: 1499 })];
    expect(allowing([rule("10.0.0.0/8", { from: 1000, to: 2000 })], [], subnet, [], range)).toHaveLength(1);
    expect(allowing(halves, [], subnet, [], range)).toEqual(halves);
    expect(allowing(halves.slice(1), [], subnet, [], range)).toBeNull();
    expect(allowing(halves, [], subnet, [], [...HTTPS, ...range])).toBeNull();
  });
});

describe("the ports to test", () => {
  it("are the single ones, and of ranges those where a rule begins or another one does", () => {
    const rules = [rule("10.0.0.0/8", { from: 1450, to: 1460 }), rule("10.0.0.0/8", { from: 1, to: 443 })];
    expect(portsToTest([{ from: 443, to: 443 }], rules)).toEqual([443]);
    expect(portsToTest([{ from: 1400, to: 1499 }], rules)).toEqual([1400, 1450, 1461]);
  });
});
