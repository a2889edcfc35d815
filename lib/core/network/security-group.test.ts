import { describe, expect, it } from "vitest";
import { rule } from "#lib/core/testing/account";
import { addressesOf, addressesOfAll } from "./intervals";
import { groupAdmits, isForHttps } from "./security-group";
import type { PrefixList, SecurityGroupRule } from "./snapshot";

const subnet = addressesOf("10.0.1.0/24", 4);
const list: PrefixList = {
  id: "pl-0000000a",
  name: "offices",
  ownerId: "111122223333",
  entries: ["10.0.0.0/16"],
  maxEntries: 5,
};

function admits(rules: SecurityGroupRule[], ids: string[] = [], addresses = subnet, lists: PrefixList[] = []) {
  return groupAdmits(rules, ids, addresses, lists);
}

describe("a rule for tcp/443", () => {
  it("has protocol tcp, by name or number, and a range that holds 443", () => {
    expect(isForHttps(rule("0.0.0.0/0"))).toBe(true);
    expect(isForHttps({ ...rule("0.0.0.0/0"), protocol: "6" })).toBe(true);
    expect(isForHttps(rule("0.0.0.0/0", { from: 0, to: 65535 }))).toBe(true);
    expect(isForHttps(rule("0.0.0.0/0", { from: 80, to: 442 }))).toBe(false);
  });

  it("or is for all traffic", () => {
    expect(isForHttps(rule("0.0.0.0/0", null))).toBe(true);
  });

  it("is not one for udp", () => {
    expect(isForHttps({ ...rule("0.0.0.0/0"), protocol: "udp" })).toBe(false);
    expect(isForHttps({ ...rule("0.0.0.0/0"), protocol: "17" })).toBe(false);
  });
});

describe("a group admits", () => {
  it("any of the groups that a rule names", () => {
    const named = rule("sg-0000000b");
    expect(admits([rule("10.9.0.0/16"), named], ["sg-0000000a", "sg-0000000b"])).toEqual([named]);
  });

  it("a prefix list that a rule names, though its entries are unknown", () => {
    const named = rule("pl-0000000b");
    expect(admits([named], ["pl-0000000b"], [])).toEqual([named]);
  });

  it("all addresses that one rule's CIDR contains", () => {
    const wide = rule("10.0.0.0/16");
    expect(admits([rule("10.0.1.0/25"), wide])).toEqual([wide]);
  });

  it("all addresses that a prefix list's entries contain", () => {
    const named = rule(list.id);
    expect(admits([named], [], subnet, [list])).toEqual([named]);
  });

  it("addresses that several rules contain only together", () => {
    expect(admits([rule("10.0.1.0/25"), rule("10.0.1.128/25")])).toHaveLength(2);
  });

  it("addresses in IPv6", () => {
    const v6 = rule("2600:1f00::/24");
    expect(admits([rule("0.0.0.0/0"), v6], [], addressesOf("2600:1f00:1::/64", 6))).toEqual([v6]);
  });

  it("nothing by a rule for a part of the addresses, another port or a list of unknown entries", () => {
    expect(admits([rule("10.0.1.0/25")])).toBeNull();
    expect(admits([rule("0.0.0.0/0", { from: 80, to: 80 })], ["sg-0000000a"])).toBeNull();
    expect(admits([rule(list.id)], [], subnet, [{ ...list, entries: null }])).toBeNull();
  });

  it("nothing of what is between the CIDRs", () => {
    const both = addressesOfAll(["10.0.1.0/24", "10.0.3.0/24"], 4);
    expect(admits([rule("10.0.0.0/23"), rule("10.0.3.0/24")], [], both)).toHaveLength(2);
    expect(admits([rule("10.0.0.0/23"), rule("10.0.3.128/25")], [], both)).toBeNull();
  });

  it("no address when only ids are asked for", () => {
    expect(admits([rule("0.0.0.0/0")], ["sg-0000000a"], [])).toBeNull();
  });
});
