import { describe, expect, it } from "vitest";
import type { PrefixList, SecurityGroupRule } from "#lib/core/network/snapshot";
import { account, openEgress, openNaclEntries, rule } from "#lib/core/testing/account";
import { ask } from "#lib/core/testing/ask";

const S3 = "pl-63a5400a";

/** A client with a gateway endpoint for S3 in its route table; the prefix list has the two entries that the builder gives it. */
function shop(egress: SecurityGroupRule[] = openEgress) {
  const a = account();
  const subnet = a.subnet();
  const client = a.group("tasks", { egress });
  a.networkInterface(subnet, [client], "10.0.1.10");
  a.endpoint("s3", { type: "Gateway", routeTableIds: [a.mainTable] });
  return { ...a, subnet, client };
}

const verdict = (a: ReturnType<typeof shop>, prefixLists?: PrefixList[]) =>
  ask(a.snapshot(prefixLists ? { prefixLists } : {}), { client: a.client, service: "s3" });

const lists = (entries: string[] | null): PrefixList[] => [
  { id: S3, name: "com.amazonaws.us-east-1.s3", ownerId: "AWS", entries, maxEntries: null },
];

describe("through a gateway endpoint", () => {
  it("every entry of the service's prefix list is a destination", () => {
    expect(verdict(shop())).toEqual(["private"]);
    expect(verdict(shop([rule("52.216.0.0/15"), rule("3.5.0.0/19")]))).toEqual(["private"]);
  });

  it("a rule on that very list allows egress to all of it", () => {
    expect(verdict(shop([rule(S3)]))).toEqual(["private"]);
  });

  it("rules for some of the entries, or for a part of one, make the verdict partial", () => {
    expect(verdict(shop([rule("52.216.0.0/15")]))).toEqual(["partial", "client-egress"]);
    expect(verdict(shop([rule("3.5.0.0/24")]))).toEqual(["partial", "client-egress"]);
  });

  it("rules for none of them make it none", () => {
    expect(verdict(shop([rule("10.0.0.0/8")]))).toEqual(["none", "client-egress"]);
    expect(verdict(shop([rule("pl-02cd2c6b")]))).toEqual(["none", "client-egress"]);
  });

  it("the network ACL must allow the request out and the reply in", () => {
    const out = shop();
    out.networkAcl([out.subnet], [...openNaclEntries.map((e) => ({ ...e, cidr: e.egress ? "10.0.0.0/8" : e.cidr }))]);
    expect(verdict(out)).toEqual(["none", "client-nacl-out"]);
    const into = shop();
    into.networkAcl([into.subnet], [...openNaclEntries.map((e) => ({ ...e, cidr: e.egress ? e.cidr : "3.0.0.0/8" }))]);
    expect(verdict(into)).toEqual(["partial", "client-nacl-in"]);
  });

  it("no default route is needed", () => {
    const a = shop();
    a.routeTable([a.subnet]);
    a.endpoint("s3", { type: "Gateway", routeTableIds: a.snapshot().routeTables.map(({ id }) => id) });
    expect(verdict(a)).toEqual(["private"]);
  });
});

describe.each([
  ["unknown", lists(null)],
  ["empty", lists([])],
  ["not there", []],
])("a prefix list whose entries are %s", (_, known) => {
  it("is tested by whether any public address can be reached", () => {
    expect(verdict(shop(), known)).toEqual(["private"]);
    expect(verdict(shop([rule("8.8.8.8/32")]), known)).toEqual(["private"]);
    expect(verdict(shop([rule("10.0.0.0/8")]), known)).toEqual(["none", "client-egress"]);
  });
});

describe("a prefix list whose entries are unknown", () => {
  it("is allowed by a rule on that very list", () => {
    expect(verdict(shop([rule(S3)]), lists(null))).toEqual(["private"]);
  });

  it("as another rule's peer matches nothing else", () => {
    const other: PrefixList = { id: "pl-0000000a", name: "own", ownerId: "111122223333", entries: null, maxEntries: 5 };
    expect(verdict(shop([rule(other.id)]), [...lists(["52.216.0.0/15"]), other])).toEqual(["none", "client-egress"]);
    expect(verdict(shop([rule(other.id)]), [...lists(null), other])).toEqual(["none", "client-egress"]);
  });
});
